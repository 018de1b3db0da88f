package dev.spacefinder.spaces;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;

import dev.spacefinder.Routes;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.ApiTestResource;
import dev.spacefinder.testing.DynamoDbProxy.Fault;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Holds the OpenAPI document against the running API. */
@QuarkusTest
@WithTestResource(ApiTestResource.class)
class OpenApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
    private static final String BODY = "{\"name\":\"Name\",\"location\":\"Location\"}";
    private static final String UNKNOWN = "/spaces/0190f3c2-0000-7000-8000-000000000000";

    /** What this deployment never answers: it asks for no scopes, and its user pool is there. */
    private static final Set<String> ELSEWHERE =
            Set.of("get /spaces 403", "post /spaces 403", "get /spaces/{id} 403", "get /hello 503", "get /me 503");

    private final Set<String> seen = new TreeSet<>();
    private JsonNode document;

    @BeforeEach
    void read() throws IOException {
        ApiTestResource.proxy.heal();
        document =
                JSON.readTree(given().accept("application/json").get("/openapi").asByteArray());
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
        assertEquals(1, document.get("servers").size());
        assertEquals(
                URI.create(server),
                URI.create(read).resolve(document.at("/servers/0/url").asText()));
    }

    @Test
    void wantsABearerTokenForEveryRoute() {
        assertEquals(
                "bearer",
                document.at("/components/securitySchemes/cognito/scheme").asText());
        assertTrue(document.at("/security/0").has("cognito"));
        operations()
                .forEach(operation ->
                        assertTrue(operation(operation).path("security").isMissingNode(), operation));
    }

    @Test
    void namesTheRoutesThatThereAre() {
        var routes = Routes.secured().stream()
                .map(route -> route.method().toLowerCase() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(routes, operations());
    }

    @Test
    void everyStatusItNamesIsAnsweredAsItSays() {
        ApiTestResource.proxy.heal();
        var id = call("post", "/spaces", caller(), BODY, 201).<String>path("id");
        var space = "/spaces/" + id;

        call("get", "/hello", caller(), null, 200);
        call("get", "/me", caller(), null, 200);
        call("get", "/spaces", caller().queryParam("limit", 1), null, 200);
        call("get", "/spaces", caller().queryParam("limit", 0), null, 400);
        call("post", "/spaces", caller(), "{\"name\":1}", 400);
        call("post", "/spaces", caller(), BODY + " ".repeat(64 * 1024), 413);
        call("post", "/spaces", caller().contentType("text/plain"), BODY, 415);
        var key = UUID.randomUUID().toString();
        call("post", "/spaces", caller().header("Idempotency-Key", key), BODY, 201);
        call("post", "/spaces", caller().header("Idempotency-Key", key), BODY.replace("Name", "Other"), 422);
        call("get", space, caller(), null, 200);
        call("get", space, caller().header("If-None-Match", "*"), null, 304);
        call("get", "/spaces/x", caller(), null, 400);
        call("get", UNKNOWN, caller(), null, 404);
        call("put", space, caller(), BODY, 200);
        call("put", space, caller(), "{}", 400);
        call("put", space, another(), BODY, 403);
        call("put", UNKNOWN, caller(), BODY, 404);
        call("put", space, caller().header("If-Match", "\"1\""), BODY, 412);
        call("put", space, caller(), BODY + " ".repeat(64 * 1024), 413);
        call("put", space, caller().contentType("text/plain"), BODY, 415);
        ApiTestResource.proxy.afterNextRead(() -> changePastTheApi(id));
        call("put", space, caller(), BODY, 409);
        call("delete", "/spaces/x", admin(), null, 400);
        call("delete", space, caller(), null, 403);
        call("delete", UNKNOWN, admin(), null, 404);
        call("delete", space, admin().header("If-Match", "\"1\""), null, 412);
        call("delete", space, admin(), null, 204);
        for (var operation : operations()) {
            var path = operation.substring(operation.indexOf(' ') + 1).replace("{id}", id);
            call(
                    operation.substring(0, operation.indexOf(' ')),
                    path,
                    given().contentType("application/json"),
                    null,
                    401);
        }
        ApiTestResource.proxy.always(Fault.FINAL_ERROR);
        call("get", "/spaces", caller(), null, 503);
        call("post", "/spaces", caller(), BODY, 503);
        call("get", space, caller(), null, 503);
        call("put", space, caller(), BODY, 503);
        call("delete", space, admin(), null, 503);

        seen.addAll(ELSEWHERE);
        assertEquals(documentedStatuses(), seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "post", "put", "patch", "delete"})
    void aMethodThatItDoesNotNameIsNotAllowed(String method) {
        document.get("paths").fieldNames().forEachRemaining(path -> {
            if (!operations().contains(method + " " + path)) {
                admin().request(method, path.replace("{id}", UNKNOWN.substring(8)))
                        .then()
                        .statusCode(405)
                        .contentType("application/problem+json");
            }
        });
    }

    /** Generated clients accept that, and no more. */
    @Test
    void whoAcceptsTheTypesThatAnOperationNamesIsNotRefused() {
        for (var operation : operations()) {
            var types = new TreeSet<String>();
            operation(operation)
                    .get("responses")
                    .forEach(answer ->
                            resolve(answer).path("content").fieldNames().forEachRemaining(types::add));
            var methodAndPath = operation.split(" ");
            var status = given().accept(String.join(", ", types))
                    .contentType("application/json")
                    .request(methodAndPath[0], methodAndPath[1].replace("{id}", UNKNOWN.substring(8)))
                    .statusCode();

            assertEquals(
                    401,
                    status,
                    operation + " with Accept: " + types + " (406: @Produces lacks one, or is no wildcard)");
        }
    }

    @Test
    void itsExamplesAreOfTheirSchemas() {
        var checked = new HashSet<String>();
        document.findParents("example").forEach(parent -> {
            if (parent.has("schema")) {
                assertValid(parent.get("schema"), parent.get("example"), parent.toString());
                checked.add(parent.toString());
            }
        });
        document.findParents("examples")
                .forEach(schema -> schema.get("examples").forEach(example -> {
                    assertValid(schema, example, schema.toString());
                    checked.add(schema.toString());
                }));
        assertTrue(checked.size() > 10, "only " + checked.size() + " examples were found");
    }

    private Response call(String method, String path, RequestSpecification request, String body, int status) {
        var response = (body == null ? request : request.body(body)).request(method, path);
        response.then().statusCode(status);
        var operation = method + " " + path.replaceFirst("(?<=^/spaces/).+", "{id}");
        seen.add(operation + " " + status);
        var documented = resolve(operation(operation).path("responses").path(Integer.toString(status)));
        assertTrue(documented.isObject(), operation + " " + status + " is not in the document");
        documented
                .path("headers")
                .fieldNames()
                .forEachRemaining(header -> assertTrue(
                        response.headers().hasHeaderWithName(header),
                        operation + " " + status + " has no header " + header));
        var content = documented.path("content").fields();
        if (content.hasNext()) {
            var type = content.next();
            response.then().contentType(type.getKey());
            assertValid(type.getValue().get("schema"), response.as(JsonNode.class), operation + " " + status);
        } else {
            response.then().body(is(""));
        }
        return response;
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

    private void assertValid(JsonNode schema, JsonNode value, String what) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.get("components"));
        assertEquals(
                Set.of(),
                SCHEMAS.getSchema(whole)
                        .validate(value, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true)),
                what);
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private JsonNode operation(String operation) {
        var methodAndPath = operation.split(" ");
        return document.path("paths").path(methodAndPath[1]).path(methodAndPath[0]);
    }

    private Set<String> operations() {
        var operations = new TreeSet<String>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .forEach(method -> operations.add(method + " " + path.getKey())));
        return operations;
    }

    private Set<String> documentedStatuses() {
        var statuses = new TreeSet<String>();
        operations()
                .forEach(operation -> operation(operation)
                        .get("responses")
                        .fieldNames()
                        .forEachRemaining(status -> statuses.add(operation + " " + status)));
        return statuses;
    }

    private static RequestSpecification caller() {
        return as("caller");
    }

    private static RequestSpecification another() {
        return as("another");
    }

    private static RequestSpecification admin() {
        return as("an-admin", "admins");
    }

    private static RequestSpecification as(String sub, String... groups) {
        return given().contentType("application/json")
                .auth()
                .oauth2(ApiTestResource.issuer.idTokenOf(sub, groups).toString());
    }
}
