package dev.spacefinder.spaces;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;

import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

import com.sun.net.httpserver.HttpServer;

/** Signs ID tokens as a user pool does, for callers that these tests make up. */
final class TestIssuer implements AutoCloseable {

    static final String CLIENT_ID = "spacestestclient";

    private static final String POOL = "/us-east-1_SpacesTest";

    private final HttpServer server;
    private final RsaJsonWebKey key;

    TestIssuer() {
        try {
            key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId("test");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException | JoseException e) {
            throw new IllegalStateException(e);
        }
        server.createContext(POOL + "/.well-known/jwks.json", exchange -> {
            var keys = new JsonWebKeySet(key).toJson().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + POOL;
    }

    /** An ID token of that user. */
    String token(String sub, String... groups) {
        var claims = new JwtClaims();
        claims.setIssuer(url());
        claims.setAudience(CLIENT_ID);
        claims.setSubject(sub);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(15);
        claims.setStringClaim("token_use", "id");
        claims.setStringClaim("cognito:username", sub);
        claims.setStringClaim("jti", UUID.randomUUID().toString());
        if (groups.length > 0) {
            claims.setStringListClaim("cognito:groups", List.of(groups));
        }
        var jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(key.getPrivateKey());
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
