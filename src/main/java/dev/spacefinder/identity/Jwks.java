package dev.spacefinder.identity;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * A pool's published keys, of which only those count that may have signed its tokens.
 *
 * @param keys the keys by their id
 * @param maxAge how long they may be used before the pool is asked again
 */
record Jwks(Map<String, PublicKey> keys, Duration maxAge) {

    private static final int MIN_BITS = 2048;

    /** @throws IOException if the text is no JWKS document (RFC 7517, section 5) or has no RS256 key */
    static Map<String, PublicKey> parse(String document) throws IOException {
        var keys = new LinkedHashMap<String, PublicKey>();
        for (var key : keySet(document).getJsonWebKeys()) {
            if (key instanceof RsaJsonWebKey rsa && signsWithRs256(rsa)) {
                keys.putIfAbsent(rsa.getKeyId(), rsa.getRsaPublicKey());
            }
        }
        if (keys.isEmpty()) {
            throw new IOException("it holds no RSA key for RS256 signatures");
        }
        return Collections.unmodifiableMap(keys);
    }

    /** What cannot be understood of a single key, jose4j leaves out. */
    private static JsonWebKeySet keySet(String document) throws IOException {
        try {
            return new JsonWebKeySet(document);
        } catch (JoseException | ClassCastException e) {
            throw new IOException("it is no JWKS document");
        }
    }

    private static boolean signsWithRs256(RsaJsonWebKey key) {
        return key.getKeyId() != null
                && isAbsentOr("sig", key.getUse())
                && isAbsentOr("RS256", key.getAlgorithm())
                && key.getRsaPublicKey().getModulus().bitLength() >= MIN_BITS;
    }

    private static boolean isAbsentOr(String expected, String actual) {
        return actual == null || expected.equals(actual);
    }
}
