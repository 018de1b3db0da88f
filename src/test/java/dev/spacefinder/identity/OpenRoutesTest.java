package dev.spacefinder.identity;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(TestUserPool.class)
class OpenRoutesTest {

    TestUserPool pool;

    @Test
    void aResourceThatSaysNothingIsClosedToEveryone() {
        given().get("/unannotated").then().statusCode(401).body(members("reason", is("missing_token")));
        given().header("Authorization", "Bearer " + pool.idToken().claim("cognito:groups", List.of("admins")))
                .get("/unannotated")
                .then()
                .statusCode(403)
                .body(members("reason", is("missing_role")));
    }

    @Path("/unannotated")
    public static class UnannotatedResource {

        @GET
        public String open() {
            return "open";
        }
    }
}
