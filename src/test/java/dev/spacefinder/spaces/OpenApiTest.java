package dev.spacefinder.spaces;

import static dev.spacefinder.testing.JsonBody.members;
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
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.spacefinder.testing.ApiTestResource;
import dev.spacefinder.testing.OpenApi;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;

/** Holds the OpenAPI document against the running API. */
@QuarkusTest
@WithTestResource(ApiTestResource.class)
class OpenApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

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
                .body(members("openapi", startsWith("3.1")));
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
                .body(members("violations.field", contains("format")))
                .body(members("violations.message", contains(message)));
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

    @ParameterizedTest
    @ValueSource(strings = {"get", "post", "put", "patch", "delete"})
    void aMethodThatItDoesNotNameIsNotAllowed(String method) {
        api.document().get("paths").fieldNames().forEachRemaining(path -> {
            if (!api.operations().contains(method + " " + path)) {
                var answer = admin().request(method, OpenApi.filled(path));
                assertEquals(
                        405,
                        answer.statusCode(),
                        () -> path + " answers " + answer.statusCode() + " to " + method.toUpperCase()
                                + " and should answer 405: see AllowedMethods, and what ExceptionMappers makes of it");
                answer.then().contentType("application/problem+json").header("Allow", is(allowed(path)));
            }
        });
    }

    @Test
    void theMethodsThatAPathTellsToOptionsAreThoseThatItNames() {
        api.document()
                .get("paths")
                .fieldNames()
                .forEachRemaining(path -> given().options(OpenApi.filled(path))
                        .then()
                        .statusCode(200)
                        .header("Allow", is(allowed(path))));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Reading room",
                "\u00E9\uD83C\uDFE0",
                "a\u200Bb",
                "",
                " ",
                "\u00A0\u3000",
                "\u200B\u00AD\uFEFF",
                "a\u0000b",
                "a\u0085b",
                "a\u2028b",
                "a\r\n\tb"
            })
    void aTextIsOfTheSchemaWhereTheApiTakesIt(String text) {
        for (var field : List.of("name", "location", "description")) {
            var space = JSON.createObjectNode().put("name", "Reading room").put("location", "Zurich");
            assertTakenAsTheSchemaSays(space.put(field, text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "HTTPS://example.com:8443/a?b#c@d",
                "https://",
                "https:///photo.jpg",
                "https://me@example.com/",
                "http://example.com/",
                "https://example.com/a b"
            })
    void aPhotosUrlIsOfTheSchemaWhereTheApiTakesIt(String url) {
        assertTakenAsTheSchemaSays(JSON.createObjectNode()
                .put("name", "Reading room")
                .put("location", "Zurich")
                .put("photoUrl", url));
    }

    private void assertTakenAsTheSchemaSays(ObjectNode space) {
        var isOfTheSchema = api.isValid(api.document().at("/components/schemas/SpaceInput"), space);

        var status = admin().contentType("application/json")
                .body(space.toString())
                .post("/spaces")
                .statusCode();

        assertEquals(isOfTheSchema ? 201 : 400, status, "of " + space);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"1\"", "*", "W/\"1\"", "\"1\", W/\"2\"", "\"\"", "1", "W/1", "w/\"1\"", "\"1\" \"2\"", "**"})
    void entityTagsAreOfTheSchemaWhereTheApiTakesThem(String tags) {
        var schema = api.document().at("/components/parameters/IfNoneMatch/schema");

        var status = admin().header("If-None-Match", tags)
                .get("/spaces/" + OpenApi.UNKNOWN_ID)
                .statusCode();

        assertEquals(api.isValid(schema, TextNode.valueOf(tags)) ? 404 : 400, status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OpenApi.UNKNOWN_ID,
                "0190F3C2-0000-7000-8000-000000000000",
                "0190f3c2000070008000000000000000",
                "x"
            })
    void anIdIsOfTheSchemaWhereTheApiTakesIt(String id) {
        var schema = api.document().at("/components/parameters/SpaceId/schema");

        var status = admin().get("/spaces/" + id).statusCode();

        assertEquals(api.isValid(schema, TextNode.valueOf(id)) ? 404 : 400, status);
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

    private static RequestSpecification admin() {
        return ApiTestResource.as("an-admin", "admins");
    }
}
