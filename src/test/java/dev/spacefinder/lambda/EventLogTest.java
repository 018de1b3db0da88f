package dev.spacefinder.lambda;

import static io.restassured.RestAssured.given;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.dynamodb.Attributes;
import dev.spacefinder.lambda.GatewayEvent.Answer;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.telemetry.EventLog;
import dev.spacefinder.testing.ApiTestResource;
import dev.spacefinder.testing.DynamoDbProxy.Fault;
import dev.spacefinder.testing.EmbeddedMetrics;
import dev.spacefinder.testing.LogFields;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** What each event leaves in the log. */
@QuarkusTest
@WithTestResource(ApiTestResource.class)
class EventLogTest {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final String UNKNOWN = "/spaces/01890a5d-ac96-774b-bcce-b302099a8057";
    private static final String SPACES_TABLE = DynamoDbSettings.table("SPACES_TABLE");
    private static final String SPACE = "{\"name\":\"Hut\",\"location\":\"Hill\"}";

    /** Stands in what users of the API may write. */
    private static final String MARK = "mark-51c8";

    private static final Logger LOG = Logger.getLogger(EventLog.class.getName());

    private final String owner = UUID.randomUUID().toString();
    private final String admin = UUID.randomUUID().toString();
    private final List<String> messages = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            messages.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void startWithoutFaults() {
        ApiTestResource.proxy.heal();
    }

    /** In a test of the JVM, the lines are messages of a level that nobody else listens to. */
    @BeforeEach
    void listen() {
        LOG.setUseParentHandlers(false);
        LOG.setLevel(Level.FINE);
        LOG.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        ApiTestResource.proxy.heal();
        LOG.removeHandler(handler);
        LOG.setLevel(null);
        LOG.setUseParentHandlers(true);
    }

    /** What Lambda says of the trace: the event server of the tests says nothing of that form. */
    String traceId() {
        return null;
    }

