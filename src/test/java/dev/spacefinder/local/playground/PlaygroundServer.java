package dev.spacefinder.local.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.dynamodb.TableReader;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.state.LocalState;
import dev.spacefinder.local.state.Seed;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.spaces.Caller;
import dev.spacefinder.spaces.Spaces;
import dev.spacefinder.testing.TestKeys;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;

/** The local user pool with the playground, and DynamoDB, on free ports. */
public class PlaygroundServer implements QuarkusTestResourceLifecycleManager {

    /** Where browsers find Swagger UI that map this port to the API's, which nobody knows before the pool starts. */
    static final int SWAGGER_UI_PORT = 9228;

    static final String SWAGGER_UI = "http://localhost:" + SWAGGER_UI_PORT + "/q/swagger-ui/";

    static LocalUserPool pool;
    static Feed feed;
    private LocalDynamoDb dynamoDb;
    private TableReader tables;

    /** Starts a pool that serves the playground for an API. */
    static LocalUserPool startPool(Supplier<URI> api) {
        return startPool(api, LocalTemplate.read(), Clock.systemUTC());
    }

    /** Starts a pool of a template that serves the playground for an API. */
    static LocalUserPool startPool(Supplier<URI> api, Template template, Clock clock) {
        var mailbox = new Mailbox(clock);
        var feed = new Feed(mailbox, clock);
        var settings = LocalUserPoolSettings.development(template)
                .withState(TestKeys.poolFolder())
                .withClock(clock)
                .withMessages(mailbox.andThen(feed));
        var pool = LocalUserPool.start(settings);
        pool.watch(feed);
        pool.serve(new Playground(
                settings, api, mailbox, Map.of("events", feed, "last-sign-in", new LastSignIn(pool::lastSignIn))));
        return pool;
    }

    /** Starts a pool that serves the playground with all its parts, for the tables of a DynamoDB. */
    private void start(LocalDynamoDb dynamoDb) {
        var port = freePort();
        var callbacks = List.of("http://localhost:" + port + "/", SWAGGER_UI + "oauth2-redirect.html");
        var mailbox = new Mailbox(Clock.systemUTC());
        feed = new Feed(mailbox, Clock.systemUTC());
        var settings = LocalUserPoolSettings.development(LocalTemplate.read())
                .withPort(port)
                .withCallbackUrls(callbacks)
                .withMessages(mailbox.andThen(feed));
        pool = LocalUserPool.start(settings);
        tables = dynamoDb.reader();
        var state = new LocalState(
                pool,
                dynamoDb,
                tables,
                DynamoDbSettings.table("SPACES_TABLE"),
                (input, owner) ->
                        Arc.container().select(Spaces.class).get().create(input, new Caller(owner, false), null));
        pool.watch(feed);
        pool.serve(new Playground(
                settings,
                PlaygroundServer::api,
                mailbox,
                Playground.parts(feed, state, () -> state.reset(seed(settings)))));
    }

    /** One user and one space beside the usual users. */
    private static Seed seed(LocalUserPoolSettings settings) {
        try {
            var file = Files.createTempFile("seed", ".json");
            try {
                Files.writeString(file, """
                        {"users": [{"username": "ada", "email": "ada@example.com", "password": "Analytical-1843",
                                    "groups": ["engineers"]}],
                         "spaces": [{"name": "Engine room", "location": "London", "owner": "ada"}]}""");
                return Seed.read(file, settings);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        dynamoDb = LocalDynamoDb.start(0, null, LocalTemplate.read());
        start(dynamoDb);
        var settings = new HashMap<>(DynamoDbSettings.of(dynamoDb.endpoint()));
        settings.put("cognito.issuer", pool.issuer());
        settings.put("cognito.client-ids", pool.clientId() + "," + pool.machineClientId());
        settings.put("cognito.token-uses", "id,access");
        settings.put("quarkus.http.cors.origins", pool.endpoint().toString());
        return settings;
    }

    @Override
    public void stop() {
        tables.close();
        dynamoDb.close();
        pool.close();
    }
}
