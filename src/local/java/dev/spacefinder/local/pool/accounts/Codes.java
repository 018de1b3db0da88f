package dev.spacefinder.local.pool.accounts;

import static dev.spacefinder.local.pool.protocol.CognitoException.codeExpired;
import static dev.spacefinder.local.pool.protocol.CognitoException.codeMismatch;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.protocol.Json;

/** Confirmation codes: made, delivered as messages of the local server, and checked. */
public final class Codes {

    /** Takes what Cognito would send by mail or SMS. */
    public interface Postman {

        /**
         * Takes one message.
         *
         * @param username whom it is for
         * @param destination the address or telephone number
         * @param text the message, a sentence that holds the code
         * @param code the confirmation code or temporary password alone
         * @param purpose what it is for: {@link #SIGN_UP}, {@link #PASSWORD}, {@link #INVITATION}, or the contact that
         *     it verifies
         */
        void send(String username, String destination, String text, String code, String purpose);
    }

    /**
     * Where a code went.
     *
     * @param destination the address or telephone number, masked
     * @param medium EMAIL or SMS
     * @param contact the attribute that holds the address or number
     */
    public record Delivery(String destination, String medium, String contact) {

        /** For an address or telephone number in one of the attributes email and phone_number. */
        public static Delivery to(String destination, String contact) {
            return contact.equals("email")
                    ? new Delivery(maskedMail(destination), "EMAIL", contact)
                    : new Delivery(maskedNumber(destination), "SMS", contact);
        }

        /** The protocol's CodeDeliveryDetails. */
        public ObjectNode json() {
            return Json.object()
                    .put("Destination", destination)
                    .put("DeliveryMedium", medium)
                    .put("AttributeName", contact);
        }

        /** The answer of an operation that does nothing but send a code. */
        public ObjectNode answer() {
            var answer = Json.object();
            answer.set("CodeDeliveryDetails", json());
            return answer;
        }

        private static String maskedMail(String address) {
            return address.charAt(0) + "***@" + address.charAt(address.indexOf('@') + 1) + "***";
        }

        private static String maskedNumber(String number) {
            return "+*******" + number.substring(Math.max(0, number.length() - 4));
        }
    }

    /** The purpose of a code that confirms a new user. */
    public static final String SIGN_UP = "sign-up";
    /** The purpose of a code that replaces a forgotten password. */
    public static final String PASSWORD = "password";

    /** The purpose of a message with a temporary password. */
    public static final String INVITATION = "invitation";

    private static final Duration CONFIRMATION_VALIDITY = Duration.ofHours(24);
    private static final Duration PASSWORD_VALIDITY = Duration.ofHours(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Users users;
    private final Postman postman;
    private final Clock clock;

    Codes(Users users, Postman postman, Clock clock) {
        this.users = users;
        this.postman = postman;
        this.clock = clock;
    }

    /** Sends a new code to one of the user's contacts, or to its new value if one waits. */
    public Delivery send(User user, String purpose, String contact) {
        var last = user.codes().get(purpose);
        return send(user, purpose, contact, last == null ? null : last.pending());
    }

    /** Sends a code to the new value of a contact, which the user takes with it. */
    public Delivery sendToNew(User user, String contact, String value) {
        return send(user, contact, contact, value);
    }

    private Delivery send(User user, String purpose, String contact, String pending) {
        var value = String.format("%06d", RANDOM.nextInt(1_000_000));
        var validity = purpose.equals(PASSWORD) ? PASSWORD_VALIDITY : CONFIRMATION_VALIDITY;
        users.change(
                user,
                u -> u.withCode(
                        purpose, new User.Code(value, contact, clock.instant().plus(validity), pending)));
        var destination = pending == null ? user.attributes().get(contact) : pending;
        postman.send(
                user.username(),
                destination,
                (purpose.equals(PASSWORD) ? "Password reset" : "Confirmation") + " code for " + user.username() + " ("
                        + destination + "): " + value,
                value,
                purpose);
        return Delivery.to(destination, contact);
    }

    /** Sends the temporary password to a user whom an administrator created. */
    public void invite(User user, String password) {
        var destination =
                user.attributes().getOrDefault("email", user.attributes().get("phone_number"));
        postman.send(
                user.username(),
                destination,
                "Temporary password for " + user.username() + " (" + destination + "): " + password,
                password,
                INVITATION);
    }

    /** The contact that a code went to, or null if none is underway. */
    public String contact(User user, String purpose) {
        var code = user.codes().get(purpose);
        return code == null ? null : code.contact();
    }

    /** Checks a code and uses it up; a new value that waited for it is the contact's from now on. */
    public User redeem(User user, String purpose, String value) {
        var code = user.codes().get(purpose);
        if (code == null) {
            throw codeExpired();
        }
        if (!MessageDigest.isEqual(code.value().getBytes(UTF_8), value.getBytes(UTF_8))) {
            throw codeMismatch();
        }
        if (!clock.instant().isBefore(code.expires())) {
            throw codeExpired();
        }
        var redeemed = user.withCode(purpose, null);
        return code.pending() == null ? redeemed : redeemed.withWritten(Map.of(code.contact(), code.pending()));
    }
}
