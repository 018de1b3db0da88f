package dev.spacefinder.local.playground;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.testing.BesideApplications;
import io.restassured.specification.RequestSpecification;

/** What the playground serves, and to whom. */
@BesideApplications
class PlaygroundFilesTest {

    private static final Path FILES = Path.of("src/local/resources/dev/spacefinder/local/playground");

    private static final String KEY_URI =
            "otpauth://totp/Space%20Finder:ada?secret=JBSWY3DPEHPK3PXP&issuer=Space%20Finder";

    private static LocalUserPool pool;

    @BeforeAll
    static void start() {
        pool = PlaygroundServer.startPool(() -> URI.create("http://localhost:4711"));
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    private static RequestSpecification playground() {
        return given().baseUri(pool.endpoint().toString()).redirects().follow(false);
    }

    @Test
    void servesThePageWhereThePoolIs() {
        playground()
                .get("/")
                .then()
                .statusCode(200)
                .contentType("text/html; charset=utf-8")
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .body(containsString("Space Finder"));
    }

    @Test
    void letsThePageCallThePoolAndTheApiAlone() {
        playground()
                .get("/")
                .then()
                .header("Content-Security-Policy", startsWith("default-src 'none'; script-src 'self'; "))
                .header("Content-Security-Policy", containsString("connect-src 'self' http://localhost:4711;"))
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));
    }

    @Test
    void letsThePageCallThePoolInAwsThatWasChosenAndItsApiAlone() {
        given().urlEncodingEnabled(false)
                .get(pool.endpoint() + "/?userPoolId=eu-west-1_AbCdEfGhI&api=https%3A%2F%2Fapi.example.com%2Fprod"
                        + "&domain=https%3A%2F%2Fspaces.auth.eu-west-1.amazoncognito.com")
                .then()
                .header(
                        "Content-Security-Policy",
                        containsString("connect-src 'self' https://cognito-idp.eu-west-1.amazonaws.com"
                                + " https://api.example.com https://spaces.auth.eu-west-1.amazoncognito.com;"));
    }

    @Test
    void letsThePageCallAnAwsOnThisMachine() {
        given().urlEncodingEnabled(false)
                .get(pool.endpoint() + "/?userPoolId=us-east-1_AbCdEfGhI&endpoint=http%3A%2F%2F127.0.0.1%3A4566"
                        + "&api=http%3A%2F%2Fabc123.execute-api.localhost%3A4566%2Fprod")
                .then()
                .header(
                        "Content-Security-Policy",
                        containsString("connect-src 'self' http://127.0.0.1:4566"
                                + " http://abc123.execute-api.localhost:4566;"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userPoolId=x;script-src%20*",
                "userPoolId=eu-west-1.example.com_AbC",
                "userPoolId=eu-west-1",
                "endpoint=https%3A%2F%2Fcognito.example.com",
                "endpoint=http%3A%2F%2Flocalhost.example.com",
                "endpoint=http%3A%2F%2F%3B.localhost",
                "domain=http%3A%2F%2Fexample.com",
                "domain=javascript%3A%2F%2Flocalhost",
                "api=http%3A%2F%2Fexample.com",
                "api=*",
                "api=https%3A%2F%2Fa%3Bscript-src%20*",
                "api=https%3A%2F%2F*"
            })
    void takesNothingElseIntoThePolicy(String query) {
        given().urlEncodingEnabled(false)
                .get(pool.endpoint() + "/?" + query)
                .then()
                .header("Content-Security-Policy", containsString("connect-src 'self' http://localhost:4711;"))
                .header("Content-Security-Policy", not(containsString("*")));
    }

    static Stream<String> files() throws IOException {
        try (var files = Files.list(FILES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> !file.equals("index.html"))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void servesEachFileAsWhatItIs(String file) {
        var types = Map.of(
                "mjs", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");
        playground()
                .get("/playground/" + file)
                .then()
                .statusCode(200)
                .contentType(types.get(file.substring(file.indexOf('.') + 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/playground/",
                "/playground/Playground.class",
                "/playground/none.mjs",
                "/playground/../playground/../pool/Srp.class",
                "/playground/%2e%2e/pool/Srp.class",
                "/playground/..%2fpage.mjs"
            })
    void servesNothingElse(String path) {
        given().urlEncodingEnabled(false).get(pool.endpoint() + path).then().statusCode(404);
    }

    @Test
    void tellsThePageWhereEverythingIs() {
        playground()
                .get("/playground/config.json")
                .then()
                .statusCode(200)
                .body("userPoolId", equalTo(pool.poolId()))
                .body("clientId", equalTo(pool.clientId()))
                .body("machineClientId", equalTo(pool.machineClientId()))
                .body("machineClientSecret", equalTo(pool.machineClientSecret()))
                .body("scopes", hasItems("openid", "spaces/read", "spaces/write"))
                .body("issuer", equalTo(pool.issuer()))
                .body("api", equalTo("http://localhost:4711"))
                .body("users.username", contains("admin", "visitor"));
    }

    @Test
    void keepsWhatThePoolWouldHaveSentByMail() {
        playground().get("/playground/mailbox").then().statusCode(200).body("messages", empty());
        playground()
                .contentType("application/x-amz-json-1.1")
                .header("X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp")
                .body("""
                        {"ClientId": "spacesdevclient", "Username": "ada", "Password": "Analytical-1843",
                         "UserAttributes": [{"Name": "email", "Value": "ada@example.com"}]}""".getBytes(UTF_8))
                .post("/")
                .then()
                .statusCode(200);

        playground()
                .get("/playground/mailbox")
                .then()
                .body("messages.username", contains("ada"))
                .body("messages.destination", contains("ada@example.com"))
                .body("messages[0].code", matchesPattern("\\d{6}"))
                .body("messages[0].purpose", equalTo("sign-up"))
                .body("messages[0].at", notNullValue());
    }

    @ParameterizedTest
    @CsvSource({"Origin,https://example.com", "Origin,null", "Sec-Fetch-Site,cross-site", "Sec-Fetch-Site,same-site"})
    void showsTheMailToNoForeignPage(String header, String value) {
        playground().header(header, value).get("/playground/mailbox").then().statusCode(403);
    }

    @Test
    void letsNoForeignPageReadTheMail() {
        playground()
                .get("/playground/mailbox")
                .then()
                .header("Access-Control-Allow-Origin", nullValue())
                .header("Cross-Origin-Resource-Policy", "same-origin");
    }

    @Test
    void showsTheMailToNoReboundName() {
        playground()
                .header("Host", "attacker.example")
                .get("/playground/mailbox")
                .then()
                .statusCode(403);
    }

    @Test
    void leadsToTheNameThatTheIssuerHas() {
        given().redirects()
                .follow(false)
                .get("http://127.0.0.1:" + pool.endpoint().getPort() + "/")
                .then()
                .statusCode(302)
                .header("Location", pool.endpoint() + "/");
    }

    @Test
    void leadsToItWithThePoolThatWasChosen() {
        given().redirects()
                .follow(false)
                .get("http://127.0.0.1:" + pool.endpoint().getPort() + "/?userPoolId=eu-west-1_AbC")
                .then()
                .header("Location", pool.endpoint() + "/?userPoolId=eu-west-1_AbC");
    }

    @Test
    void drawsAKeyUri() {
        playground()
                .body(KEY_URI)
                .post("/playground/qr")
                .then()
                .statusCode(200)
                .contentType("image/svg+xml")
                .header("Cache-Control", "no-store")
                .body("svg.@class", equalTo("qr"))
                .body("svg.path.size()", equalTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT"})
    void takesAKeyUriInTheBodyOfAPostAlone(String method) {
        playground().request(method, "/playground/qr").then().statusCode(405).header("Allow", "POST");
    }

    static Stream<String> notKeyUris() {
        return Stream.of("", "https://example.com/", KEY_URI + "\n", KEY_URI + "<", KEY_URI + "a".repeat(1500));
    }

    @ParameterizedTest
    @MethodSource("notKeyUris")
    void drawsNothingElse(String body) {
        playground().body(body).post("/playground/qr").then().statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({"Origin,https://example.com", "Sec-Fetch-Site,cross-site"})
    void drawsForNoForeignPage(String header, String value) {
        playground()
                .header(header, value)
                .body(KEY_URI)
                .post("/playground/qr")
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "POST"})
    void isThereToBeRead(String method) {
        playground()
                .request(method, "/playground/config.json")
                .then()
                .statusCode(405)
                .header("Allow", "GET, HEAD");
    }
}
