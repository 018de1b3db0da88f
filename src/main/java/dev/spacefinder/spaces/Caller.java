package dev.spacefinder.spaces;

/** Who is asking. */
public record Caller(String sub, boolean admin) {

    /** The rule of ownership: a space is changed by its owner, and by admins. */
    boolean mayChange(Space space) {
        return admin || space.owner().equals(sub);
    }
}
