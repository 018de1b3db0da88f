package dev.spacefinder.local.pool.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.protocol.Json;

/**
 * Encrypts values that clients keep and hand back, but can neither read nor change: challenge sessions, SRP's secret
 * block, cookies.
 */
public final class Sealer {

    /** A value that was sealed here and for this purpose, and whether its time is up. */
    public record Opened(JsonNode value, boolean expired) {}

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final Clock clock;

    /** @param key 32 bytes, for AES */
    public Sealer(byte[] key, Clock clock) {
        this.key = new SecretKeySpec(key, "AES");
        this.clock = clock;
    }

    /** Seals a value for a purpose; the answer is Base64. */
    public String seal(String purpose, ObjectNode value, Duration validity) {
        var content =
                value.deepCopy().put("until", clock.instant().plus(validity).toEpochMilli());
        return seal(purpose, content.toString().getBytes(UTF_8));
    }

    /** Seals bytes for a purpose; the answer is Base64. */
    public String seal(String purpose, byte[] content) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        var encrypted = crypt(Cipher.ENCRYPT_MODE, purpose, nonce, content);
        var sealed = Arrays.copyOf(nonce, nonce.length + encrypted.length);
        System.arraycopy(encrypted, 0, sealed, nonce.length, encrypted.length);
        return Base64.getEncoder().encodeToString(sealed);
    }

    /**
     * The bytes that were sealed.
     *
     * @throws IllegalArgumentException if they were not sealed here for this purpose
     */
    public byte[] openBytes(String purpose, String sealed) {
        var bytes = Base64.getDecoder().decode(sealed);
        // The JDK's GCM fails in its own way on less than a tag.
        if (bytes.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            throw new IllegalArgumentException("too short");
        }
        return crypt(
                Cipher.DECRYPT_MODE,
                purpose,
                Arrays.copyOf(bytes, NONCE_BYTES),
                Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length));
    }

    /** The value, or null if it was not sealed here for this purpose. */
    public Opened open(String purpose, String sealed) {
        try {
            var value = Json.MAPPER.readTree(openBytes(purpose, sealed));
            return new Opened(value, clock.millis() > value.path("until").asLong());
        } catch (IllegalArgumentException | IOException e) {
            return null;
        }
    }

    /** 32 bytes that are always the same for a name, and that nobody can predict without the key. */
    public byte[] fingerprint(String name) {
        return Srp.hmac(key.getEncoded(), name.getBytes(UTF_8));
    }

    private byte[] crypt(int mode, String purpose, byte[] nonce, byte[] content) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(purpose.getBytes(UTF_8));
            return cipher.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
