package dev.spacefinder.identity;

import static dev.spacefinder.testing.JsonBody.members;
import static org.hamcrest.Matchers.is;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.spacefinder.Routes;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

/** A deployment that does not require scopes: those that an access token has count all the same. */
@QuarkusTest
@WithTestResource(TestUserPool.class)
class AccessTokenScopesTest {

    private static final String API_SIGN_IN = "aws.cognito.signin.user.admin";

    TestUserPool pool;

    static Stream<Routes.Route> routes() {
        return Routes.secured().stream().filter(route -> route.scope() != null);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aTokenWithOneScopeOfSpacesMayDoNothingElse(Routes.Route route) {
        var needed = route.scope();
        var other = needed.endsWith("/read") ? needed.replace("/read", "/write") : needed.replace("/write", "/read");

        refused(send(route, other), needed);
        refused(send(route, other + " " + API_SIGN_IN), needed);
        send(route, needed).statusCode(400);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aTokenOfASignInByTheApiMayDoBoth(Routes.Route route) {
        send(route, API_SIGN_IN).statusCode(400);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aTokenWithNeitherMayDoNothing(Routes.Route route) {
        refused(send(route, "openid email"), route.scope());
    }

    private static void refused(ValidatableResponse answer, String needed) {
        answer.statusCode(403)
                .header("WWW-Authenticate", is("Bearer error=\"insufficient_scope\", scope=\"" + needed + "\""))
                .body(members("reason", is("missing_scope")));
    }

    private ValidatableResponse send(Routes.Route route, String scopes) {
        return route.send(pool.accessToken().claim("scope", scopes).claim("cognito:groups", Routes.roles()));
    }
}
