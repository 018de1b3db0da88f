package dev.spacefinder.identity;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.spacefinder.Routes;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

/**
 * A deployment that asks for scopes, and so takes access tokens alone. It is the one of {@link KeysHandedInTest} too.
 */
@QuarkusTest
@WithTestResource(
        value = TestUserPool.class,
        initArgs = {
            @ResourceArg(name = TestUserPool.KEYS_HANDED_IN, value = "yes"),
            @ResourceArg(name = "cognito.token-uses", value = "access"),
            @ResourceArg(name = "cognito.require-scopes", value = "true")
        })
class ScopesTest {

    private static final String ALL = String.join(" ", Routes.scopes());

    TestUserPool pool;

    static Stream<Routes.Route> routes() {
        return Routes.secured().stream();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void asksForTheScopeThatTheRouteNames(Routes.Route route) {
        var needed = route.scope();
        if (needed == null) {
            send(route, "openid").statusCode(200);
            return;
        }
        var other = needed.endsWith("/read") ? needed.replace("/read", "/write") : needed.replace("/write", "/read");
        for (var granted : List.of(
                "openid",
                other,
                needed + "s",
                needed.toUpperCase(),
                "x" + needed,
                needed.replace('/', ':'),
                needed.replace('/', ' '),
                needed + "," + needed,
                "spaces")) {
            send(route, granted)
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .header("WWW-Authenticate", is("Bearer error=\"insufficient_scope\", scope=\"" + needed + "\""))
                    .body(members("reason", is("missing_scope"), "title", is("Forbidden")));
        }
        for (var granted : List.of(needed, ALL, "openid  " + needed + " ")) {
            send(route, granted).statusCode(400);
        }
    }

    @Test
    void asksForTheRoleAsWell() {
        given().header("Authorization", "Bearer " + pool.accessToken().claim("scope", ALL))
                .delete("/spaces/no-id")
                .then()
                .statusCode(403)
                .header("WWW-Authenticate", nullValue())
                .body(members("reason", is("missing_role")));
    }

    @Test
    void takesNoScopeFromAnythingButAString() {
        for (Object scope : new Object[] {List.of("spaces/read"), 1, true, null}) {
            given().header("Authorization", "Bearer " + pool.accessToken().claim("scope", scope))
                    .get("/spaces")
                    .then()
                    .statusCode(403)
                    .body(members("reason", is("missing_scope")));
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void refusesAnIdToken(Routes.Route route) {
        route.send(pool.idToken().claim("scope", ALL)).statusCode(401).body(members("reason", is("wrong_token_use")));
    }

    private ValidatableResponse send(Routes.Route route, String scopes) {
        return route.send(pool.accessToken().claim("scope", scopes).claim("cognito:groups", Routes.roles()));
    }
}
