package dev.spacefinder.hello;

import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

import dev.spacefinder.testing.ApiTestResource;
import dev.spacefinder.testing.OpenApi;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(ApiTestResource.class)
class HelloResourceTest {

    @Test
    void greetsTheCallerByName() {
        new OpenApi()
                .call("get", "/hello", ApiTestResource.as("marple"), null, 200)
                .then()
                .body(is("{\"message\":\"Hello, marple\"}"));
    }
}
