package dev.spacefinder.identity;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

import dev.spacefinder.Routes;
import dev.spacefinder.testing.ApiTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** A deployment that takes ID tokens alone, as it does if nothing is said. */
@QuarkusTest
@WithTestResource(ApiTestResource.class)
class TokenUsesTest {

    @Test
    void refusesAnAccessToken() {
        for (var route : Routes.secured()) {
            route.send(ApiTestResource.issuer.accessToken())
                    .statusCode(401)
                    .body(members("reason", is("wrong_token_use")));
        }
    }

    @Test
    void acceptsAnIdToken() {
        given().header("Authorization", "Bearer " + ApiTestResource.issuer.idToken())
                .get("/me")
                .then()
                .statusCode(200);
    }
}
