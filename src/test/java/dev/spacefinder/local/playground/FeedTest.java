package dev.spacefinder.local.playground;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.testing.BesideApplications;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;

/** What the local server tells of what happens, and what it keeps to itself. */
@BesideApplications
class FeedTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "Analytical-1843";
    private static final String CALLBACK = "http://localhost:3000/";

    private static Mailbox mailbox;
    private static Feed feed;
    private static LocalUserPool pool;

    @BeforeAll
    static void start() {
        mailbox = new Mailbox(Clock.systemUTC());
        feed = new Feed(mailbox, Clock.systemUTC());
        var settings =
                LocalUserPoolSettings.development(LocalTemplate.read(LocalTemplate.FILE, "CallbackUrl=" + CALLBACK));
        pool = LocalUserPool.start(settings.withMessages(mailbox.andThen(feed)));
        pool.watch(feed);
        pool.serve(
                new Playground(settings, () -> URI.create("http://localhost:4711"), mailbox, Map.of("events", feed)));
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Test
    void tellsOfACallOfThePoolWithItsAnswer() {
        try (var events = EventReader.open(pool.endpoint())) {
            events.next("calls");
            call("GetGroup", "{'UserPoolId': 'us-east-1_SpacesDev', 'GroupName': 'admins'}");

            var call = events.next("call");
            assertEquals("pool", call.path("to").asText());
            assertEquals("GetGroup", call.path("name").asText());
            assertEquals(200, call.path("status").asInt());
            assertTrue(call.path("reason").isNull());
            assertEquals("admins", content(call, "request").path("GroupName").asText());
            assertEquals(
                    "admins",
                    content(call, "answer").path("Group").path("GroupName").asText());
        }
    }

    @Test
    void namesTheErrorOfARefusedCall() {
        call("GetGroup", "{'UserPoolId': 'us-east-1_SpacesDev', 'GroupName': 'none'}");

        var call = calls().get(0);
        assertEquals(400, call.path("status").asInt());
        assertEquals("ResourceNotFoundException", call.path("reason").asText());
        assertEquals("Group not found.", content(call, "answer").path("message").asText());
    }

    @Test
    void tellsOfACallOfTheApi() {
        try (var events = EventReader.open(pool.endpoint())) {
            feed.answered(
                    "GET",
                    "/spaces?location=Paris",
                    new byte[0],
                    403,
                    "application/problem+json",
                    "{\"title\": \"Forbidden\", \"status\": 403, \"reason\": \"missing_scope\"}".getBytes(UTF_8),
                    Duration.ofMillis(12));

            var call = events.next("call");
            assertEquals("api", call.path("to").asText());
            assertEquals("GET /spaces?location=Paris", call.path("name").asText());
            assertEquals(403, call.path("status").asInt());
            assertEquals("missing_scope", call.path("reason").asText());
            assertEquals(12, call.path("milliseconds").asInt());
        }
    }

    @Test
    void tellsTheNewestFirstToWhoComesLate() {
        call("ListGroups", "{'UserPoolId': 'us-east-1_SpacesDev'}");
        call("ListUsers", "{'UserPoolId': 'us-east-1_SpacesDev'}");

        var calls = calls();
        assertEquals("ListUsers", calls.get(0).path("name").asText());
        assertEquals("ListGroups", calls.get(1).path("name").asText());
    }

    @Test
    void keepsTheNewestCallsAlone() {
        for (int i = 1; i <= 300; i++) {
            feed.answered("GET", "/hello/" + i, new byte[0], 200, null, new byte[0], Duration.ZERO);
        }

        var calls = calls();
        assertEquals(200, calls.size());
        assertEquals("GET /hello/300", calls.get(0).path("name").asText());
    }

    @Test
    void goesOnWhereTheOneBeforeALiveReloadEnded() {
        feed.answered("GET", "/before", new byte[0], 200, null, new byte[0], Duration.ZERO);
        feed.announce("Before.");
        var next = new Feed(mailbox, Clock.systemUTC(), feed.kept());
        next.answered("GET", "/after", new byte[0], 200, null, new byte[0], Duration.ZERO);

        var calls = next.kept().get("calls");
        assertTrue(calls.get(0).contains("GET /after"), calls.get(0));
        assertTrue(calls.get(1).contains("GET /before"), calls.get(1));
        assertEquals(number(calls.get(1)) + 1, number(calls.get(0)));
        assertTrue(next.kept().get("announcements").get(0).contains("Before."));
    }

    private static long number(String call) {
        return Playground.read(call).path("number").asLong();
    }

    @Test
    void cutsALongAnswer() {
        var answer = "{\"name\": \"" + "long ".repeat(50_000) + "\"}";
        feed.answered("GET", "/spaces/1", new byte[0], 200, "application/json", answer.getBytes(UTF_8), Duration.ZERO);

        assertEquals(8_001, calls().get(0).path("answer").asText().length());
    }

    @Test
    void tellsOfAMessageAtOnce() {
        try (var events = EventReader.open(pool.endpoint())) {
            events.next("calls");
            signUp("grace");

            assertEquals("grace", events.next("mail").path(0).path("username").asText());
        }
    }

    @Test
    void announcesAChange() {
        feed.announce("The first.");
        try (var events = EventReader.open(pool.endpoint())) {
            assertEquals(
                    "The first.",
                    events.next("announcements").path(0).path("text").asText());
            feed.announce("Password policy: 8 characters, was 12.");

            assertEquals(
                    "Password policy: 8 characters, was 12.",
                    events.next("announcements").path(0).path("text").asText());
        }
    }

    @ParameterizedTest
    @CsvSource({"Origin,https://example.com", "Origin,null", "Sec-Fetch-Site,cross-site", "Host,attacker.example"})
    void tellsNoForeignPage(String header, String value) {
        given().header(header, value)
                .get(pool.endpoint() + "/playground/events")
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void isThereToBeRead(String method) {
        given().request(method, pool.endpoint() + "/playground/events")
                .then()
                .statusCode(405)
                .header("Allow", "GET");
    }

    @Test
    void refusesReadersBeyondAHandful() throws IOException {
        // Those of other tests count until something is written to them.
        feed.close();
        var readers = new ArrayList<EventReader>();
        try {
            while (readers.size() < 32) {
                readers.add(EventReader.open(pool.endpoint()));
            }
            assertEquals(503, statusForAReader());
        } finally {
            readers.forEach(EventReader::close);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            do {
                // What is written to a reader who left fails, and makes room.
                feed.announce("Who is there?");
            } while (statusForAReader() == 503);
        });
    }

    private static int statusForAReader() throws IOException {
        var connection = (HttpURLConnection)
                pool.endpoint().resolve("/playground/events").toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    @Test
    void showsNothingThatSignsAnybodyIn() {
        var secrets = new TreeMap<String, String>();
        secrets.put("password", PASSWORD);
        signUp("ada");
        secrets.put("code of the sign-up", code());
        call(
                "ConfirmSignUp",
                "{'ClientId': 'spacesdevclient', 'Username': 'ada', 'ConfirmationCode': '%s'}",
                " x" + code());
        call("ConfirmSignUp", "{'ClientId': 'spacesdevclient', 'Username': 'ada', 'ConfirmationCode': %s}", code());
        call("ConfirmSignUp", "{'ClientId': 'spacesdevclient', 'Username': 'ada', 'ConfirmationCode': '%s'}", code());
        var tokens = call(
                "InitiateAuth",
                "{'ClientId': 'spacesdevclient', 'AuthFlow': 'USER_PASSWORD_AUTH',"
                        + " 'AuthParameters': {'USERNAME': 'ada', 'PASSWORD': '%s'}}",
                PASSWORD);
        var access = tokens.getString("AuthenticationResult.AccessToken");
        var refresh = tokens.getString("AuthenticationResult.RefreshToken");
        secrets.put("access token's signature", access.split("\\.")[2]);
        secrets.put(
                "ID token's signature",
                tokens.getString("AuthenticationResult.IdToken").split("\\.")[2]);
        secrets.put("refresh token", refresh);
        secrets.put("end of the refresh token", refresh.substring(refresh.lastIndexOf('.') + 1));
        call("GetUser", "{'AccessToken': '%s'}", access);
        call("GetTokensFromRefreshToken", "{'ClientId': 'spacesdevclient', 'RefreshToken': '%s'}", refresh);
        call("No" + refresh, "{}");
        call("InitiateAuth", "{'AuthFlow': '%s'}", refresh);
        call("InitiateAuth", "{'AuthFlow': 'REFRESH_TOKEN_AUTH', %s}", refresh);
        var secretCode =
                call("AssociateSoftwareToken", "{'AccessToken': '%s'}", access).getString("SecretCode");
        secrets.put("SecretCode", secretCode);
        call(
                "ChangePassword",
                "{'AccessToken': '%s', 'PreviousPassword': 'Wrong-pass-99', 'ProposedPassword': 'Other-pass-77'}",
                access);
        secrets.put("previous password", "Wrong-pass-99");
        secrets.put("proposed password", "Other-pass-77");
        call("ForgotPassword", "{'ClientId': 'spacesdevclient', 'Username': 'ada'}");
        secrets.put("code of the forgotten password", code());
        call(
                "ConfirmForgotPassword",
                "{'ClientId': 'spacesdevclient', 'Username': 'ada', 'ConfirmationCode': '%s', 'Password': 'Third-pass-333'}",
                code());
        secrets.put("new password", "Third-pass-333");
        call(
                "AdminCreateUser",
                "{'UserPoolId': 'us-east-1_SpacesDev', 'Username': 'hopper', 'TemporaryPassword': 'Temporary-pass-1',"
                        + " 'UserAttributes': [{'Name': 'email', 'Value': 'hopper@example.com'}]}");
        secrets.put("temporary password", "Temporary-pass-1");
        var session = call(
                        "InitiateAuth",
                        "{'ClientId': 'spacesdevclient', 'AuthFlow': 'USER_PASSWORD_AUTH',"
                                + " 'AuthParameters': {'USERNAME': 'hopper', 'PASSWORD': 'Temporary-pass-1'}}")
                .getString("Session");
        secrets.put("session", session);
        call(
                "RespondToAuthChallenge",
                "{'ClientId': 'spacesdevclient', 'ChallengeName': 'NEW_PASSWORD_REQUIRED', 'Session': '%s',"
                        + " 'ChallengeResponses': {'USERNAME': 'hopper', 'NEW_PASSWORD': 'Compiler-1952'}}",
                session);
        secrets.put("chosen password", "Compiler-1952");
        call("DescribeUserPoolClient", "{'UserPoolId': 'us-east-1_SpacesDev', 'ClientId': 'spacesmachineclient'}");
        machineToken(secrets);
        signInAtThePage(secrets);

        var calls = calls();
        assertTrue(calls.size() > 20, "The log has too few calls: " + calls.size());
        secrets.forEach((name, secret) ->
                assertFalse(calls.toString().contains(secret), "The log shows the " + name + ": " + calls));
    }

    private void machineToken(Map<String, String> secrets) {
        secrets.put("client's secret", pool.machineClientSecret());
        var answer = given().contentType(ContentType.URLENC)
                .formParam("grant_type", "client_credentials")
                .formParam("client_id", pool.machineClientId())
                .formParam("client_secret", pool.machineClientSecret())
                .post(pool.endpoint() + "/oauth2/token")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        secrets.put("machine's token", answer.getString("access_token").split("\\.")[2]);
        given().contentType(ContentType.URLENC)
                .auth()
                .preemptive()
                .basic(pool.machineClientId(), pool.machineClientSecret())
                .formParam("grant_type", "client_credentials")
                .post(pool.endpoint() + "/oauth2/token")
                .then()
                .statusCode(200);
    }

    private void signInAtThePage(Map<String, String> secrets) {
        secrets.put("password of the page", "Visitor-pass-1");
        var location = given().contentType(ContentType.URLENC)
                .redirects()
                .follow(false)
                .queryParams(Map.of(
                        "client_id",
                        pool.clientId(),
                        "response_type",
                        "code",
                        "redirect_uri",
                        CALLBACK,
                        "state",
                        "abcd"))
                .formParams(Map.of("username", "visitor", "password", "Visitor-pass-1"))
                .post(pool.endpoint() + "/login")
                .then()
                .statusCode(302)
                .extract()
                .header("Location");
        var code = location.replaceFirst(".*[?&]code=([^&]+).*", "$1");
        secrets.put("authorization code", code);
        var tokens = given().contentType(ContentType.URLENC)
                .formParams(Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        pool.clientId(),
                        "code",
                        code,
                        "redirect_uri",
                        CALLBACK))
                .post(pool.endpoint() + "/oauth2/token")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        secrets.put("page's refresh token", tokens.getString("refresh_token"));
        given().get(pool.endpoint() + "/oauth2/userInfo?access_token=" + tokens.getString("access_token"));
        secrets.put("page's access token", tokens.getString("access_token").split("\\.")[2]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\": \"kept to itself\"}",
                "{\"password\": \"kept to itself\"}",
                "{\"two\\nlines of a password\": \"kept to itself\"}",
                "{\"credentials\": {\"value\": \"kept to itself\"}}",
                "{\"secrets\": [{\"value\": \"kept to itself\"}]}",
                "{\"name\": \"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0abc.kept-to-itself\"}",
                "{\"name\": \"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH-kept-to-itself\"}",
            })
    void showsNothingOfAnApisBodyThatSignsAnybodyIn(String body) {
        feed.answered(
                "POST", "/spaces", body.getBytes(UTF_8), 201, "application/json", body.getBytes(UTF_8), Duration.ZERO);

        assertFalse(
                feed.kept().toString().matches(".*kept.to.itself.*"),
                feed.kept().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hello?access_token=kept-to-itself",
                "/hello?kept-to-itself",
                "/eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0abc.kept-to-itself"
            })
    void showsNothingOfAnAddressThatSignsAnybodyIn(String target) {
        feed.answered("GET", target, new byte[0], 200, null, new byte[0], Duration.ZERO);

        assertFalse(calls().toString().contains("kept-to-itself"), calls().toString());
    }

    @Test
    void showsNothingBelowAPasswordOfThePool() {
        call("SignUp", "{\"Password\": {\"Name\": \"kept-to-itself\", \"message\": \"kept-to-itself\"}}");

        assertFalse(
                feed.kept().toString().contains("kept-to-itself"), feed.kept().toString());
    }

    @Test
    void readsALongTextOnce() {
        var body = "{\"text\": \"%s\"}".formatted("Value '".repeat(30_000)).getBytes(UTF_8);

        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> feed.answered("POST", "/spaces", body, 400, "application/json", body, Duration.ZERO));
    }

    @Test
    void showsIdsAndWhatPeopleWrite() {
        var target = "/spaces/01939f3c-1d2e-7abc-8def-0123456789ab/reviews/01939f3c-1d2e-7abc-8def-0123456789ac";
        var body = "{\"text\":\"Quiet, warm; wi-fi.\",\"photoUrl\":\"https://example.com/photo.jpg\"}";
        feed.answered(
                "PUT", target, body.getBytes(UTF_8), 200, "application/json", body.getBytes(UTF_8), Duration.ZERO);

        var call = calls().get(0);
        assertEquals("PUT " + target, call.path("name").asText());
        assertEquals(body, call.path("request").asText());
        assertEquals(body, call.path("answer").asText());
    }

    private void signUp(String username) {
        call(
                "SignUp",
                "{'ClientId': 'spacesdevclient', 'Username': '%s', 'Password': '%s',"
                        + " 'UserAttributes': [{'Name': 'email', 'Value': '%s@example.com'}]}",
                username,
                PASSWORD,
                username);
    }

    /** Calls an operation as the page does; the body is JSON with single quotes. */
    private JsonPath call(String operation, String body, Object... values) {
        return given().header("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("Origin", pool.endpoint().toString())
                .body(body.formatted(values).replace('\'', '"').getBytes(UTF_8))
                .post(pool.endpoint())
                .then()
                .extract()
                .body()
                .jsonPath();
    }

    private String code() {
        return mailbox.messages().get(0).code();
    }

    private List<JsonNode> calls() {
        try (var events = EventReader.open(pool.endpoint())) {
            return JSON.convertValue(
                    events.next("calls"), JSON.getTypeFactory().constructCollectionType(List.class, JsonNode.class));
        }
    }

    private static JsonNode content(JsonNode call, String body) {
        try {
            return JSON.readTree(call.path(body).asText());
        } catch (JsonProcessingException e) {
            throw new AssertionError(call.toString(), e);
        }
    }
}
