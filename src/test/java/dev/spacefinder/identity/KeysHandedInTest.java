package dev.spacefinder.identity;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import dev.spacefinder.testing.SigningKey;
import dev.spacefinder.testing.Token;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

/** A deployment with the keys handed in: that of {@link ScopesTest}, which asks for no other key. */
@QuarkusTest
@WithTestResource(
        value = TestUserPool.class,
        initArgs = {
            @ResourceArg(name = TestUserPool.KEYS_HANDED_IN, value = "yes"),
            @ResourceArg(name = "cognito.token-uses", value = "access"),
            @ResourceArg(name = "cognito.require-scopes", value = "true")
        })
class KeysHandedInTest {

    TestUserPool pool;

    @Test
    void nothingIsFetchedUntilATokenNamesAnotherKey() {
        var next = SigningKey.rsa("next");
        me(pool.accessToken()).statusCode(200);
        assertEquals(0, pool.fetches());

        pool.publish(pool.idKey(), pool.accessKey(), next);
        me(pool.accessToken().header("kid", "next").signedWith(next)).statusCode(200);
        me(pool.accessToken()).statusCode(200);
        for (int i = 0; i < 20; i++) {
            me(pool.accessToken().header("kid", "forged-" + i))
                    .statusCode(401)
                    .body(members("reason", is("unknown_key")));
        }
        assertEquals(1, pool.fetches());
    }

    private static ValidatableResponse me(Token token) {
        return given().header("Authorization", "Bearer " + token).get("/me").then();
    }
}
