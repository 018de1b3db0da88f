package dev.spacefinder.local.playground;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.PoolSettings;
import dev.spacefinder.local.template.Template;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;

/** The local user pool with the playground, and DynamoDB, on free ports. */
public class PlaygroundServer implements QuarkusTestResourceLifecycleManager {

    private static final Path TEMPLATE = Path.of("infra", "template.yaml");

    static LocalUserPool pool;
    private LocalDynamoDb dynamoDb;

    /** Starts a pool that serves the playground for an API. */
    static LocalUserPool startPool(Supplier<URI> api) {
        var mailbox = new Mailbox(Clock.systemUTC());
        var settings = PoolSettings.development(TEMPLATE).withMessages(mailbox);
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
        dynamoDb = LocalDynamoDb.start(0, null, Template.read(TEMPLATE));
        return Map.of(
                "cognito.issuer", pool.issuer(),
                "cognito.client-ids", pool.clientId(),
                "quarkus.http.cors.origins", pool.endpoint().toString(),
                "spaces.table", dynamoDb.tableName(),
                "quarkus.dynamodb.endpoint-override", dynamoDb.endpoint().toString(),
                "quarkus.dynamodb.aws.region", LocalDynamoDb.REGION,
                "quarkus.dynamodb.aws.credentials.type", "static",
                "quarkus.dynamodb.aws.credentials.static-provider.access-key-id", LocalDynamoDb.ACCESS_KEY_ID,
                "quarkus.dynamodb.aws.credentials.static-provider.secret-access-key", LocalDynamoDb.SECRET_ACCESS_KEY);
    }

    @Override
    public void stop() {
        dynamoDb.close();
        pool.close();
    }
}
