package dev.spacefinder.identity;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;

import dev.spacefinder.testing.SigningKey;
import dev.spacefinder.testing.Token;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
@WithTestResource(
        value = TestUserPool.class,
        initArgs = {
            @ResourceArg(name = TestUserPool.KEYS_HANDED_IN, value = "yes"),
            @ResourceArg(name = TestUserPool.DOWN, value = "yes")
        })
class OutageWithKeysHandedInTest {

    TestUserPool pool;

    @Test
    void aKeyThatCannotBeLookedUpIsNoFaultOfTheToken() {
        var next = SigningKey.rsa("next");
        me(pool.idToken().header("kid", "next").signedWith(next))
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", anyOf(is("9"), is("10")))
                .header("WWW-Authenticate", nullValue())
                .body(members("reason", nullValue()));
        me(pool.idToken()).statusCode(200);
    }

    private static ValidatableResponse me(Token token) {
        return given().header("Authorization", "Bearer " + token).get("/me").then();
    }
}
