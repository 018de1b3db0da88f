package dev.spacefinder.local.pool.accounts;

/**
 * A user's authenticator app; Cognito calls it a software token.
 *
 * @param secret the secret that codes are checked with, sealed; null until the user has verified one
 * @param pending a secret that was handed out and is not verified yet, sealed, or null
 * @param deviceName what the user calls the device, or null
 * @param enabled whether a sign-in asks for a code
 * @param preferred whether it is the factor that the user prefers
 * @param used the step of the last code that was accepted; codes up to it are used up
 */
public record SoftwareToken(
        String secret, String pending, String deviceName, boolean enabled, boolean preferred, long used) {

    static final SoftwareToken NONE = new SoftwareToken(null, null, null, false, false, 0);

    /** Whether the user has proven to hold the secret. */
    public boolean verified() {
        return secret != null;
    }

    SoftwareToken withPending(String pending) {
        return new SoftwareToken(secret, pending, deviceName, enabled, preferred, used);
    }

    SoftwareToken withUsed(long used) {
        return new SoftwareToken(secret, pending, deviceName, enabled, preferred, used);
    }

    SoftwareToken withPreference(boolean enabled, boolean preferred) {
        return new SoftwareToken(secret, pending, deviceName, enabled, preferred, used);
    }
}
