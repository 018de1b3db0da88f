package dev.spacefinder.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

import com.sun.net.httpserver.HttpServer;

/**
 * Issues ID tokens like those of a Cognito user pool, and publishes the key they are signed with on a free loopback
 * port.
 */
public final class Issuer implements AutoCloseable {

    /** The app client that the tokens are for. */
    public static final String CLIENT = "1example23456789";

    private static final String POOL = "/us-east-1_Example";

    private final RsaJsonWebKey key;
    private final HttpServer server;

    /** Makes a key and publishes it. */
    public Issuer() {
        try {
            key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId("LNvpxsD0v5B0mqA9mmpCz2qFUPVUYYyTSlLgDiqkMYg=");
            key.setUse("sig");
            key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
            server = Loopback.server();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var document = jwks().getBytes(StandardCharsets.UTF_8);
        server.createContext(POOL + "/.well-known/jwks.json", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, document.length);
            try (var body = exchange.getResponseBody()) {
                body.write(document);
            }
        });
        server.start();
    }

    /** The issuer's URL, the tokens' {@code iss}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + POOL;
    }

    /** The JWKS document with its public key. */
    public String jwks() {
        return new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    /** The settings of a function that accepts these tokens and fetches the key. */
    public Map<String, String> settings() {
        return Map.of("COGNITO_ISSUER", url(), "COGNITO_CLIENT_IDS", CLIENT);
    }

    /** An ID token of that user, signed now. */
    public String idToken(String username, List<String> groups, Duration lifetime) {
        var now = Instant.now();
        var claims = new JwtClaims();
        claims.setSubject("11111111-2222-4333-8444-555555555555");
        claims.setIssuer(url());
        claims.setAudience(CLIENT);
        claims.setStringClaim("cognito:username", username);
        claims.setStringClaim("email", username + "@example.com");
        claims.setClaim("email_verified", true);
        claims.setStringListClaim("cognito:groups", groups);
        claims.setStringClaim("token_use", "id");
        claims.setStringClaim("event_id", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
        claims.setStringClaim("origin_jti", "aaaaaaaa-bbbb-4ccc-8ddd-ffffffffffff");
        claims.setGeneratedJwtId();
        claims.setClaim("auth_time", now.getEpochSecond());
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(lifetime).getEpochSecond()));
        var token = new JsonWebSignature();
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        token.setKeyIdHeaderValue(key.getKeyId());
        token.setKey(key.getPrivateKey());
        token.setPayload(claims.toJson());
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
