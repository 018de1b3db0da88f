package dev.spacefinder.local.pool.protocol;

/** The request is not JSON of the operation's shape. */
public final class SerializationException extends RuntimeException {

    /** @param message what was expected, or null if the body is no JSON at all */
    public SerializationException(String message) {
        super(message, null, false, false);
    }
}
