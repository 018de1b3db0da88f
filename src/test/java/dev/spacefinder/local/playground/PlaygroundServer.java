package dev.spacefinder.local.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;

/** The local user pool with the playground, and DynamoDB, on free ports. */
public class PlaygroundServer implements QuarkusTestResourceLifecycleManager {

    /** Where browsers find Swagger UI that map this port to the API's, which nobody knows before the pool starts. */
    static final int SWAGGER_UI_PORT = 9228;

    static final String SWAGGER_UI = "http://localhost:" + SWAGGER_UI_PORT + "/q/swagger-ui/";

    static LocalUserPool pool;
    private LocalDynamoDb dynamoDb;

    /** Starts a pool that serves the playground for an API. */
    static LocalUserPool startPool(Supplier<URI> api) {
        return startPool(api, LocalTemplate.read(), Clock.systemUTC());
    }

    /** Starts a pool of a template that serves the playground for an API. */
    static LocalUserPool startPool(Supplier<URI> api, Template template, Clock clock) {
        var mailbox = new Mailbox(clock);
        var settings = LocalUserPoolSettings.development(template)
                .withState(TestKeys.poolFolder())
                .withClock(clock)
                .withMessages(mailbox);
        var pool = LocalUserPool.start(settings);
        pool.serve(new Playground(settings, api, mailbox));
        return pool;
    }

    /** Starts a pool that may send browsers back to the playground and to Swagger UI. */
    private static LocalUserPool startPoolOfItsOwnPage() {
        var port = freePort();
        var callbacks = List.of("http://localhost:" + port + "/", SWAGGER_UI + "oauth2-redirect.html");
        var mailbox = new Mailbox(Clock.systemUTC());
        var settings = LocalUserPoolSettings.development(LocalTemplate.read())
                .withPort(port)
                .withCallbackUrls(callbacks)
                .withMessages(mailbox);
        var pool = LocalUserPool.start(settings);
        pool.serve(new Playground(settings, PlaygroundServer::api, mailbox));
        return pool;
    }

    private static int freePort() {
        try (var probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the API under test is. */
    static URI api() {
        return URI.create("http://localhost:" + RestAssured.port);
    }

    @Override
    public Map<String, String> start() {
        pool = startPoolOfItsOwnPage();
        dynamoDb = LocalDynamoDb.start(0, null, LocalTemplate.read());
        var settings = new HashMap<>(DynamoDbSettings.of(dynamoDb.endpoint()));
        settings.put("cognito.issuer", pool.issuer());
        settings.put("cognito.client-ids", pool.clientId() + "," + pool.machineClientId());
        settings.put("cognito.token-uses", "id,access");
        settings.put("quarkus.http.cors.origins", pool.endpoint().toString());
        return settings;
    }

    @Override
    public void stop() {
        dynamoDb.close();
        pool.close();
    }
}
