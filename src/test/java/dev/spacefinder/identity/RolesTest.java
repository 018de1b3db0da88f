package dev.spacefinder.identity;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.spacefinder.Routes;
import dev.spacefinder.testing.Token;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

/**
 * Who is in a group: every way to be none, asked of one route; and that every route asks for the roles that it names.
 */
@QuarkusTest
@WithTestResource(TestUserPool.class)
class RolesTest {

    TestUserPool pool;

    static Stream<Named<UnaryOperator<Token>>> tokensOfNoAdmin() {
        var tokens = new ArrayList<Named<UnaryOperator<Token>>>();
        tokens.add(Named.of("no groups", token -> token));
        tokens.add(Named.of("a plain groups claim", token -> token.claim("groups", List.of("admins"))));
        tokens.add(Named.of("a roles claim", token -> token.claim("roles", List.of("admins"))));
        tokens.add(Named.of("cognito:roles", token -> token.claim("cognito:roles", List.of("admins"))));
        tokens.add(Named.of("a scope", token -> token.claim("scope", "admins")));
        for (var group : List.of(
                "notadmins",
                "adminsnot",
                "Admins",
                "ADMINS",
                "admin",
                "admins ",
                " admins",
                "admins\n",
                "admins\u0000",
                "admins,users",
                "users,admins",
                "[admins]",
                "\"admins\"",
                "*",
                "**",
                "",
                "\u0430dmins",
                "adm\u0131ns",
                "ad\u00admins",
                "admins\u200b")) {
            tokens.add(Named.of("group \"" + group + "\"", token -> token.claim("cognito:groups", List.of(group))));
        }
        for (Object groups : List.of(
                "admins",
                "[\"admins\"]",
                List.of(List.of("admins")),
                Map.of("admins", true),
                List.of(Map.of("name", "admins")),
                1,
                true)) {
            tokens.add(Named.of("groups " + groups, token -> token.claim("cognito:groups", groups)));
        }
        tokens.add(Named.of("a lone surrogate", token -> token.claimJson("cognito:groups", "[\"admins\\ud800\"]")));
        return tokens.stream();
    }

    @ParameterizedTest
    @MethodSource("tokensOfNoAdmin")
    void refuses(UnaryOperator<Token> change) {
        for (var token : List.of(pool.idToken(), pool.accessToken())) {
            delete(change.apply(token))
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .header("WWW-Authenticate", nullValue())
                    .body(members("status", is(403), "title", is("Forbidden"), "reason", is("missing_role")));
        }
    }

    @Test
    void admitsAMemberOfTheGroup() {
        delete(pool.idToken().claim("cognito:groups", List.of("admins"))).statusCode(400);
        delete(pool.accessToken().claim("cognito:groups", List.of("users", "admins")))
                .statusCode(400);
    }

    static Stream<Routes.Route> routesWithRoles() {
        return Routes.all().stream().filter(route -> !route.roles().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("routesWithRoles")
    void areAskedOfEveryRouteThatNamesThem(Routes.Route route) {
        var others = Routes.roles().stream()
                .filter(role -> !route.roles().contains(role))
                .toList();
        route.send(pool.idToken().claim("cognito:groups", others))
                .statusCode(403)
                .body(members("reason", is("missing_role")));
        for (var role : route.roles()) {
            route.send(pool.idToken().claim("cognito:groups", List.of(role))).statusCode(400);
        }
    }

    private static ValidatableResponse delete(Token token) {
        return given().header("Authorization", "Bearer " + token)
                .delete("/spaces/no-id")
                .then();
    }
}
