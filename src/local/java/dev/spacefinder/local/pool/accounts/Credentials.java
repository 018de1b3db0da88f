package dev.spacefinder.local.pool.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

import dev.spacefinder.local.pool.secrets.Sealer;
import dev.spacefinder.local.pool.secrets.Srp;

/**
 * What is kept of a password: a slow hash for the password flows, and SRP's verifier. The verifier is sealed with the
 * pool's key, because guesses can be tried on it faster than on the hash.
 *
 * @param salt SRP's salt, in hexadecimal
 * @param verifier SRP's verifier, sealed
 * @param hash PBKDF2 with HMAC-SHA-256 over the password, in Base64; its salt is SRP's
 * @param temporary when a temporary password ends, or null for a permanent one
 */
public record Credentials(String salt, String verifier, String hash, int iterations, Instant temporary) {

    /** Few, so that signing in stays quick: the JVM of development mode optimises little, and its users are made up. */
    private static final int ITERATIONS = 30_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    static Credentials of(String poolName, String username, String password, Instant temporary, Sealer sealer) {
        var salt = new BigInteger(128, RANDOM);
        var verifier = Srp.verifier(poolName, username, password, salt);
        return new Credentials(
                salt.toString(16),
                sealer.seal("verifier", verifier.toByteArray()),
                hash(password, salt, ITERATIONS),
                ITERATIONS,
                temporary);
    }

    /** Whether this is the password. */
    public boolean matches(String password) {
        return MessageDigest.isEqual(hash(password, saltNumber(), iterations).getBytes(UTF_8), hash.getBytes(UTF_8));
    }

    /** SRP's verifier; the sealer is the one that sealed it. */
    public BigInteger openVerifier(Sealer sealer) {
        return new BigInteger(sealer.openBytes("verifier", verifier));
    }

    /** SRP's salt as a number. */
    public BigInteger saltNumber() {
        return new BigInteger(salt, 16);
    }

    /** Takes as long as {@link #matches}, for a name that nobody has. */
    public static void hashInVain(String password) {
        hash(password, BigInteger.ONE.shiftLeft(127), ITERATIONS);
    }

    private static String hash(String password, BigInteger salt, int iterations) {
        try {
            var spec = new PBEKeySpec(password.toCharArray(), salt.toByteArray(), iterations, 256);
            return Base64.getEncoder()
                    .encodeToString(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(spec)
                            .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
