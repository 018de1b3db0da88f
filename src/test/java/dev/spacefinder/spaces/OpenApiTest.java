package dev.spacefinder.spaces;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.Routes;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.ApiTestResource;
import dev.spacefinder.testing.DynamoDbProxy.Fault;
import dev.spacefinder.testing.OpenApi;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Holds the OpenAPI document against the running API. */
@QuarkusTest
@WithTestResource(ApiTestResource.class)
class OpenApiTest {

    private static final String BODY = "{\"name\":\"Name\",\"location\":\"Location\"}";
    private static final String UNKNOWN = "/spaces/" + OpenApi.UNKNOWN_ID;

    private OpenApi api;

    @BeforeEach
    void read() {
        ApiTestResource.proxy.heal();
        api = new OpenApi();
    }

    @Test
    void isOpenToAnyoneEvenWithABadToken() {
        given().get("/openapi").then().statusCode(200).body(startsWith("---")).body(containsString("openapi:"));
        given().auth()
                .oauth2("not.a.token")
                .accept("application/json")
                .get("/openapi")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("openapi", startsWith("3.1"));
    }

    @Test
    void wantsABearerTokenForEveryRoute() {
        assertEquals(
                "bearer",
                api.document().at("/components/securitySchemes/cognito/scheme").asText());
        assertTrue(api.document().at("/security/0").has("cognito"));
        api.operations()
                .forEach(operation ->
                        assertTrue(api.operation(operation).path("security").isMissingNode(), operation));
    }

    @Test
    void namesTheRoutesThatThereAre() {
        var routes = Routes.secured().stream()
                .map(route -> route.method().toLowerCase() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(routes, api.operations());
    }

    @Test
    void everyStatusItNamesForSpacesIsAnsweredAsItSays() {
        var id = api.call("post", "/spaces", caller(), BODY, 201).<String>path("id");
        var space = "/spaces/" + id;

        api.callWithoutToken("spaces");
        api.call("get", "/spaces", caller().queryParam("limit", 1), null, 200);
        api.call("get", "/spaces", caller().queryParam("limit", 0), null, 400);
        api.call("post", "/spaces", caller(), "{\"name\":1}", 400);
        api.call("post", "/spaces", caller(), BODY + " ".repeat(64 * 1024), 413);
        api.call("post", "/spaces", caller().contentType("text/plain"), BODY, 415);
        var key = UUID.randomUUID().toString();
        api.call("post", "/spaces", caller().header("Idempotency-Key", key), BODY, 201);
        api.call("post", "/spaces", caller().header("Idempotency-Key", key), BODY.replace("Name", "Other"), 422);
        api.call("get", space, caller(), null, 200);
        api.call("get", space, caller().header("If-None-Match", "*"), null, 304);
        api.call("get", "/spaces/x", caller(), null, 400);
        api.call("get", UNKNOWN, caller(), null, 404);
        api.call("put", space, caller(), BODY, 200);
        api.call("put", space, caller(), "{}", 400);
        api.call("put", space, another(), BODY, 403);
        api.call("put", UNKNOWN, caller(), BODY, 404);
        api.call("put", space, caller().header("If-Match", "\"1\""), BODY, 412);
        api.call("put", space, caller(), BODY + " ".repeat(64 * 1024), 413);
        api.call("put", space, caller().contentType("text/plain"), BODY, 415);
        ApiTestResource.proxy.afterNextRead(() -> changePastTheApi(id));
        api.call("put", space, caller(), BODY, 409);
        api.call("delete", "/spaces/x", admin(), null, 400);
        api.call("delete", space, caller(), null, 403);
        api.call("delete", UNKNOWN, admin(), null, 404);
        api.call("delete", space, admin().header("If-Match", "\"1\""), null, 412);
        api.call("delete", space, admin(), null, 204);
        ApiTestResource.proxy.always(Fault.FINAL_ERROR);
        api.call("get", "/spaces", caller(), null, 503);
        api.call("post", "/spaces", caller(), BODY, 503);
        api.call("get", space, caller(), null, 503);
        api.call("put", space, caller(), BODY, 503);
        api.call("delete", space, admin(), null, 503);

        // This deployment asks for no scopes.
        api.assertAllSeen("spaces", "get /spaces 403", "post /spaces 403", "get /spaces/{id} 403");
    }

    @Test
    void everyStatusItNamesForTheCallerIsAnsweredAsItSays() {
        api.callWithoutToken("caller");
        api.call("get", "/hello", caller(), null, 200);
        api.call("get", "/me", caller(), null, 200);

        // The user pool is there.
        api.assertAllSeen("caller", "get /hello 503", "get /me 503");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "post", "put", "patch", "delete"})
    void aMethodThatItDoesNotNameIsNotAllowed(String method) {
        api.document().get("paths").fieldNames().forEachRemaining(path -> {
            if (!api.operations().contains(method + " " + path)) {
                admin().request(method, OpenApi.filled(path))
                        .then()
                        .statusCode(405)
                        .contentType("application/problem+json")
                        .header("Allow", is(allowed(path)));
            }
        });
    }

    /** The methods that the document names for a path, and those that come with them. */
    private String allowed(String path) {
        var methods = Stream.of("get", "post", "put", "patch", "delete")
                .filter(method -> api.operations().contains(method + " " + path))
                .map(String::toUpperCase)
                .collect(Collectors.toCollection(TreeSet::new));
        methods.add("OPTIONS");
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }

    @Test
    void itsExamplesAreOfTheirSchemas() {
        var checked = new HashSet<String>();
        api.document().findParents("example").forEach(parent -> {
            if (parent.has("schema")) {
                api.assertValid(parent.get("schema"), parent.get("example"), parent.toString());
                checked.add(parent.toString());
            }
        });
        api.document()
                .findParents("examples")
                .forEach(schema -> schema.get("examples").forEach(example -> {
                    api.assertValid(schema, example, schema.toString());
                    checked.add(schema.toString());
                }));
        assertTrue(checked.size() > 10, "only " + checked.size() + " examples were found");
    }

    /** Writes the next version of a space, as another writer does between a read and a write of the API. */
    private static void changePastTheApi(String id) {
        try (var client = ApiTestResource.client()) {
            client.updateItem(update -> update.tableName(DynamoDbSettings.table("SPACES_TABLE"))
                    .key(Map.of("id", AttributeValue.fromS(id)))
                    .updateExpression("SET version = version + :one")
                    .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
        }
    }

    private static RequestSpecification caller() {
        return ApiTestResource.as("caller");
    }

    private static RequestSpecification another() {
        return ApiTestResource.as("another");
    }

    private static RequestSpecification admin() {
        return ApiTestResource.as("an-admin", "admins");
    }
}
