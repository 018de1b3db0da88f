package dev.spacefinder.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;

/** Issues tokens as a Cognito user pool does, and publishes the keys they are signed with on a free loopback port. */
public final class Issuer implements AutoCloseable {

    /** The app client that the tokens are for. */
    public static final String CLIENT = "spaces-test-client";

    private static final String POOL = "/us-east-1_Tests";
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final SigningKey idKey = SigningKey.rsa("id/key+1=");
    private final SigningKey accessKey = SigningKey.rsa("access/key+1=");
    private final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer server;
    private volatile List<SigningKey> published = List.of(idKey, accessKey);

    /** Makes keys and publishes them. */
    public Issuer() {
        try {
            server = Loopback.server();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(POOL + "/.well-known/jwks.json", exchange -> {
            fetches.incrementAndGet();
            var keys = published;
            var document = SigningKey.jwks(keys.toArray(SigningKey[]::new)).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "public, max-age=86400");
            exchange.sendResponseHeaders(keys.isEmpty() ? 500 : 200, document.length);
            try (var body = exchange.getResponseBody()) {
                body.write(document);
            }
        });
        server.start();
    }

    /** The issuer's URL, the tokens' {@code iss}. */
    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + POOL;
    }

    /** The key that ID tokens are signed with. */
    public SigningKey idKey() {
        return idKey;
    }

    /** The key that access tokens are signed with. */
    public SigningKey accessKey() {
        return accessKey;
    }

    /** The JWKS document with both public keys. */
    public String jwks() {
        return SigningKey.jwks(idKey, accessKey);
    }

    /** Publishes these keys from now on; without any, it answers with status 500. */
    public void publish(SigningKey... keys) {
        published = List.of(keys);
    }

    /** How often the keys were fetched. */
    public int fetches() {
        return fetches.get();
    }

    /** The environment of a function that accepts its ID tokens and fetches the keys. */
    public Map<String, String> settings() {
        return Map.of("COGNITO_ISSUER", url(), "COGNITO_CLIENT_IDS", CLIENT);
    }

    /** An ID token of a user. */
    public Token idToken() {
        return token(idKey)
                .claim("aud", CLIENT)
                .claim("token_use", "id")
                .claim("cognito:username", "marple")
                .claim("email", "marple@example.com")
                .claim("email_verified", true)
                .claim("jti", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
    }

    /** An access token of the same user, with the scope of sign-ins by the API. */
    public Token accessToken() {
        return token(accessKey)
                .claim("client_id", CLIENT)
                .claim("token_use", "access")
                .claim("scope", "aws.cognito.signin.user.admin")
                .claim("username", "marple")
                .claim("jti", "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee");
    }

    /** An ID token of the user with that {@code sub}, who is in those groups. */
    public Token idTokenOf(String sub, String... groups) {
        var token = idToken().claim("sub", sub).claim("cognito:username", sub);
        return groups.length == 0 ? token : token.claim("cognito:groups", List.of(groups));
    }

    private Token token(SigningKey key) {
        long now = System.currentTimeMillis() / 1000;
        return new Token(key)
                .claim("sub", "7d8ca528-4931-4254-9273-ea5ee853f271")
                .claim("iss", url())
                .claim("event_id", "64f513be-32db-42b0-b78e-b02127b4f463")
                .claim("auth_time", now)
                .claim("iat", now)
                .claim("exp", now + LIFETIME.toSeconds());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
