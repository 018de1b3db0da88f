package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;
import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;

import dev.spacefinder.local.pool.accounts.Codes;
import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.protocol.CognitoException;

/**
 * The one way to replace a forgotten password, for the API and for the login pages. Its methods run within
 * {@link dev.spacefinder.local.pool.accounts.Store#transaction}, and refuse with Cognito's errors.
 */
public final class PasswordRecovery {

    /** How the refusal of a password that breaks the policy begins. */
    static final String POLICY = "Password does not conform to policy: ";

    private static final int CODES_PER_HOUR = 5;
    private static final int TRIES_PER_HOUR = 15;

    private final Pool pool;

    /** Recovers passwords of a pool's users. */
    public PasswordRecovery(Pool pool) {
        this.pool = pool;
    }

    /**
     * Sends a code to a contact that the user has verified.
     *
     * @throws CognitoException as Cognito refuses
     */
    public Codes.Delivery begin(String username, Client client) {
        if (!pool.declared().recoverable()) {
            throw notAuthorized("Contact administrator to reset password.");
        }
        var user = pool.users().find(username);
        if (user == null || !user.enabled() && client.hidesUsers()) {
            return pool.simulatedDelivery(username, client);
        }
        if (!user.enabled()) {
            throw notAuthorized("User is disabled.");
        }
        if (user.status() == Status.FORCE_CHANGE_PASSWORD) {
            throw notAuthorized("User password cannot be reset in the current state.");
        }
        pool.attempts().limit(user, "ForgotPassword", CODES_PER_HOUR);
        return sendCode(user);
    }

    /**
     * Sets the new password of a user who hands in the code.
     *
     * @throws CognitoException as Cognito refuses
     */
    public void finish(String username, String code, String password, Client client) {
        var user = pool.users().find(username);
        if (user == null || !user.enabled() && client.hidesUsers()) {
            throw client.hidesUsers() ? CognitoException.codeMismatch() : CognitoException.unknownCombination();
        }
        pool.attempts().limit(user, "ConfirmForgotPassword", TRIES_PER_HOUR);
        var redeemed = pool.codes().redeem(user, Codes.PASSWORD, code);
        pool.declared().passwordPolicy().check(password, POLICY);
        pool.users().change(user, u -> pool.users().withPassword(redeemed, password, false));
        pool.attempts().succeeded(user);
    }

    Codes.Delivery sendCode(User user) {
        for (var contact : new String[] {"email", "phone_number"}) {
            if (user.isVerified(contact)) {
                return pool.codes().send(user, Codes.PASSWORD, contact);
            }
        }
        throw invalidParameter(
                "Cannot reset password for the user as there is no registered/verified email or phone_number");
    }
}
