package dev.spacefinder.http;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.testing.ApiTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Errors are problem documents (RFC 9457) wherever they come from. */
@QuarkusTest
@WithTestResource(ApiTestResource.class)
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/hello    | GET, HEAD, OPTIONS",
                "/openapi/ | GET, HEAD, OPTIONS",
                "/spaces   | GET, HEAD, OPTIONS, POST",
                "/spaces/x | DELETE, GET, HEAD, OPTIONS, PUT"
            })
    void namesTheMethodsThatAPathHas(String path, String methods) {
        given().patch(path).then().statusCode(405).header("Allow", is(methods));
    }

    @Test
    void namesTheRequestInTheHeadersAndInTheProblem() {
        var answer = given().get("/hello");
        assertEquals(answer.header("X-Request-Id"), answer.<String>path("requestId"));
        assertNotEquals(answer.header("X-Request-Id"), given().get("/hello").header("X-Request-Id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/hello", "/spaces/x"})
    void isKeptByNobody(String path) {
        given().get(path)
                .then()
                .header("Cache-Control", is("no-store"))
                .header("X-Content-Type-Options", is("nosniff"));
    }

    @Test
    void hasNoBodyWhereTheHeadersWereAskedFor() {
        given().head("/hello").then().statusCode(401).header("X-Request-Id", not(emptyOrNullString()));
    }

    @Test
    void answersAMediaTypeThatItCannotProduce() {
        problem(given().accept("text/xml").get("/hello"), 406, "Not Acceptable");
    }

    @Test
    void saysNothingOfTheFrameworksOwnMessages() {
        given().urlEncodingEnabled(false).get("/nowhere").then().body(members("$", not(hasKey("detail"))));
        given().post("/hello").then().body(members("$", not(hasKey("detail"))));
        given().accept("text/xml").get("/hello").then().body(members("$", not(hasKey("detail"))));
    }

    @Test
    void answersACallWithoutAToken() {
        problem(given().get("/hello"), 401, "Unauthorized");
    }

    private static void problem(Response answer, int status, String title) {
        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body(members("type", is("about:blank")))
                .body(members("title", is(title)))
                .body(members("status", is(status)));
    }
}
