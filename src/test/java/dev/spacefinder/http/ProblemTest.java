package dev.spacefinder.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.local.LocalServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Errors are problem documents (RFC 9457) wherever they come from. */
@QuarkusTest
@WithTestResource(LocalServer.class)
class ProblemTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nowhere", "/hello/nowhere", "/spaces/a/b", "/q", "/%F0%9F%8F%A0"})
    void answersAnUnknownPathWithout401(String path) {
        problem(given().urlEncodingEnabled(false).get(path), 404, "Not Found");
    }

    @Test
    void answersAMethodThatAPathDoesNotHave() {
        problem(given().post("/hello"), 405, "Method Not Allowed");
    }

    @Test
    void answersAMediaTypeThatItCannotProduce() {
        problem(given().accept("text/xml").get("/hello"), 406, "Not Acceptable");
    }

    @Test
    void saysNothingOfTheFrameworksOwnMessages() {
        given().urlEncodingEnabled(false).get("/nowhere").then().body("$", not(hasKey("detail")));
        given().post("/hello").then().body("$", not(hasKey("detail")));
        given().accept("text/xml").get("/hello").then().body("$", not(hasKey("detail")));
    }

    @Test
    void answersACallWithoutAToken() {
        problem(given().get("/hello"), 401, "Unauthorized");
    }

    private static void problem(Response answer, int status, String title) {
        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", is("about:blank"))
                .body("title", is(title))
                .body("status", is(status));
    }
}
