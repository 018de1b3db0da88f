package dev.spacefinder.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * A user pool as the API sees it: an issuer that publishes keys, and whoever holds them to sign with. It is told to the
 * API by the documented settings alone; more of them can be given as arguments of the test resource.
 */
public class TestUserPool implements QuarkusTestResourceLifecycleManager {

    static final String CLIENT = "spaces-test-client";
    static final String SECOND_CLIENT = "spaces-second-client";

    private static final String ID = "us-east-1_Tests";

    /** Whoever is refused never gets as far as the table. */
    private static final Map<String, String> NO_TABLE = Map.of(
            "spaces.table",
            "none",
            "quarkus.dynamodb.endpoint-override",
            "http://localhost:1",
            "quarkus.dynamodb.aws.region",
            "us-east-1",
            "quarkus.dynamodb.aws.credentials.type",
            "anonymous");

    /** Arguments of the resource: the keys are handed in, or the pool is down at first. */
    static final String KEYS_HANDED_IN = "test.keys-handed-in";

    static final String DOWN = "test.down";

    final SigningKey idKey = SigningKey.rsa("id/key+1=");
    final SigningKey accessKey = SigningKey.rsa("access/key+1=");
    final AtomicInteger fetches = new AtomicInteger();

    private final Map<String, String> settings = new HashMap<>();
    private boolean handedIn;
    private HttpServer server;
    private volatile List<SigningKey> published = List.of(idKey, accessKey);

    @Override
    public void init(Map<String, String> arguments) {
        settings.putAll(arguments);
        handedIn = settings.remove(KEYS_HANDED_IN) != null;
        if (settings.remove(DOWN) != null) {
            published = List.of();
        }
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/" + ID + "/.well-known/jwks.json", exchange -> {
            fetches.incrementAndGet();
            var document = SigningKey.jwks(published.toArray(SigningKey[]::new)).getBytes(UTF_8);
            exchange.getResponseHeaders().add("Cache-Control", "public, max-age=86400");
            exchange.sendResponseHeaders(published.isEmpty() ? 500 : 200, document.length);
            exchange.getResponseBody().write(document);
            exchange.close();
        });
        server.start();
        var all = new HashMap<>(Map.of(
                "cognito.issuer",
                issuer(),
                "cognito.client-ids",
                CLIENT + "," + SECOND_CLIENT,
                "cognito.token-uses",
                "id,access"));
        all.putAll(NO_TABLE);
        if (handedIn) {
            all.put("cognito.jwks", SigningKey.jwks(idKey, accessKey));
        }
        all.putAll(settings);
        return all;
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Override
    public void inject(TestInjector tests) {
        tests.injectIntoFields(this, new TestInjector.MatchesType(TestUserPool.class));
    }

    void publish(SigningKey... keys) {
        published = List.of(keys);
    }

    String issuer() {
        return "http://localhost:" + server.getAddress().getPort() + "/" + ID;
    }

    /** An ID token of a user, as Cognito issues it to {@link #CLIENT}. */
    Token idToken() {
        long now = System.currentTimeMillis() / 1000;
        return new Token(idKey)
                .claim("sub", "7d8ca528-4931-4254-9273-ea5ee853f271")
                .claim("aud", CLIENT)
                .claim("token_use", "id")
                .claim("iss", issuer())
                .claim("cognito:username", "marple")
                .claim("email", "marple@example.com")
                .claim("email_verified", true)
                .claim("event_id", "64f513be-32db-42b0-b78e-b02127b4f463")
                .claim("jti", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")
                .claim("auth_time", now)
                .claim("iat", now)
                .claim("exp", now + 3600);
    }

    /** An access token of the same user, with the scope of sign-ins by the API. */
    Token accessToken() {
        long now = System.currentTimeMillis() / 1000;
        return new Token(accessKey)
                .claim("sub", "7d8ca528-4931-4254-9273-ea5ee853f271")
                .claim("client_id", CLIENT)
                .claim("token_use", "access")
                .claim("scope", "aws.cognito.signin.user.admin")
                .claim("iss", issuer())
                .claim("username", "marple")
                .claim("event_id", "64f513be-32db-42b0-b78e-b02127b4f463")
                .claim("jti", "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee")
                .claim("auth_time", now)
                .claim("iat", now)
                .claim("exp", now + 3600);
    }
}
