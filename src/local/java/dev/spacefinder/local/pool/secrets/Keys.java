package dev.spacefinder.local.pool.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.files.PrivateFiles;
import dev.spacefinder.local.pool.protocol.Json;

/**
 * The pool's secrets: a signing key for ID tokens, another for access tokens, the key that refresh tokens are encrypted
 * with, and the one that seals values which clients only hand back. They are kept in a file of their own, readable by
 * its owner alone.
 */
public record Keys(RsaJsonWebKey id, RsaJsonWebKey access, RsaJsonWebKey refresh, byte[] seal) {

    private static final int RSA_BITS = 2048;
    private static final int KEY_ID_BYTES = 32;
    private static final int SEAL_BYTES = 32;

    private static final String FILE = "keys.json";

    private static Keys ofThisProcess;

    /**
     * The keys that the folder keeps. They are made if it has none, and for each start if there is no folder.
     *
     * @throws IOException if the folder's keys cannot be read or written
     */
    public static Keys load(Optional<Path> folder) throws IOException {
        try {
            if (folder.isEmpty()) {
                return inMemory();
            }
            var file = folder.get().resolve(FILE);
            if (Files.exists(file)) {
                var kept = Json.MAPPER.readTree(Files.readAllBytes(file));
                return new Keys(
                        key(kept.path("id")),
                        key(kept.path("access")),
                        key(kept.path("refresh")),
                        kept.path("seal").binaryValue());
            }
            var keys = generate();
            var written = Json.object();
            Map.of("id", keys.id, "access", keys.access, "refresh", keys.refresh)
                    .forEach((name, key) -> written.set(
                            name, Json.MAPPER.valueToTree(key.toParams(OutputControlLevel.INCLUDE_PRIVATE))));
            PrivateFiles.write(file, Json.MAPPER.writeValueAsBytes(written.put("seal", keys.seal)));
            return keys;
        } catch (JoseException e) {
            throw new IOException("The local user pool's keys cannot be read.", e);
        }
    }

    /** Makes other keys those that the folder's next pool loads. */
    public static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }

    /** The public halves of the signing keys, as Cognito lists them. */
    public ObjectNode jwks() {
        var jwks = Json.object();
        var keys = jwks.putArray("keys");
        for (var key : new RsaJsonWebKey[] {id, access}) {
            keys.add(Json.MAPPER.<ObjectNode>valueToTree(key.toParams(OutputControlLevel.PUBLIC_ONLY)));
        }
        return jwks;
    }

    /** Pools that keep nothing have their RSA keys in common: to make them takes longer than all else at a start. */
    private static synchronized Keys inMemory() throws JoseException {
        if (ofThisProcess == null) {
            ofThisProcess = generate();
        }
        return new Keys(ofThisProcess.id, ofThisProcess.access, ofThisProcess.refresh, newSeal());
    }

    private static Keys generate() throws JoseException {
        return new Keys(newKey("RS256", "sig"), newKey("RS256", "sig"), newKey("RSA-OAEP", "enc"), newSeal());
    }

    private static byte[] newSeal() {
        var seal = new byte[SEAL_BYTES];
        new SecureRandom().nextBytes(seal);
        return seal;
    }

    private static RsaJsonWebKey newKey(String algorithm, String use) throws JoseException {
        var id = new byte[KEY_ID_BYTES];
        new SecureRandom().nextBytes(id);
        var key = RsaJwkGenerator.generateJwk(RSA_BITS);
        key.setKeyId(Base64.getEncoder().encodeToString(id));
        key.setAlgorithm(algorithm);
        key.setUse(use);
        return key;
    }

    private static RsaJsonWebKey key(JsonNode kept) throws JoseException {
        return (RsaJsonWebKey) JsonWebKey.Factory.newJwk(kept.toString());
    }
}
