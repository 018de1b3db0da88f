package dev.spacefinder.testing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** A key pair with the id under which its public half is published. */
public record SigningKey(String id, KeyPair pair) {

    public static SigningKey rsa(String id) {
        return rsa(id, 2048);
    }

    public static SigningKey rsa(String id, int bits) {
        return generate(id, "RSA", bits);
    }

    public static SigningKey ec(String id) {
        return generate(id, "EC", 256);
    }

    private static SigningKey generate(String id, String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return new SigningKey(id, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
