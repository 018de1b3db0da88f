package dev.spacefinder.identity;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.spacefinder.Routes;
import dev.spacefinder.testing.Token;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
@WithTestResource(TestUserPool.class)
class TokensTest {

    private static final Routes.Route ME = Routes.named("GET /me");

    TestUserPool pool;

    static Stream<Attack> attacks() {
        return Attack.all();
    }

    static Stream<Routes.Route> routes() {
        return Routes.secured().stream();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void refuses(Attack attack) {
        assertRefused(attack, ME);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void refusesForEachReasonOnEveryRoute(Routes.Route route) {
        Attack.oneForEachReason().forEach(attack -> assertRefused(attack, route));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void letsTheUnbrokenTokenPass(Routes.Route route) {
        for (var token : List.of(pool.idToken(), pool.accessToken())) {
            route.send(token.claim("cognito:groups", Routes.roles())).statusCode(anyOf(is(200), is(400)));
        }
    }

    @Test
    void acceptsALowerCaseScheme() {
        me("bearer " + pool.idToken()).statusCode(200);
    }

    @Test
    void acceptsTheBareTokenAsTheGatewayDoes() {
        me(pool.idToken().toString()).statusCode(200);
    }

    @Test
    void acceptsSpacesAroundTheToken() {
        me("Bearer   " + pool.idToken() + "  ").statusCode(200);
    }

    @Test
    void acceptsEachOfTheClients() {
        me(pool.idToken().claim("aud", TestUserPool.SECOND_CLIENT)).statusCode(200);
        me(pool.accessToken().claim("client_id", TestUserPool.SECOND_CLIENT)).statusCode(200);
    }

    @Test
    void acceptsAClockThatIsFourSecondsOff() {
        long now = System.currentTimeMillis() / 1000;
        me(pool.idToken().claim("exp", now - 3)).statusCode(200);
        me(pool.idToken().claim("iat", now + 4)).statusCode(200);
        me(pool.idToken().claim("nbf", now + 4)).statusCode(200);
    }

    @Test
    void acceptsATokenOfEightKilobytes() {
        var token = pool.idToken()
                .claim("custom:long", "0123456789abcdef".repeat(350))
                .toString();
        assertTrue(token.length() > 8 * 1024, () -> "only " + token.length());
        me("Bearer " + token).statusCode(200);
    }

    @Test
    void acceptsAFractionOfASecond() {
        long inAnHour = System.currentTimeMillis() / 1000 + 3600;
        me(pool.idToken().claim("exp", inAnHour + 0.5))
                .statusCode(200)
                .body(members("expiresAt", is(Instant.ofEpochSecond(inAnHour).toString())));
    }

    @Test
    void refusesATokenOfAMegabyteInARawEvent() {
        rawEvent("Bearer " + "e".repeat(1024 * 1024))
                .statusCode(200)
                .body(
                        "statusCode",
                        is(401),
                        "body",
                        startsWith("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401"));
    }

    @Test
    void acceptsARawEvent() {
        rawEvent("Bearer " + pool.idToken()).statusCode(200).body(members("statusCode", is(200)));
    }

    @Test
    void tellsWhoAUserIs() {
        long expiry = System.currentTimeMillis() / 1000 + 3600;
        me(pool.idToken().claim("exp", expiry).claim("cognito:groups", List.of("admins", "users")))
                .statusCode(200)
                .body(
                        "sub",
                        is("7d8ca528-4931-4254-9273-ea5ee853f271"),
                        "username",
                        is("marple"),
                        "email",
                        is("marple@example.com"),
                        "groups",
                        contains("admins", "users"),
                        "scopes",
                        empty(),
                        "tokenUse",
                        is("id"),
                        "expiresAt",
                        is(Instant.ofEpochSecond(expiry).toString()));
    }

    @Test
    void tellsWhatAnAccessTokenMayDo() {
        me(pool.accessToken().claim("scope", "openid spaces/read spaces/write"))
                .statusCode(200)
                .body(
                        "username",
                        is("marple"),
                        "email",
                        nullValue(),
                        "groups",
                        empty(),
                        "scopes",
                        contains("openid", "spaces/read", "spaces/write"),
                        "tokenUse",
                        is("access"));
    }

    @Test
    void callsAMachineByItsClient() {
        me(pool.accessToken().claim("sub", TestUserPool.CLIENT).without("username"))
                .statusCode(200)
                .body("sub", is(TestUserPool.CLIENT), "username", is(TestUserPool.CLIENT), "$", not(hasKey("email")));
    }

    @Test
    void greetsByName() {
        given().header("Authorization", "Bearer " + pool.idToken())
                .get("/hello")
                .then()
                .statusCode(200)
                .body(members("message", is("Hello, marple")));
    }

    @Test
    void takesNoGroupFromAClaimOfAnotherKind() {
        for (Object groups : new Object[] {"admins", List.of(List.of("admins")), Map.of("admins", true), 1, true}) {
            me(pool.idToken().claim("cognito:groups", groups)).statusCode(200).body(members("groups", empty()));
        }
        me(pool.idToken().claim("groups", List.of("admins"))).statusCode(200).body(members("groups", empty()));
        me(pool.idToken().claim("cognito:groups", List.of(1, "users", List.of("admins"))))
                .statusCode(200)
                .body(members("groups", contains("users")));
    }

    @Test
    void takesNoScopeFromAnIdToken() {
        me(pool.idToken().claim("scope", "spaces/write")).statusCode(200).body(members("scopes", empty()));
    }

    @Test
    void survivesClaimsOfOddKinds() {
        me(pool.idToken()
                        .claim("email", List.of("a@example.com"))
                        .claim("cognito:username", 1)
                        .claim("scope", 1)
                        .claim("address", Map.of("country", "IE")))
                .statusCode(200)
                .body("username", is("7d8ca528-4931-4254-9273-ea5ee853f271"), "email", nullValue(), "scopes", empty());
        me(pool.idToken().claimJson("deep", "[".repeat(3000) + "]".repeat(3000)))
                .statusCode(200);
        me(pool.idToken()
                        .claimJson("cognito:groups", "[\"admins\\ud800\"]")
                        .claimJson("cognito:username", "\"\\udc00\""))
                .statusCode(200);
    }

    @Test
    void findsNoPathBeforeItAsksWhoCalls() {
        given().get("/nowhere").then().statusCode(404).contentType("application/problem+json");
        given().header("Authorization", "Bearer broken").get("/nowhere").then().statusCode(404);
    }

    private void assertRefused(Attack attack, Routes.Route route) {
        var challenge = attack.reason().equals("missing_token")
                ? equalTo("Bearer")
                : startsWith("Bearer error=\"invalid_token\", error_description=\"");
        route.send(attack.authorization().apply(pool))
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", challenge)
                .body(members("status", is(401), "title", is("Unauthorized"), "reason", is(attack.reason())));
    }

    private ValidatableResponse me(Token token) {
        return me("Bearer " + token);
    }

    private ValidatableResponse me(String authorization) {
        return given().header("Authorization", authorization).get("/me").then();
    }

    /** What API Gateway sends to the function, past the front door of the tests' event server. */
    private static ValidatableResponse rawEvent(String authorization) {
        return given().contentType("application/json")
                .body(Map.of(
                        "httpMethod",
                        "GET",
                        "path",
                        "/me",
                        "requestContext",
                        Map.of("httpMethod", "GET"),
                        "multiValueHeaders",
                        Map.of("Authorization", List.of(authorization))))
                .post("/_lambda_")
                .then();
    }
}
