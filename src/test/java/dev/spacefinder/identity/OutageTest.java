package dev.spacefinder.identity;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.spacefinder.Routes;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
@WithTestResource(value = TestUserPool.class, initArgs = @ResourceArg(name = TestUserPool.DOWN, value = "yes"))
class OutageTest {

    TestUserPool pool;

    @Test
    void aPoolThatWasNeverReachedIsNoFaultOfTheTokenAndIsRecoveredFrom() {
        call().then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", anyOf(is("1"), is("2")))
                .header("WWW-Authenticate", nullValue())
                .body(members("status", is(503)))
                .body(members("reason", nullValue()))
                .body(members("detail", startsWith("The token could not be checked")));
        for (var route : Routes.secured()) {
            assertEquals(503, route.send(pool.idToken()).extract().statusCode(), route.toString());
        }
        given().header("Authorization", "Bearer " + pool.idToken().header("alg", "none"))
                .get("/me")
                .then()
                .statusCode(401)
                .body(members("reason", is("wrong_algorithm")));

        pool.publish(pool.idKey(), pool.accessKey());

        var deadline = Instant.now().plus(Duration.ofSeconds(10));
        int status;
        do {
            status = call().statusCode();
        } while (status == 503 && Instant.now().isBefore(deadline));
        assertTrue(status == 200, "still " + status);
    }

    private Response call() {
        return given().header("Authorization", "Bearer " + pool.idToken()).get("/me");
    }
}
