package dev.spacefinder.local.playground;

import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
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

    /** Where the API under test is. */
    static URI api() {
        return URI.create("http://localhost:" + RestAssured.port);
    }

    @Override
    public Map<String, String> start() {
        pool = startPool(PlaygroundServer::api);
        dynamoDb = LocalDynamoDb.start(0, null, LocalTemplate.read());
        var settings = new HashMap<>(DynamoDbSettings.of(dynamoDb.endpoint()));
        settings.put("cognito.issuer", pool.issuer());
        settings.put("cognito.client-ids", pool.clientId());
        settings.put("quarkus.http.cors.origins", pool.endpoint().toString());
        return settings;
    }

    @Override
    public void stop() {
        dynamoDb.close();
        pool.close();
    }
}
