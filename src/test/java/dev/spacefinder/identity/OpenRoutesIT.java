package dev.spacefinder.identity;

import static io.restassured.RestAssured.given;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OpenRoutesIT extends OpenRoutesTest {

    /** The tests' own resource is not in what is deployed. */
    @Override
    @Test
    void aResourceThatSaysNothingIsClosedToEveryone() {
        given().get("/unannotated").then().statusCode(404);
    }
}
