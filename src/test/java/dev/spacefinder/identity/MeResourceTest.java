package dev.spacefinder.identity;

import static dev.spacefinder.testing.JsonBody.members;
import static org.hamcrest.Matchers.is;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.spacefinder.testing.ApiTestResource;
import dev.spacefinder.testing.OpenApi;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(ApiTestResource.class)
class MeResourceTest {

    @Test
    void tellsTheCallerWhatTheTokenSays() {
        new OpenApi()
                .call("get", "/me", ApiTestResource.as("marple", "admins"), null, 200)
                .then()
                .body(members(
                        "sub", is("marple"),
                        "username", is("marple"),
                        "email", is("marple@example.com"),
                        "groups", is(List.of("admins")),
                        "scopes", is(List.of()),
                        "tokenUse", is("id")));
    }
}
