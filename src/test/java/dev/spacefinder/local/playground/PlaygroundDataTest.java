package dev.spacefinder.local.playground;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

/** What the playground shows of the local data, hands out and makes anew. */
@QuarkusTest
@WithTestResource(PlaygroundServer.class)
class PlaygroundDataTest {

    private final String marker = "marker-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void listsTheTablesOfTheTemplate() {
        get("tables", Map.of()).statusCode(200).body(members("tables", hasItem(table())));
    }

    @Test
    void findsAnItemByATextInIt() {
        createSpace("Room " + marker, token("visitor", "Visitor-pass-1"));

        get("tables", Map.of("table", table(), "text", marker.toUpperCase()))
                .statusCode(200)
                .body(members("items.name", contains("Room " + marker)))
                .body(members("items.version", contains(1)))
                .body(members("next", nullValue()));
    }

    @Test
    void showsEachItemOnceAPageAtATime() {
        var token = token("visitor", "Visitor-pass-1");
        for (int i = 0; i < 30; i++) {
            createSpace(marker + " " + i, token);
        }

        var seen = new HashSet<String>();
        String after = null;
        int read = 0;
        do {
            var page = get(
                            "tables",
                            after == null ? Map.of("table", table()) : Map.of("table", table(), "after", after))
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertTrue(page.getList("items").size() <= 25, "A page is too long.");
            page.getList("items.id", String.class).forEach(id -> assertTrue(seen.add(id), id + " comes twice."));
            read += page.getInt("read");
            after = page.getString("next");
        } while (after != null);
        assertEquals(read, seen.size());
        assertTrue(seen.size() >= 30, "Items are missing: " + seen.size());
    }

    @Test
    void knowsNoTableThatTheTemplateDoesNotDeclare() {
        get("tables", Map.of("table", "Others")).statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "e30", "eyJpZCI6eyJOIjoiMSJ9fQ", "bnVsbA"})
    void refusesAContinuationThatIsNone(String after) {
        get("tables", Map.of("table", table(), "after", after)).statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,tables,Origin,https://example.com",
        "GET,export,Origin,https://example.com",
        "GET,export,Sec-Fetch-Site,cross-site",
        "GET,tables,Host,attacker.example",
        "GET,last-sign-in,Origin,null",
        "POST,reset,Origin,https://example.com",
        "POST,reset,Origin,null",
        "POST,reset,Sec-Fetch-Site,cross-site",
        "POST,reset,Host,attacker.example"
    })
    void answersNoForeignPage(String method, String part, String header, String value) {
        given().header(header, value)
                .request(method, PlaygroundServer.pool.endpoint() + "/playground/" + part)
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @CsvSource({"tables,POST,GET", "export,DELETE,GET", "last-sign-in,PUT,GET", "reset,GET,POST"})
    void hasOneMethodForEachPart(String part, String method, String allowed) {
        given().request(method, PlaygroundServer.pool.endpoint() + "/playground/" + part)
                .then()
                .statusCode(405)
                .header("Allow", allowed);
    }

    @Test
    void tellsWhenAUserSignedInLast() {
        token("visitor", "Visitor-pass-1");

        get("last-sign-in", Map.of("username", "visitor")).body(members("at", notNullValue()));
        get("last-sign-in", Map.of("username", "nobody")).body(members("at", nullValue()));
    }

    @Test
    void handsOutUsersAndSpacesWithoutPasswords() {
        createSpace("Room " + marker, token("visitor", "Visitor-pass-1"));

        get("export", Map.of())
                .statusCode(200)
                .header("Content-Disposition", containsString("seed.json"))
                .body(members("users.username", hasItems("admin", "visitor")))
                .body(members("users", everyItem(not(hasKey("password")))))
                .body("users.find { it.username == 'admin' }.groups", contains("admins"))
                .body("spaces.find { it.name == 'Room " + marker + "' }.owner", equalTo("visitor"))
                .body(members("spaces", everyItem(not(hasKey("id")))));
    }

    @Test
    void makesEverythingAsAtAFirstStart() {
        var token = token("visitor", "Visitor-pass-1");
        createSpace("Room " + marker, token);

        given().post(PlaygroundServer.pool.endpoint() + "/playground/reset")
                .then()
                .statusCode(200);

        var export = get("export", Map.of()).extract().jsonPath();
        assertEquals(List.of("ada", "admin", "visitor"), export.getList("users.username"));
        assertEquals(List.of("Engine room"), export.getList("spaces.name"));
        assertEquals(List.of("ada"), export.getList("spaces.owner"));
        var ada = token("ada", "Analytical-1843");
        given().auth().oauth2(ada).get("/me").then().statusCode(200).body(members("groups", contains("engineers")));
        given().auth()
                .oauth2(ada)
                .get("/spaces?location=London")
                .then()
                .statusCode(200)
                .body(members("items.name", contains("Engine room")));
    }

    @Test
    void endsEverySessionWithAReset() {
        var tokens = signIn("visitor", "Visitor-pass-1");

        given().post(PlaygroundServer.pool.endpoint() + "/playground/reset")
                .then()
                .statusCode(200);

        cognito("GetUser", "{\"AccessToken\": \"" + tokens.getString("AuthenticationResult.AccessToken") + "\"}")
                .statusCode(400);
        cognito(
                        "GetTokensFromRefreshToken",
                        "{\"ClientId\": \"spacesdevclient\", \"RefreshToken\": \""
                                + tokens.getString("AuthenticationResult.RefreshToken") + "\"}")
                .statusCode(400);
    }

    private static String table() {
        return DynamoDbSettings.table("SPACES_TABLE");
    }

    private static ValidatableResponse get(String part, Map<String, String> query) {
        return given().queryParams(query)
                .get(PlaygroundServer.pool.endpoint() + "/playground/" + part)
                .then();
    }

    private static void createSpace(String name, String token) {
        given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body(Map.of("name", name, "location", "Lisbon"))
                .post("/spaces")
                .then()
                .statusCode(201);
    }

    private static String token(String username, String password) {
        return signIn(username, password).getString("AuthenticationResult.IdToken");
    }

    private static JsonPath signIn(String username, String password) {
        return cognito("InitiateAuth", """
                        {"ClientId": "spacesdevclient", "AuthFlow": "USER_PASSWORD_AUTH",
                         "AuthParameters": {"USERNAME": "%s", "PASSWORD": "%s"}}""".formatted(username, password))
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static ValidatableResponse cognito(String operation, String body) {
        return given().header("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation)
                .header("Content-Type", "application/x-amz-json-1.1")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(PlaygroundServer.pool.endpoint())
                .then();
    }
}
