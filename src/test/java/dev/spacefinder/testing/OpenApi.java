package dev.spacefinder.testing;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** The OpenAPI document of the running API, and answers held against it. */
public final class OpenApi {

    /** An id that nothing has. */
    public static final String UNKNOWN_ID = "0190f3c2-0000-7000-8000-000000000000";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private final JsonNode document;

    /** Reads the document from the API. */
    public OpenApi() {
        try {
            document = JSON.readTree(
                    given().accept("application/json").get("/openapi").asByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it. */
    public JsonNode document() {
        return document;
    }

    /** Its operations: {@code get /spaces/{id}}. */
    public Set<String> operations() {
        var operations = new TreeSet<String>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .forEach(method -> operations.add(method + " " + path.getKey())));
        return operations;
    }

    /** Its operations with that tag. */
    public Set<String> operations(String tag) {
        return operations().stream()
                .filter(operation ->
                        operation(operation).path("tags").path(0).asText().equals(tag))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What it says of an operation. */
    public JsonNode operation(String operation) {
        var methodAndPath = operation.split(" ");
        return document.path("paths").path(methodAndPath[1]).path(methodAndPath[0]);
    }

    /** The media types of the answers that it names for an operation. */
    public Set<String> types(String operation) {
        var types = new TreeSet<String>();
        operation(operation)
                .get("responses")
                .forEach(answer -> resolve(answer).path("content").fieldNames().forEachRemaining(types::add));
        return types;
    }

    /** A path with an id that nothing has in the place of each parameter. */
    public static String filled(String path) {
        return path.replaceAll("\\{[^}]+}", UNKNOWN_ID);
    }

    /**
     * Sends a request, asks that the answer is as the document says.
     *
     * @param body the body, or null
     */
    public Response call(String method, String path, RequestSpecification request, String body, int status) {
        var response = (body == null ? request : request.body(body)).request(method, path);
        response.then().statusCode(status);
        var operation = method + " " + template(path);
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

    /** Calls every operation with that tag without a token. */
    public void callWithoutToken(String tag) {
        for (var operation : operations(tag)) {
            var methodAndPath = operation.split(" ");
            call(methodAndPath[0], filled(methodAndPath[1]), given().contentType("application/json"), null, 401);
        }
    }

    /** Asks that a value is of a schema. */
    public void assertValid(JsonNode schema, JsonNode value, String what) {
        assertEquals(Set.of(), violations(schema, value), what);
    }

    /** Whether a value is of a schema. */
    public boolean isValid(JsonNode schema, JsonNode value) {
        return violations(schema, value).isEmpty();
    }

    private Set<ValidationMessage> violations(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.get("components"));
        return SCHEMAS.getSchema(whole)
                .validate(value, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
    }

    /** The path of the document that a path is of: the one with the fewest parameters. */
    private String template(String path) {
        Iterable<String> paths = () -> document.get("paths").fieldNames();
        return StreamSupport.stream(paths.spliterator(), false)
                .filter(template -> path.matches(template.replaceAll("\\{[^}]+}", "[^/]+")))
                .min(Comparator.comparing(template -> template.split("\\{").length))
                .orElseThrow(() -> new AssertionError(path + " is not in the document"));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }
}
