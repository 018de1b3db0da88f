package dev.spacefinder.local.pool.accounts;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A user at one moment; a change makes another record.
 *
 * @param username the name that tokens carry
 * @param attributes the attributes but for sub
 * @param groups the names of the user's groups
 * @param codes the confirmation codes that wait for an answer, by purpose
 * @param signOuts how often every session was ended; a session of another count is over
 * @param softwareToken the authenticator app; never null, though older journals know none
 */
public record User(
        String username,
        String sub,
        Status status,
        boolean enabled,
        Map<String, String> attributes,
        Set<String> groups,
        Credentials credentials,
        Map<String, Code> codes,
        int signOuts,
        Instant created,
        Instant modified,
        SoftwareToken softwareToken) {

    public User {
        softwareToken = softwareToken == null ? SoftwareToken.NONE : softwareToken;
    }

    /** Cognito's UserStatus. */
    public enum Status {
        UNCONFIRMED,
        CONFIRMED,
        RESET_REQUIRED,
        FORCE_CHANGE_PASSWORD
    }

    /**
     * A confirmation code.
     *
     * @param contact the attribute that it verifies
     * @param expires when it ends
     * @param pending the value that the contact takes with this code, or null if it was sent to the contact as it is
     */
    record Code(String value, String contact, Instant expires, String pending) {}

    /** The same user in the middle of a change. */
    private static final class Draft {

        private Status status;
        private boolean enabled;
        private Map<String, String> attributes;
        private Set<String> groups;
        private Credentials credentials;
        private Map<String, Code> codes;
        private int signOuts;
        private Instant modified;
        private SoftwareToken softwareToken;
    }

    /** This user with a change. */
    private User with(Consumer<Draft> change) {
        var draft = new Draft();
        draft.status = status;
        draft.enabled = enabled;
        draft.attributes = attributes;
        draft.groups = groups;
        draft.credentials = credentials;
        draft.codes = codes;
        draft.signOuts = signOuts;
        draft.modified = modified;
        draft.softwareToken = softwareToken;
        change.accept(draft);
        return new User(
                username,
                sub,
                draft.status,
                draft.enabled,
                draft.attributes,
                draft.groups,
                draft.credentials,
                draft.codes,
                draft.signOuts,
                created,
                draft.modified,
                draft.softwareToken);
    }

    /** With another status. */
    public User withStatus(Status status) {
        return with(user -> user.status = status);
    }

    /** Enabled or disabled. */
    public User withEnabled(boolean enabled) {
        return with(user -> user.enabled = enabled);
    }

    User withCredentials(Credentials credentials) {
        return with(user -> user.credentials = credentials);
    }

    /** With other attributes. If a contact changes, the codes that were sent to it are no longer valid. */
    public User withAttributes(Map<String, String> attributes) {
        var kept = new TreeMap<>(codes);
        for (var contact : new String[] {"email", "phone_number"}) {
            if (!Objects.equals(this.attributes.get(contact), attributes.get(contact))) {
                kept.values().removeIf(code -> contact.equals(code.contact()));
            }
        }
        return with(user -> {
            user.attributes = attributes;
            user.codes = kept;
        });
    }

    /**
     * With some attributes written: a contact that changed is no longer verified, and an empty value takes one away.
     */
    public User withWritten(Map<String, String> written) {
        var changed = new TreeMap<>(attributes);
        for (var contact : new String[] {"email", "phone_number"}) {
            if (written.containsKey(contact) && !written.get(contact).equals(attributes.get(contact))) {
                changed.put(contact + "_verified", "false");
            }
        }
        changed.putAll(written);
        changed.values().removeIf(String::isEmpty);
        return withAttributes(changed);
    }

    /** With one attribute set. If it is a contact that changes, the codes that were sent to it are no longer valid. */
    public User withAttribute(String name, String value) {
        var changed = new TreeMap<>(attributes);
        changed.put(name, value);
        return withAttributes(changed);
    }

    /** With or without the membership of a group. */
    public User withGroup(String group, boolean member) {
        var changed = new TreeSet<>(groups);
        if (member) {
            changed.add(group);
        } else {
            changed.remove(group);
        }
        return with(user -> user.groups = changed);
    }

    /** With a code for a purpose; null takes it away. */
    public User withCode(String purpose, Code code) {
        var changed = new TreeMap<>(codes);
        if (code == null) {
            changed.remove(purpose);
        } else {
            changed.put(purpose, code);
        }
        return with(user -> user.codes = changed);
    }

    /** With every session ended. */
    public User signedOut() {
        return with(user -> user.signOuts = signOuts + 1);
    }

    User withSoftwareToken(SoftwareToken softwareToken) {
        return with(user -> user.softwareToken = softwareToken);
    }

    User modifiedAt(Instant modified) {
        return with(user -> user.modified = modified);
    }

    /** Whether a message can reach the user. */
    public boolean hasContact() {
        return attributes.containsKey("email") || attributes.containsKey("phone_number");
    }

    /** Whether the user has this contact and it is verified. */
    public boolean isVerified(String contact) {
        return !attributes.getOrDefault(contact, "").isEmpty() && "true".equals(attributes.get(contact + "_verified"));
    }
}
