package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;

import java.util.Map;
import java.util.Optional;

import dev.spacefinder.local.pool.accounts.Codes;
import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.protocol.CognitoException;

/**
 * The one way to register oneself, for the API and for the login pages. Its methods run within
 * {@link dev.spacefinder.local.pool.accounts.Store#transaction}, and refuse with Cognito's errors.
 */
public final class Registration {

    /**
     * A new user who is not confirmed yet.
     *
     * @param delivery where the code went; none if the pool verifies no contact of the user
     */
    public record Registered(User user, Optional<Codes.Delivery> delivery) {}

    private static final int CONFIRMATIONS_PER_HOUR = 15;
    private static final int CODES_PER_HOUR = 5;

    private final Pool pool;

    /** Registers users of a pool. */
    public Registration(Pool pool) {
        this.pool = pool;
    }

    /**
     * Adds a user, and sends the code that confirms the registration.
     *
     * @param attributes the user's attributes, by name
     * @throws CognitoException as Cognito refuses
     */
    public Registered register(String username, String password, Map<String, String> attributes, Client client) {
        if (!pool.declared().selfSignUp()) {
            throw notAuthorized("SignUp is not permitted for this user pool");
        }
        pool.declared().passwordPolicy().check(password, "Password did not conform with policy: ");
        pool.users().check(attributes, client, true);
        var user = pool.users()
                .create(username, null, password, false, Status.UNCONFIRMED, attributes, "User already exists");
        return new Registered(user, contact(user).map(contact -> pool.codes().send(user, Codes.SIGN_UP, contact)));
    }

    /**
     * Confirms a registration by the code that was sent.
     *
     * @param takesAlias whether the contact is taken from a user whom it signs in already
     * @throws CognitoException as Cognito refuses
     */
    public void confirm(String username, String code, boolean takesAlias, Client client) {
        var user = pool.users().find(username);
        if (user == null) {
            throw client.hidesUsers() ? CognitoException.codeExpired() : CognitoException.unknownCombination();
        }
        pool.attempts().limit(user, "ConfirmSignUp", CONFIRMATIONS_PER_HOUR);
        checkUnconfirmed(user);
        var redeemed = pool.codes().redeem(user, Codes.SIGN_UP, code);
        var contact = pool.codes().contact(user, Codes.SIGN_UP);
        if (takesAlias) {
            pool.users().releaseAlias(contact, user.attributes().get(contact));
        }
        pool.users()
                .change(user, u -> redeemed.withStatus(Status.CONFIRMED).withAttribute(contact + "_verified", "true"));
    }

    /**
     * Sends another code.
     *
     * @throws CognitoException as Cognito refuses
     */
    public Codes.Delivery resend(String username, Client client) {
        var user = pool.users().find(username);
        if (user == null) {
            return pool.simulatedDelivery(username, client);
        }
        if (user.status() != Status.UNCONFIRMED) {
            throw CognitoException.invalidParameter("User is already confirmed.");
        }
        pool.attempts().limit(user, "ResendConfirmationCode", CODES_PER_HOUR);
        var contact =
                contact(user).orElseThrow(() -> CognitoException.invalidParameter("Auto verification not turned on."));
        return pool.codes().send(user, Codes.SIGN_UP, contact);
    }

    static void checkUnconfirmed(User user) {
        if (user.status() != Status.UNCONFIRMED) {
            throw notAuthorized("User cannot be confirmed. Current status is " + user.status());
        }
    }

    /**
     * The contact that a new user's code is sent to: the telephone if there are both, none if the pool verifies
     * neither.
     */
    private Optional<String> contact(User user) {
        for (var contact : new String[] {"phone_number", "email"}) {
            if (pool.declared().autoVerified().contains(contact)
                    && user.attributes().containsKey(contact)) {
                return Optional.of(contact);
            }
        }
        return Optional.empty();
    }
}
