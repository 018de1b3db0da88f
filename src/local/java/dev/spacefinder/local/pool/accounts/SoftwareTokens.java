package dev.spacefinder.local.pool.accounts;

import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;

import java.time.Clock;

import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.declaration.DeclaredPool.Mfa;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.secrets.Sealer;
import dev.spacefinder.local.pool.secrets.Totp;

/** The second factor: sets authenticator apps up, says who is asked for a code, and checks codes. */
public final class SoftwareTokens {

    private static final String SECRET = "totp";

    private final DeclaredPool declared;
    private final Users users;
    private final Attempts attempts;
    private final Sealer sealer;
    private final Clock clock;

    SoftwareTokens(DeclaredPool declared, Users users, Attempts attempts, Sealer sealer, Clock clock) {
        this.declared = declared;
        this.users = users;
        this.attempts = attempts;
        this.sealer = sealer;
        this.clock = clock;
    }

    /**
     * Whether a sign-in of this user asks for a code: by the user's preference, or always where the pool demands it.
     */
    public boolean asks(User user) {
        var token = user.softwareToken();
        return token.verified() && declared.mfa() != Mfa.OFF && (token.enabled() || declared.mfa() == Mfa.ON);
    }

    /**
     * Hands out a new secret. What the user has verified before stays in force until the new one is verified.
     *
     * @return the secret in Base32
     * @throws CognitoException SoftwareTokenMFANotFoundException if the pool has no second factor
     */
    public String associate(User user) {
        if (declared.mfa() == Mfa.OFF) {
            throw new CognitoException(
                    "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool");
        }
        var secret = Totp.newSecret();
        users.change(user, u -> u.withSoftwareToken(u.softwareToken().withPending(sealer.seal(SECRET, secret))));
        return Totp.base32(secret);
    }

    /**
     * Takes the first code of the secret that was handed out last; from then on it is the user's.
     *
     * @param deviceName what the user calls the device, or null
     * @throws CognitoException EnableSoftwareTokenMFAException for a wrong code
     */
    public User verify(User user, String code, String deviceName) {
        var token = user.softwareToken();
        var sealed = token.pending() == null ? token.secret() : token.pending();
        if (sealed == null) {
            throw new CognitoException(
                    "SoftwareTokenMFANotFoundException", "Software Token MFA does not exist for the user.");
        }
        var step = Totp.match(sealer.openBytes(SECRET, sealed), code, clock.instant())
                .orElseThrow(() -> new CognitoException("EnableSoftwareTokenMFAException", "Code mismatch"));
        if (token.pending() == null && step <= token.used()) {
            throw new CognitoException("CodeMismatchException", "Your software token has already been used once.");
        }
        var enabled = token.enabled() || declared.mfa() == Mfa.ON;
        return users.change(
                user,
                u -> u.withSoftwareToken(
                        new SoftwareToken(sealed, null, deviceName, enabled, token.preferred(), step)));
    }

    /**
     * Checks a code at sign-in and uses it up. Wrong codes count as wrong passwords do.
     *
     * @throws CognitoException as Cognito refuses
     */
    public User redeem(User user, String code) {
        if (attempts.isLocked(user)) {
            throw notAuthorized("Password attempts exceeded");
        }
        var token = user.softwareToken();
        var step = Totp.match(sealer.openBytes(SECRET, token.secret()), code, clock.instant());
        if (step.isEmpty()) {
            attempts.failed(user);
            throw new CognitoException("CodeMismatchException", "Invalid code received for user");
        }
        if (step.getAsLong() <= token.used()) {
            throw new CognitoException("ExpiredCodeException", "Your software token has already been used once.");
        }
        attempts.succeeded(user);
        return users.change(user, u -> u.withSoftwareToken(u.softwareToken().withUsed(step.getAsLong())));
    }

    /** Sets what {@link #asks} goes by. */
    public void prefer(User user, boolean enabled, boolean preferred) {
        users.change(user, u -> u.withSoftwareToken(u.softwareToken().withPreference(enabled, enabled && preferred)));
    }
}
