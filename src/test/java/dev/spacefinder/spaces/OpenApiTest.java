package dev.spacefinder.spaces;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                               | application/yaml",
                "*/*                            | application/yaml",
                "text/html, */*;q=0.8           | application/yaml",
                "application/json               | application/json",
                "application/*                  | application/yaml",
                "application/yaml;q=0.1, */*    | application/json",
                "application/json;q=0.5, */*;q=0.1 | application/json",
            })
    void isOfTheFormatThatAcceptPrefers(String accept, String type) {
        var request = accept == null ? given() : given().header("Accept", accept);
        var answer = request.get("/openapi");
        answer.then()
                .statusCode(200)
                .header("Content-Type", startsWith(type))
                .header("Cache-Control", is("max-age=300"));
        assertEquals(List.of("Accept"), answer.headers().getValues("Vary"));
    }

    @ParameterizedTest
    @CsvSource({"json, application/yaml", "json, text/html", "yaml, application/json", "yaml, text/html"})
    void isOfTheFormatThatTheQueryNamesWhateverAcceptSays(String format, String accept) {
        given().accept(accept)
                .queryParam("format", format)
                .get("/openapi")
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("application/" + format))
                .header("Cache-Control", is("max-age=300"))
                .header("Vary", nullValue())
                .body(startsWith(format.equals("json") ? "{" : "---"));
    }

    @ParameterizedTest
    @CsvSource({
        "format=xml, must be yaml or json",
        "format=, must be yaml or json",
        "format=JSON, must be yaml or json",
        "format=json&format=yaml, must be given once"
    })
    void refusesAFormatThatItDoesNotHave(String query, String message) {
        given().get("/openapi?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .header("Cache-Control", is("no-store"))
                .body("violations.field", contains("format"))
                .body("violations.message", contains(message));
    }

    @Test
    void refusesAnAcceptHeaderThatNamesNoneOfItsFormats() {
        given().accept("text/html")
                .get("/openapi")
                .then()
                .statusCode(406)
                .contentType("application/problem+json")
                .header("Cache-Control", is("no-store"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi", "/openapi?format=json"})
    void tellsByHeadWhatGetAnswersWith(String path) {
        given().head(path)
                .then()
                .statusCode(200)
                .contentType(given().get(path).contentType())
                .body(is(""));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080/openapi, http://localhost:8080/",
        "https://api.example.com/prod/openapi, https://api.example.com/prod/",
        "https://api.example.com/prod/openapi?format=json, https://api.example.com/prod/"
    })
    void itsServerIsTheOneThatItCameFrom(String read, String server) {
        assertEquals(1, api.document().get("servers").size());
        assertEquals(
                URI.create(server),
                URI.create(read).resolve(api.document().at("/servers/0/url").asText()));
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

    /** Generated clients accept that, and no more. */
    @Test
    void whoAcceptsTheTypesThatAnOperationNamesIsNotRefused() {
        for (var operation : api.operations()) {
            var methodAndPath = operation.split(" ");
            var types = String.join(", ", api.types(operation));
            var status = given().accept(types)
                    .contentType("application/json")
                    .request(methodAndPath[0], OpenApi.filled(methodAndPath[1]))
                    .statusCode();

            assertEquals(
                    401,
                    status,
                    operation + " with Accept: " + types + " (406: @Produces lacks one, or is no wildcard)");
        }
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
