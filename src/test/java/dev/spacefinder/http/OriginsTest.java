package dev.spacefinder.http;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;

import dev.spacefinder.testing.ApiTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.builder.ResponseSpecBuilder;
import io.restassured.specification.ResponseSpecification;

/** Web pages call where the deployment names their origin; here it names one. */
@QuarkusTest
@WithTestResource(ApiTestResource.class)
class OriginsTest {

    private static final String FOREIGN = "https://elsewhere.example";

    @Test
    void answersAForeignPageWithoutLettingItsBrowserShowIt() {
        given().header("Origin", FOREIGN).get("/openapi").then().statusCode(200).spec(unreadable());
    }

    @Test
    void tellsAForeignPageWhatItTellsEveryone() {
        given().header("Origin", FOREIGN)
                .get("/hello")
                .then()
                .statusCode(401)
                .body(members("reason", is("missing_token")))
                .spec(unreadable());
    }

    @Test
    void letsAPageOfANamedOriginReadTheAnswerAndItsHeaders() {
        given().header("Origin", ApiTestResource.ALLOWED_ORIGIN)
                .get("/hello")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", is(ApiTestResource.ALLOWED_ORIGIN))
                .header("Access-Control-Expose-Headers", containsString("WWW-Authenticate"))
                .header("Access-Control-Expose-Headers", containsString("X-Request-Id"));
    }

    @Test
    void passesThePreflightOfANamedOriginWithoutAToken() {
        given().header("Origin", ApiTestResource.ALLOWED_ORIGIN)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "authorization,if-match")
                .options("/spaces/some-id")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Methods", containsString("PUT"))
                .header("Access-Control-Allow-Headers", containsString("If-Match"))
                .header("Access-Control-Max-Age", is("7200"));
    }

    @Test
    void refusesThePreflightOfAForeignPage() {
        given().header("Origin", FOREIGN)
                .header("Access-Control-Request-Method", "GET")
                .options("/hello")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body(members("status", is(403)))
                .spec(unreadable());
    }

    private static ResponseSpecification unreadable() {
        return new ResponseSpecBuilder()
                .expectHeader("Access-Control-Allow-Origin", nullValue(String.class))
                .build();
    }
}
