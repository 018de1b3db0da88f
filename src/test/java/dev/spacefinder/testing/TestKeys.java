package dev.spacefinder.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import java.util.Optional;

import dev.spacefinder.local.pool.secrets.Keys;

/**
 * RSA keys for tests, made once and kept in {@code target/test-keys}: making them takes longer than all else that most
 * tests do, and every application of Quarkus loads the classes of the tests anew, so that no field could keep them.
 */
public final class TestKeys {

    private static final Path FOLDER = Path.of("target", "test-keys");
    private static final String POOL_KEYS = "keys.json";

    private TestKeys() {}

    /**
     * Gives a folder for the state of a local user pool the keys that all such folders have in common, if it has none.
     */
    public static void giveTo(Path folder) {
        if (Files.exists(folder.resolve(POOL_KEYS))) {
            return;
        }
        try {
            var kept = FOLDER.resolve(POOL_KEYS);
            if (!Files.exists(kept)) {
                var made = Files.createTempDirectory(Files.createDirectories(FOLDER), "pool");
                Keys.load(Optional.of(made));
                Files.move(made.resolve(POOL_KEYS), kept, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.copy(kept, folder.resolve(POOL_KEYS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new folder for the state of a local user pool, with keys, below {@code target}. */
    public static Path poolFolder() {
        try {
            var folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "test-pools")), "pool");
            giveTo(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KeyPair rsa(String name) {
        try {
            var kept = FOLDER.resolve(HexFormat.of().formatHex(name.getBytes(UTF_8)) + ".der");
            if (!Files.exists(kept)) {
                var made = Files.createTempFile(Files.createDirectories(FOLDER), "rsa", null);
                Files.write(made, generate("RSA", 2048).getPrivate().getEncoded());
                Files.move(made, kept, StandardCopyOption.ATOMIC_MOVE);
            }
            return read(Files.readAllBytes(kept));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KeyPair generate(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair read(byte[] encoded) {
        try {
            var keys = KeyFactory.getInstance("RSA");
            var key = (RSAPrivateCrtKey) keys.generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new KeyPair(
                    keys.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())), key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
