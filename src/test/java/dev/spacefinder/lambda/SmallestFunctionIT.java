package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.spacefinder.lambda.GatewayEvent.Answer;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.testing.Issuer;

/**
 * The deployed binary in the least memory that the template allows, less a quarter for what Lambda runs beside it. A
 * memory group holds it to that, where one can be made.
 */
class SmallestFunctionIT {

    private static final Path TEMPLATE = Path.of("infra/template.yaml");
    private static final Pattern LEAST_MEGABYTES =
            Pattern.compile("\n  MemorySize:\n(?: {4}.*\n)*? {4}MinValue: (\\d+)\n");
    private static final int ROUNDS = 200;
    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    static Path taskRoot;

    private static Path bootstrap;
    private static Issuer issuer;
    private static LocalDynamoDb dynamoDb;
    private static int megabytes;
    private static long bytes;

    private MemoryGroup group;
    private LambdaFunction function;
    private String token;

    @BeforeAll
    static void prepare() throws IOException {
        bootstrap = DeploymentPackage.bootstrap(taskRoot);
        issuer = new Issuer();
        dynamoDb = LocalDynamoDb.start(0, null, Template.read(TEMPLATE));
        var least = LEAST_MEGABYTES.matcher(Files.readString(TEMPLATE));
        assertThat("the template has a MinValue of MemorySize", least.find(), is(true));
        megabytes = Integer.parseInt(least.group(1));
        bytes = megabytes * (MEGABYTE * 3L / 4);
    }

    @AfterAll
    static void clear() {
        dynamoDb.close();
        issuer.close();
    }

    @BeforeEach
    void start() {
        token = issuer.idTokenOf("admin", "admins").toString();
        group = MemoryGroup.of(bytes).orElse(null);
        function = new LambdaFunction(
                group == null ? List.of(bootstrap.toString()) : group.commandFor(bootstrap),
                taskRoot,
                settings(),
                taskRoot.resolve("smallest.log"));
    }

    @AfterEach
    void end() {
        assertThat(function.faults(), empty());
        function.close();
        if (group != null) {
            group.close();
        }
    }

    @Test
    void servesEveryKindOfRequestAndKeepsAQuarterFree() {
        for (int round = 0; round < ROUNDS; round++) {
            spaces("key-" + round);
            reviews();
            refusals();
        }
        assertThat(function.peakBytes(), lessThan(bytes));
    }

    /** The garbage collector lets the heap grow as far as the group allows, so that there is no bound without one. */
    @Test
    void refusesTheLargestEventsAndGoesOn() {
        assumeTrue(group != null, "no memory group can be made here, which takes root's rights");
        for (int round = 0; round < 10; round++) {
            var space = "{\"name\":\"" + "x".repeat(6 * MEGABYTE - 10_000) + "\",\"location\":\"Berlin\"}";
            assertStatus(413, event("POST", "/spaces").json(space));
            spaces("large-" + round);
        }
    }

    private void spaces(String key) {
        var space = "{\"name\":\"Loft\",\"location\":\"Zürich\",\"description\":\"" + "x".repeat(2000) + "\"}";
        var created = assertStatus(201, event("POST", "/spaces").json(space).header("Idempotency-Key", key));
        assertStatus(201, event("POST", "/spaces").json(space));
        var path = "/spaces/" + created.body().path("id").asText();
        assertStatus(200, event("GET", path));
        assertStatus(304, event("GET", path).header("If-None-Match", "\"1\""));
        assertStatus(200, event("PUT", path).json(space));
        assertStatus(200, event("PUT", path).json(space).header("If-Match", "\"2\""));
        assertStatus(200, event("GET", "/spaces").query("location", "Zürich").query("limit", "100"));
        assertStatus(200, event("GET", "/spaces").query("limit", "100"));
        assertStatus(204, event("DELETE", path));
        assertStatus(200, event("GET", "/me"));
        assertStatus(200, event("GET", "/hello"));
        assertStatus(200, event("GET", "/openapi"));
    }

    private void reviews() {
        var space = assertStatus(201, event("POST", "/spaces").json("{\"name\":\"Loft\",\"location\":\"Bern\"}"));
        var path = "/spaces/" + space.body().path("id").asText() + "/reviews";
        var review = "{\"rating\":4,\"text\":\"" + "x".repeat(1000) + "\"}";
        assertStatus(201, event("PUT", path + "/mine").json(review));
        assertStatus(200, event("PUT", path + "/mine").json(review));
        assertStatus(200, event("GET", path));
        assertStatus(200, event("GET", path + "/mine"));
        assertStatus(204, event("DELETE", path + "/mine"));
    }

    private void refusals() {
        assertStatus(401, GatewayEvent.get("/spaces").bearer(token + "x"));
        assertStatus(400, event("POST", "/spaces").json("{}"));
        assertStatus(404, event("GET", "/nothing"));
        assertStatus(413, event("POST", "/spaces").json("x".repeat(100_000)));
    }

    private GatewayEvent event(String method, String path) {
        return GatewayEvent.of(method, path).bearer(token);
    }

    private Answer assertStatus(int status, GatewayEvent event) {
        var answer = GatewayEvent.answer(function.invoke(event.toString()));
        assertThat(answer.json().toString(), answer.status(), is(status));
        return answer;
    }

    private static Map<String, String> settings() {
        var settings = new HashMap<>(issuer.settings());
        settings.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(megabytes));
        settings.putAll(DynamoDbSettings.tables());
        settings.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint().toString());
        return settings;
    }
}
