package dev.spacefinder.local.pool.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Time-based one-time passwords as Cognito's are: RFC 6238 with SHA-1, six digits, 30 seconds. */
public final class Totp {

    private static final Duration STEP = Duration.ofSeconds(30);
    private static final int DIGITS_MODULO = 1_000_000;
    private static final int SECRET_BYTES = 32;
    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Totp() {}

    /** A secret for one user; in Base32 it has the 52 characters of Cognito's. */
    public static byte[] newSecret() {
        var secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    /** Bytes in Base32 without padding (RFC 4648), as authenticator apps take a secret. */
    public static String base32(byte[] bytes) {
        var text = new StringBuilder();
        var buffer = 0;
        var bits = 0;
        for (var b : bytes) {
            buffer = buffer << 8 | b & 0xff;
            for (bits += 8; bits >= 5; bits -= 5) {
                text.append(BASE_32.charAt(buffer >> bits - 5 & 31));
            }
        }
        return (bits == 0 ? text : text.append(BASE_32.charAt(buffer << 5 - bits & 31))).toString();
    }

    /** The code of a moment. */
    public static String code(byte[] secret, Instant moment) {
        return code(secret, step(moment));
    }

    /**
     * The step that a code belongs to: that of the moment, or one step of drift before or after it (RFC 6238, 5.2);
     * none if it belongs to another or to no step.
     */
    public static OptionalLong match(byte[] secret, String code, Instant moment) {
        var found = OptionalLong.empty();
        for (var step = step(moment) - 1; step <= step(moment) + 1; step++) {
            if (MessageDigest.isEqual(code(secret, step).getBytes(UTF_8), code.getBytes(UTF_8))) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    private static long step(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), STEP.toSeconds());
    }

    /** HOTP of RFC 4226, 5.3, with the step as its counter. */
    private static String code(byte[] secret, long step) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            var hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            var truncated = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & Integer.MAX_VALUE;
            return String.format("%06d", truncated % DIGITS_MODULO);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
