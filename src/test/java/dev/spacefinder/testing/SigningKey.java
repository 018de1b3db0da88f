package dev.spacefinder.testing;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** A key pair with the id under which its public half is published. */
public record SigningKey(String id, KeyPair pair) {

    /** The RSA key of that id. Another id has another pair; the same id has the same one in every test. */
    public static SigningKey rsa(String id) {
        return new SigningKey(id, TestKeys.rsa(id));
    }

    /** A new key for an elliptic curve, P-256. */
    public static SigningKey ec(String id) {
        return new SigningKey(id, TestKeys.generate("EC", 256));
    }

    /** A new RSA key that is too short. */
    public static SigningKey shortRsa(String id) {
        return new SigningKey(id, TestKeys.generate("RSA", 1024));
    }

    /** The same key under another id. */
    public SigningKey as(String otherId) {
        return new SigningKey(otherId, pair);
    }

    public PrivateKey privateKey() {
        return pair.getPrivate();
    }

    public PublicKey publicKey() {
        return pair.getPublic();
    }

    /** The key as Cognito publishes it. */
    public String jwk() {
        return jwk("sig", pair.getPublic().getAlgorithm().equals("RSA") ? "RS256" : "ES256");
    }

    public String jwk(String use, String algorithm) {
        try {
            var jwk = PublicJsonWebKey.Factory.newPublicJwk(publicKey());
            jwk.setKeyId(id);
            jwk.setUse(use);
            jwk.setAlgorithm(algorithm);
            return jwk.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String jwks(SigningKey... keys) {
        return "{\"keys\":[" + Arrays.stream(keys).map(SigningKey::jwk).collect(Collectors.joining(",")) + "]}";
    }
}
