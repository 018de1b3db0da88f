package dev.spacefinder.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A token in the making: a valid one to begin with, from which a test breaks one thing. */
public final class Token {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private SigningKey key;
    private UnaryOperator<String> headerText = UnaryOperator.identity();
    private UnaryOperator<String> claimsText = UnaryOperator.identity();
    private Signer signer = input -> sign("SHA256withRSA", input);

    public Token(SigningKey key) {
        this.key = key;
        header.put("kid", key.id());
        header.put("alg", "RS256");
    }

    public Token claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    /** One that expires so long after now. */
    public Token lasting(Duration lifetime) {
        return claim("exp", Instant.now().plus(lifetime).getEpochSecond());
    }

    /** A claim whose value is that JSON text, whatever Java has for it. */
    public Token claimJson(String name, String json) {
        return claims(text -> text.substring(0, text.length() - 1) + ",\"" + name + "\":" + json + "}")
                .without(name);
    }

    public Token without(String name) {
        claims.remove(name);
        return this;
    }

    public Token claims(UnaryOperator<String> edit) {
        claimsText = edit;
        return this;
    }

    public Token header(String name, Object value) {
        header.put(name, value);
        return this;
    }

    public Token withoutHeader(String name) {
        header.remove(name);
        return this;
    }

    public Token header(UnaryOperator<String> edit) {
        headerText = edit;
        return this;
    }

    /** Signed with another key, under the id that stands in the header already. */
    public Token signedWith(SigningKey other) {
        key = other;
        return this;
    }

    public Token signedAs(String jcaName) {
        signer = input -> sign(jcaName, input);
        return this;
    }

    public Token signedAsHs256(byte[] secret) {
        signer = input -> {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(input);
        };
        return this;
    }

    public Token unsigned() {
        signer = input -> new byte[0];
        return this;
    }

    public String header() {
        return encode(headerText.apply(json(header)));
    }

    public String payload() {
        return encode(claimsText.apply(json(claims)));
    }

    public String signature() {
        return signature(header() + "." + payload());
    }

    public String signature(String input) {
        try {
            return BASE64.encodeToString(signer.sign(input.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The token as it is sent. */
    @Override
    public String toString() {
        return header() + "." + payload() + "." + signature();
    }

    public static String encode(String text) {
        return BASE64.encodeToString(text.getBytes(UTF_8));
    }

    private byte[] sign(String jcaName, byte[] input) throws GeneralSecurityException {
        var signature = Signature.getInstance(jcaName);
        if (jcaName.equals("RSASSA-PSS")) {
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        signature.initSign(key.privateKey());
        signature.update(input);
        return signature.sign();
    }

    private static String json(Map<String, Object> object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Signer {
        byte[] sign(byte[] input) throws GeneralSecurityException;
    }
}
