package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.lambda.GatewayEvent.Answer;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.testing.Issuer;

/** The deployed binary, driven as Lambda drives it. */
class FunctionIT {

    private static final String ADMIN = "admin";
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final int TERMINATED = 143;

    @TempDir
    static Path taskRoot;

    private static Path bootstrap;
    private static Issuer issuer;
    private static LocalDynamoDb dynamoDb;

    private LambdaFunction function;
    private String token;

    @BeforeAll
    static void prepare() {
        bootstrap = DeploymentPackage.bootstrap(taskRoot);
        issuer = new Issuer();
        dynamoDb = LocalDynamoDb.start(0, null, Template.read(Path.of("infra/template.yaml")));
    }

    @AfterAll
    static void clear() {
        dynamoDb.close();
        issuer.close();
    }

    @BeforeEach
    void start(TestInfo test) {
        token = issuer.idTokenOf(ADMIN, "admins").lasting(LIFETIME).toString();
        function = start(settings(), test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void behavedWell() {
        function.endWell("ERROR", "Exception");
    }

    @Test
    void answersTheFirstEvent() {
        var answer = answer(GatewayEvent.get("/hello").bearer(token));
        assertThat(answer.status(), is(200));
        assertThat(answer.body().path("message").asText(), is("Hello, admin"));
    }

    @Test
    void readsABodyInBase64AndTheTextInItAsUtf8() {
        var created = answer(GatewayEvent.named("base64-body").bearer(token));
        assertThat(created.status(), is(201));
        assertThat(created.body().path("location").asText(), is("Zürich"));
        assertThat(created.body().path("description").asText(), is("Zwölf Plätze,\nmit Blick auf den See 🏔"));
    }

    @Test
    void namesANewSpaceByTheUrlThatTheCallerSees() {
        var created = answer(GatewayEvent.named("stage-prefix").bearer(token));
        assertThat(created.status(), is(201));
        var url = created.header("Location");
        assertThat(url, startsWith("https://id.execute-api.us-east-1.amazonaws.com/v1/spaces/"));
        assertThat(
                url,
                is("https://id.execute-api.us-east-1.amazonaws.com/v1/spaces/"
                        + created.body().path("id").asText()));
    }

    @Test
    void readsQueriesOfSeveralValuesAndSignsInThem() {
        var space = "{\"name\":\"Loft\",\"location\":\"Zürich & Umgebung\"}";
        for (int i = 0; i < 3; i++) {
            assertThat(
                    answer(GatewayEvent.get("/spaces").post(space).bearer(token))
                            .status(),
                    is(201));
        }
        var page = answer(GatewayEvent.named("multi-value").bearer(token));
        assertThat(page.status(), is(200));
        assertThat(page.body().path("items").size(), is(2));
        assertThat(
                page.body().path("items").findValuesAsText("location"),
                is(List.of("Zürich & Umgebung", "Zürich & Umgebung")));
    }

    @Test
    void asksForATokenWhereTheGatewaySendsNullForAllThatIsMissing() {
        var answer = answer(GatewayEvent.named("null-fields"));
        assertThat(answer.status(), is(401));
        assertThat(answer.body().path("reason").asText(), is("missing_token"));
    }

    @Test
    void readsAPathOutsideAscii() {
        var answer = answer(GatewayEvent.named("unicode-path").bearer(token));
        assertThat(answer.status(), is(400));
        assertThat(answer.body().at("/violations/0/field").asText(), is("id"));
    }

    @Test
    void findsNothingAtAnUnknownPathOutsideAscii() {
        var answer = answer(GatewayEvent.get("/%E6%9D%B1%E4%BA%AC/%E2%98%95").bearer(token));
        assertThat(answer.status(), is(404));
        assertThat(answer.header("Content-Type"), startsWith("application/problem+json"));
    }

    @Test
    void refusesSixMegabytesAndGoesOn() {
        var space = "{\"name\":\"" + "x".repeat(6 * 1024 * 1024 - 10_000) + "\",\"location\":\"Berlin\"}";
        assertThat(answer(GatewayEvent.get("/spaces").post(space).bearer(token)).status(), is(413));
        assertThat(answer(GatewayEvent.get("/hello").bearer(token)).status(), is(200));
    }

    @Test
    void refusesTenMegabytesAndGoesOn() {
        var answer = answer(
                GatewayEvent.get("/spaces").post("x".repeat(10 * 1024 * 1024)).bearer(token));
        assertThat(answer.status(), is(413));
        assertThat(answer.header("Content-Type"), is("application/problem+json"));
        assertThat(answer(GatewayEvent.get("/hello").bearer(token)).status(), is(200));
    }

    @Test
    void refusesWhatIsNoRequestAndLogsNothingOfIt() throws JsonProcessingException {
        for (var odd : OddEventsTest.events().toList()) {
            var event = new ObjectMapper().writeValueAsString(odd.event());
            var answer = GatewayEvent.answer(function.invoke(event));
            assertThat(odd.what(), answer.status(), is(odd.status()));
            assertThat(odd.what(), answer.header("Content-Type"), is("application/problem+json"));
            assertThat(odd.what(), answer.body().path("status").intValue(), is(odd.status()));
        }
        assertThat(function.log(), not(containsString(OddEventsTest.MARK)));
        assertThat(answer(GatewayEvent.get("/hello").bearer(token)).status(), is(200));
    }

    @Test
    void namesTheRequestAsTheGatewayDoes() {
        var answer = answer(GatewayEvent.named("null-fields"));
        assertThat(answer.header("X-Request-Id"), is("id="));
        assertThat(answer.body().path("requestId").asText(), is("id="));
    }

    @Test
    void endsWhenLambdaShutsItDown() {
        assertThat(answer(GatewayEvent.get("/hello").bearer(token)).status(), is(200));
        assertThat(function.shutDown(), is(TERMINATED));
    }

    @Test
    void takesTheOriginsOfItsDeployment() {
        try (var other = startWith("QUARKUS_HTTP_CORS_ORIGINS", "https://app.example")) {
            var answer =
                    answer(other, GatewayEvent.get("/hello").bearer(token).header("Origin", "https://app.example"));
            assertThat(answer.status(), is(200));
            assertThat(answer.header("Access-Control-Allow-Origin"), is("https://app.example"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUARKUS_LOG_LEVEL", "_PROD_QUARKUS_LOG_LEVEL"})
    void takesALogLevelFromTheEnvironment(String name) {
        assertThat(function.log(), not(containsString("DEBUG")));
        try (var talkative = startWith(name, "DEBUG")) {
            assertThat(
                    answer(talkative, GatewayEvent.get("/hello").bearer(token)).status(), is(200));
            assertThat(talkative.log(), containsString("DEBUG"));
        }
    }

    @Test
    void takesSettingsThatDeploymentsSeldomChange() {
        try (var cutOff = startWith("QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE", "http://localhost:1")) {
            assertThat(answer(cutOff, GatewayEvent.get("/spaces").bearer(token)).status(), is(503));
        }
    }

    @Test
    void doesNotStartWithoutClientsAndSaysSo() {
        var settings = settings();
        settings.remove("COGNITO_CLIENT_IDS");
        try (var unset = start(settings, "unset")) {
            assertThat(unset.awaitExit(Duration.ofSeconds(10)), is(1));
            assertThat(unset.log(), containsString("COGNITO_CLIENT_IDS"));
        }
    }

    private static LambdaFunction startWith(String name, String value) {
        var settings = settings();
        settings.put(name, value);
        return start(settings, name);
    }

    private static LambdaFunction start(Map<String, String> settings, String name) {
        return new LambdaFunction(List.of(bootstrap.toString()), taskRoot, settings, taskRoot.resolve(name + ".log"));
    }

    /** What infra/template.yaml sets, and where the local stand-ins are. */
    private static Map<String, String> settings() {
        var settings = new HashMap<>(issuer.settings());
        settings.put("DISABLE_SIGNAL_HANDLERS", "true");
        settings.putAll(DynamoDbSettings.tables());
        settings.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint().toString());
        return settings;
    }

    private Answer answer(GatewayEvent event) {
        return answer(function, event);
    }

    private static Answer answer(LambdaFunction function, GatewayEvent event) {
        return GatewayEvent.answer(function.invoke(event.toString()));
    }
}