    /** What the function answers to an event. */
    Answer send(GatewayEvent event) {
        try {
            return new Answer(JSON.readTree(given().contentType("application/json")
                    .body(event.toString())
                    .post("/_lambda_")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString()));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** All that it has written of events, line by line. */
    List<String> lines() {
        return messages.stream().filter(message -> message.startsWith("{")).toList();
    }

    /** All that it has written. */
    String written() {
        return String.join("\n", messages);
    }

    @Test
    void tellsWhoAskedForWhatAndWhatCameOfIt() {
        var before = Instant.now().minusMillis(1);
        var answer = send(GatewayEvent.get("/hello").bearer(token(owner)));
        var line = lastLine();

        assertThat(answer.status(), is(200));
        assertThat(Instant.parse(line.path("time").asText()), is(greaterThan(before)));
        assertThat(line.path("level").asText(), is("INFO"));
        assertThat(line.path("requestId").asText(), is(answer.header("X-Request-Id")));
        assertThat(line.path("traceId").asText(null), is(traceId()));
        assertThat(line.path("method").asText(), is("GET"));
        assertThat(line.path("route").asText(), is("/hello"));
        assertThat(line.path("status").intValue(), is(200));
        assertThat(line.path("durationMs").doubleValue(), is(allOf(greaterThan(0.0), lessThan((double)
                Duration.ofMinutes(1).toMillis()))));
        assertThat(line.path("sub").asText(), is(owner));
        assertThat(line.has("reason"), is(false));
        assertThat(line.has("resource"), is(false));
    }

    @Test
    void theSecondEventOfAProcessIsNoColdStartAndHasNoMetrics() {
        send(GatewayEvent.get("/openapi"));
        send(GatewayEvent.get("/openapi"));

        assertThat(lastLine().path("coldStart").isBoolean(), is(true));
        assertThat(lastLine().path("coldStart").booleanValue(), is(false));
        assertThat(lastLine().has("_aws"), is(false));
        assertThat(lastLine().has("ColdStarts"), is(false));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /spaces/01890a5d-ac96-774b-bcce-b302099a8057,               404, /spaces/{id}",
        "GET,    /spaces/01890a5d-ac96-774b-bcce-b302099a8057/,              404, /spaces/{id}",
        "GET,    /spaces/./mark-51c8,                                        400, /spaces/{id}",
        "GET,    /%73paces/mark-51c8,                                        400, /spaces/{id}",
        "HEAD,   /openapi,                                                   200, /openapi",
        "PATCH,  /spaces/mark-51c8,                                          405, /spaces/{id}",
        "GET,    /spaces/01890a5d-ac96-774b-bcce-b302099a8057/reviews/mine,  404, /spaces/{id}/reviews/mine",
        "DELETE, /spaces/mark-51c8/reviews/mark-51c8,                        403, /spaces/{id}/reviews/{reviewId}",
        "GET,    /mark-51c8,                                                 404, ",
        "GET,    /spaces/mark-51c8/mark-51c8,                                404, ",
        "GET,    //,                                                         404, ",
        "MARK-51C8, /hello,                                                  405, /hello",
    })
    void namesTheTemplateOfTheRouteAndNeverThePath(String method, String path, int status, String route) {
        var answer = send(GatewayEvent.get(path).method(method).bearer(token(owner)));
        var line = lastLine();

        assertThat(answer.status(), is(status));
        assertThat(line.path("route").asText(null), is(route));
        assertThat(line.path("status").intValue(), is(status));
        assertThat(line.path("method").asText(null), is(method.startsWith("MARK") ? null : method));
        assertThat(line.toString().toLowerCase(), not(containsString(MARK)));
    }

    @Test
    void tellsWhyACallerWithoutASoundTokenIsRefusedAndNotWhoTheyMayBe() {
        var expired = ApiTestResource.issuer.idTokenOf(owner).lasting(Duration.ofMinutes(-1));

        for (var refused : Map.of(
                        "expired", GatewayEvent.get("/hello").bearer(expired.toString()),
                        "missing_token", GatewayEvent.get("/hello"),
                        "malformed_token", GatewayEvent.get("/hello").bearer(MARK))
                .entrySet()) {
            assertThat(send(refused.getValue()).status(), is(401));
            var line = lastLine();
            assertThat(line.path("reason").asText(), is(refused.getKey()));
            assertThat(line.has("sub"), is(false));
        }
    }

    @Test
    void tellsWhyAndWhomItRefusesWhereTheTokenIsSound() {
        var space = create();

        assertThat(send(delete(space).bearer(token(owner))).status(), is(403));
        assertThat(lastLine().path("reason").asText(), is("missing_role"));
        assertThat(lastLine().path("sub").asText(), is(owner));

        var stranger = UUID.randomUUID().toString();
        assertThat(send(put(space, SPACE).bearer(token(stranger))).status(), is(403));
        assertThat(lastLine().path("reason").asText(), is("not_owner"));
        assertThat(lastLine().path("sub").asText(), is(stranger));
        assertThat(lastLine().has("resource"), is(false));
    }

    @Test
    void aRefusalWithoutABodyHasItsReasonToo() {
        assertThat(send(GatewayEvent.get("/hello").method("HEAD")).status(), is(401));

        assertThat(lastLine().path("reason").asText(), is("missing_token"));
    }

    @Test
    void countsRefusalsAlsoByReason() {
        send(GatewayEvent.get("/hello"));
        var line = lastLine();

        assertThat(line.path("Refusals").intValue(), is(1));
        assertThat(
                EmbeddedMetrics.dimensions(line, "Refusals"),
                is(Set.of(List.of("FunctionName"), List.of("FunctionName", "reason"))));
    }

    @Test
    void tellsOfTheLifeOfASpaceWhatWasChangedAndByWhom() {
        var space = create();
        assertChange("spaces", id(space), null, 1);
        assertThat(lastLine().path("sub").asText(), is(owner));

        send(put(space, SPACE).bearer(token(owner)));
        assertChange("spaces", id(space), 1, 2);

        send(GatewayEvent.get(space).bearer(token(owner)));
        assertThat(lastLine().has("resource"), is(false));

        assertThat(send(delete(space).bearer(token(admin, "admins"))).status(), is(204));
        assertChange("spaces", id(space), 2, null);
        assertThat(lastLine().path("sub").asText(), is(admin));
    }

    @Test
    void tellsOfTheLifeOfAReviewToo() {
        var mine = create() + "/reviews/mine";
        var review = send(put(mine, "{\"rating\":3}").bearer(token(owner)))
                .body()
                .path("id")
                .asText();
        assertChange("reviews", review, null, 1);

        send(put(mine, "{\"rating\":4}").bearer(token(owner)));
        assertChange("reviews", review, 1, 2);

        send(delete(mine).bearer(token(owner)));
        assertChange("reviews", review, 2, null);

        var another = send(put(mine, "{\"rating\":5}").bearer(token(owner)))
                .body()
                .path("id")
                .asText();
        assertChange("reviews", another, null, 3);

        send(delete(mine.replace("mine", another)).bearer(token(admin, "moderators")));
        assertChange("reviews", another, 3, null);
        assertThat(lastLine().path("sub").asText(), is(admin));
    }

    @Test
    void aReplayChangesNothing() {
        var creation = GatewayEvent.get("/spaces")
                .post(SPACE)
                .bearer(token(owner))
                .header("Idempotency-Key", UUID.randomUUID().toString());

        assertThat(send(creation).status(), is(201));
        assertThat(lastLine().has("resource"), is(true));
        assertThat(send(creation).status(), is(201));
        assertThat(lastLine().has("resource"), is(false));
    }

    @Test
    void whatWasDeletedMeanwhileIsToldInItsLastVersion() {
        var space = create();
        ApiTestResource.proxy.afterNextRead(() -> writeVersion2PastTheApi(id(space)));

        assertThat(send(delete(space).bearer(token(admin, "admins"))).status(), is(204));

        assertChange("spaces", id(space), 2, null);
    }

    @Test
    void measuresEachCallOfDynamoDb() {
        var space = create();
        assertThat(lastLine().path("DynamoDbLatency").doubleValue(), is(greaterThan(0.0)));

        send(put(space, SPACE).bearer(token(owner)));

        assertThat(numbers(lastLine().path("DynamoDbLatency")).size(), is(2));
        assertThat(numbers(lastLine().path("DynamoDbLatency")), everyItem(is(greaterThan(0.0))));
        assertThat(lastLine().has("DynamoDbRetries"), is(false));
        assertThat(lastLine().has("Conflicts"), is(false));
    }

    @Test
    void countsTheTriesAfterTheFirst() {
        ApiTestResource.proxy.next(Fault.THROTTLED, Fault.INTERNAL_ERROR);

        assertThat(send(GatewayEvent.get(UNKNOWN).bearer(token(owner))).status(), is(404));

        assertThat(lastLine().path("DynamoDbRetries").intValue(), is(2));
    }

    @Test
    void countsTheWritesThatMeetAnother() {
        ApiTestResource.proxy.next(Fault.HELD_BY_ANOTHER_TRANSACTION);
        var space = create();
        assertThat(lastLine().path("Conflicts").intValue(), is(1));

        ApiTestResource.proxy.afterNextRead(() -> writeVersion2PastTheApi(id(space)));
        assertThat(send(put(space, SPACE).bearer(token(owner))).status(), is(409));
        assertThat(lastLine().path("Conflicts").intValue(), is(1));
    }

    @Test
    void whatDynamoDbCannotAnswerIsAWarning() {
        ApiTestResource.proxy.always(Fault.FINAL_ERROR);

        assertThat(send(GatewayEvent.get(UNKNOWN).bearer(token(owner))).status(), is(503));

        assertThat(lastLine().path("level").asText(), is("WARN"));
        assertThat(lastLine().has("exception"), is(false));
    }

    @Test
    void anExceptionThatNobodyExpectedIsPartOfTheLineWithoutItsMessage() {
        ApiTestResource.proxy.always(Fault.NOT_ALLOWED);

        var answer = send(GatewayEvent.get(UNKNOWN).bearer(token(owner)));
        var line = lastLine();

        assertThat(answer.status(), is(500));
        assertThat(line.path("level").asText(), is("ERROR"));
        assertThat(line.path("requestId").asText(), is(answer.header("X-Request-Id")));
        assertThat(
                line.path("exception").asText(),
                is("software.amazon.awssdk.services.dynamodb.model.DynamoDbException"));
        assertThat(
                line.path("stackTrace").asText(),
                startsWith(line.path("exception").asText() + "\n\tat "));
        assertThat(line.path("stackTrace").asText(), containsString("dev.spacefinder.spaces.Spaces.find"));
        assertThat(line.toString(), not(containsString("made by a test")));
    }

    @Test
    void holdsNothingOfATokenAndNothingThatAUserWrote() {
        var token = ApiTestResource.issuer
                .idTokenOf(owner, "admins")
                .claim("email", MARK + "@example.com")
                .claim("cognito:username", MARK);
        var space = send(GatewayEvent.get("/spaces")
                        .post("{\"name\":\"%1$s\",\"location\":\"%1$s\",\"description\":\"%1$s\"}".formatted(MARK))
                        .bearer(token.toString())
                        .header("Idempotency-Key", MARK)
                        .header("X-Forwarded-For", MARK)
                        .header("User-Agent", MARK))
                .body()
                .path("id")
                .asText();
        send(put("/spaces/" + space + "/reviews/mine", "{\"rating\":1,\"text\":\"" + MARK + "\"}")
                .bearer(token.toString()));
        send(put("/spaces/" + space, "{\"name\":\"" + MARK + "\"}").bearer(token.toString()));
        send(GatewayEvent.get("/spaces").query("location", MARK).bearer(token.toString()));
        send(GatewayEvent.get("/hello").bearer(MARK + "." + token));
        ApiTestResource.proxy.always(Fault.NOT_ALLOWED);
        send(GatewayEvent.get("/spaces").query("location", MARK).bearer(token.toString()));

        assertThat(lines().size(), is(greaterThanOrEqualTo(6)));
        assertThat(written(), not(containsString(MARK)));
        for (var part : token.toString().split("\\.")) {
            assertThat(written(), not(containsString(part.substring(0, 20))));
        }
    }

    @Test
    void hasAllTheFieldsThatTheDocumentListsAndNoOthers() {
        var space = create();
        send(put(space, SPACE).bearer(token(owner)));
        send(delete(space).bearer(token(owner)));
        ApiTestResource.proxy.always(Fault.NOT_ALLOWED);
        send(GatewayEvent.get(space).bearer(token(owner)));

        var written = new TreeSet<>(Set.of("traceId"));
        for (var line : lines()) {
            json(line).fieldNames().forEachRemaining(written::add);
        }
        written.removeAll(LogFields.metrics());
        assertThat(written, is(new TreeSet<>(LogFields.documented())));
    }

    private String create() {
        var created = send(GatewayEvent.get("/spaces").post(SPACE).bearer(token(owner)));
        assertThat(created.status(), is(201));
        return "/spaces/" + created.body().path("id").asText();
    }

    private static void writeVersion2PastTheApi(String id) {
        try (var client = ApiTestResource.client()) {
            client.updateItem(update -> update.tableName(SPACES_TABLE)
                    .key(Map.of("id", Attributes.text(id)))
                    .updateExpression("SET version = :two")
                    .expressionAttributeValues(Map.of(":two", Attributes.number(2))));
        }
    }

    private static String id(String space) {
        return space.substring("/spaces/".length());
    }

    private void assertChange(String resource, String id, Integer versionBefore, Integer versionAfter) {
        var line = lastLine();
        assertThat(line.path("resource").asText(), is(resource));
        assertThat(line.path("id").asText(), is(id));
        assertThat(number(line, "versionBefore"), is(versionBefore));
        assertThat(number(line, "versionAfter"), is(versionAfter));
    }

    private static Integer number(JsonNode line, String field) {
        return line.has(field) ? line.path(field).intValue() : null;
    }

    private static GatewayEvent put(String path, String body) {
        return GatewayEvent.get(path).post(body).method("PUT");
    }

    private static GatewayEvent delete(String path) {
        return GatewayEvent.get(path).method("DELETE");
    }

    private static String token(String sub, String... groups) {
        return ApiTestResource.issuer.idTokenOf(sub, groups).toString();
    }

    /** The line of the last event, of which each must be sound. */
    JsonNode lastLine() {
        var lines = lines();
        assertThat("The event left no line", lines.size(), is(greaterThan(0)));
        var line = json(lines.get(lines.size() - 1));
        EmbeddedMetrics.assertValid(line);
        return line;
    }

    static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("This line is no JSON: " + line, e);
        }
    }

    private static List<Double> numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::doubleValue)
                .toList();
    }
}
