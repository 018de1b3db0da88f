package dev.spacefinder.spaces;

import static dev.spacefinder.testing.ApiTestResource.as;
import static dev.spacefinder.testing.JsonBody.members;
import static dev.spacefinder.testing.JsonBody.value;
import static dev.spacefinder.testing.Problems.problem;
import static dev.spacefinder.testing.Problems.violation;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.hamcrest.Matcher;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.lambda.GatewayEvent;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.ApiTestResource;
import dev.spacefinder.testing.DynamoDbProxy.Fault;
import dev.spacefinder.testing.OpenApi;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@QuarkusTest
@WithTestResource(ApiTestResource.class)
class SpacesResourceTest {

    private static final String OWNER = "11111111-aaaa-70bb-cccc-000000000001";
    private static final String OTHER = "11111111-aaaa-70bb-cccc-000000000002";
    private static final String ADMIN = "11111111-aaaa-70bb-cccc-000000000003";
    private static final String UNKNOWN_ID = "0190f3c2-0000-7000-8000-000000000000";
    private static final String DESK = "{\"name\":\"Desk\",\"location\":\"Lisbon\"}";
    private static final String PROBLEM = "application/problem+json";
    private static final Pattern UUID_V7 =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private String location;

    @BeforeEach
    void startWithoutFaultsInALocationOfItsOwn() {
        location = "Place " + UUID.randomUUID();
        ApiTestResource.proxy.heal();
    }

    // POST /spaces

    @Test
    void createsASpaceThatIsTheCallers() {
        var before = Instant.now().minusMillis(1);
        var body = Map.of(
                "name",
                "Reading room",
                "location",
                location,
                "description",
                "Quiet.\nBring\ttea.",
                "photoUrl",
                "https://example.com/room.jpg");

        var created = owner().body(body)
                .post("/spaces")
                .then()
                .statusCode(201)
                .contentType("application/json")
                .header("ETag", "\"1\"")
                .body(members("name", is("Reading room")))
                .body(members("location", is(location)))
                .body(members("description", is("Quiet.\nBring\ttea.")))
                .body(members("photoUrl", is("https://example.com/room.jpg")))
                .body(members("owner", is(OWNER)))
                .body(members("version", is(1)))
                .body(members("id", matchesPattern(UUID_V7)))
                .body(members("$", aMapWithSize(9)))
                .extract()
                .jsonPath();

        var createdAt = Instant.parse(created.getString("createdAt"));
        assertTrue(!createdAt.isBefore(before) && !createdAt.isAfter(Instant.now()), created.getString("createdAt"));
        assertEquals(created.getString("createdAt"), created.getString("updatedAt"));
    }

    @Test
    void leavesOutWhatIsAbsent() {
        owner().body(Map.of("name", "Bare", "location", location))
                .post("/spaces")
                .then()
                .statusCode(201)
                .body(members("$", aMapWithSize(7)))
                .body(members("$", not(hasKeys("description", "photoUrl"))));
    }

    @Test
    void takesANullForAnAbsentValue() {
        owner().body("{\"name\":\"Bare\",\"location\":\"%s\",\"description\":null,\"photoUrl\":null}"
                        .formatted(location))
                .post("/spaces")
                .then()
                .statusCode(201)
                .body(members("$", aMapWithSize(7)));
    }

    @Test
    void tellsWhereTheNewSpaceIs() {
        var created = owner().body(space("Here")).post("/spaces");
        var place = URI.create(created.header("Location"));

        assertEquals(RestAssured.port, place.getPort());
        owner().get(place.toString()).then().statusCode(200).body(members("id", is(created.<String>path("id"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Café Zürich",
                "図書館の部屋",
                "غرفة القراءة",
                "Комната №5",
                "🏛️ Saal 𝔄",
                " spaces at its ends ",
                "quote \" backslash \\ slash /",
                "<script>alert(1)</script>",
                "e\u0301 stays decomposed"
            })
    void keepsNamesOfAnyScriptExactly(String name) {
        var id = owner().body(space(name))
                .post("/spaces")
                .then()
                .statusCode(201)
                .body(members("name", is(name)))
                .extract()
                .<String>path("id");

        owner().get("/spaces/" + id).then().body(members("name", is(name)));
    }

    @Test
    void countsCharactersAsCodePoints() {
        owner().body(space("𝔄".repeat(100)))
                .post("/spaces")
                .then()
                .statusCode(201)
                .body(members("name", is("𝔄".repeat(100))));
        owner().body(space("𝔄".repeat(101)))
                .post("/spaces")
                .then()
                .spec(violation("name", "must be 1 to 100 characters"));
    }

    @Test
    void takesTheLongestOfEverything() {
        var longest = Map.of(
                "name",
                "n".repeat(100),
                "location",
                "l".repeat(100),
                "description",
                "d".repeat(2000),
                "photoUrl",
                "https://example.com/" + "p".repeat(2028));

        owner().body(longest).post("/spaces").then().statusCode(201);
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreNotASpace")
    void refusesABodyThatIsNotASpace(String body, String field, String message) {
        owner().body(body).post("/spaces").then().spec(violation(field, message));
    }

    static Stream<Arguments> bodiesThatAreNotASpace() {
        return Stream.of(
                Arguments.of("", "body", "must be a JSON object"),
                Arguments.of("null", "body", "must be a JSON object"),
                Arguments.of("[]", "body", "must be a JSON object"),
                Arguments.of("{\"name\":\"a\",", "body", "must be JSON: it breaks at line 1, column 13"),
                Arguments.of("{\"name\":\"a\",\"location\":\"b\"} {}", "body", "must end after the JSON object"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\"} x",
                        "body",
                        "must be JSON: it breaks at line 1, column 29"),
                Arguments.of("{\"name\":\"a\",\"location\":\"b\",\"name\":\"c\"}", "name", "must be given once"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"colour\":\"c\"}", "colour", "is not a field of a space"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"id\":\"c\"}",
                        "id",
                        "is made by the server: leave it out"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"owner\":\"c\"}",
                        "owner",
                        "is made by the server: leave it out"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"createdAt\":\"c\"}",
                        "createdAt",
                        "is made by the server: leave it out"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"updatedAt\":\"c\"}",
                        "updatedAt",
                        "is made by the server: leave it out"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"version\":1}",
                        "version",
                        "is made by the server: leave it out"),
                Arguments.of("{\"location\":\"b\"}", "name", "must be given"),
                Arguments.of("{\"name\":null,\"location\":\"b\"}", "name", "must be given"),
                Arguments.of("{\"name\":\"a\"}", "location", "must be given"),
                Arguments.of("{\"name\":1,\"location\":\"b\"}", "name", "must be a string"),
                Arguments.of("{\"name\":true,\"location\":\"b\"}", "name", "must be a string"),
                Arguments.of("{\"name\":[\"a\"],\"location\":\"b\"}", "name", "must be a string"),
                Arguments.of("{\"name\":{\"a\":[{}]},\"location\":\"b\"}", "name", "must be a string"),
                Arguments.of("{\"name\":\"\",\"location\":\"b\"}", "name", "must be 1 to 100 characters"),
                Arguments.of("{\"name\":\" \",\"location\":\"b\"}", "name", "must not be blank"),
                Arguments.of("{\"name\":\"\\u00a0\\u200b\\u3000\",\"location\":\"b\"}", "name", "must not be blank"),
                Arguments.of(
                        "{\"name\":\"a\\nb\",\"location\":\"b\"}",
                        "name",
                        "must not hold control characters or line breaks"),
                Arguments.of(
                        "{\"name\":\"a\\u0000\",\"location\":\"b\"}",
                        "name",
                        "must not hold control characters or line breaks"),
                Arguments.of(
                        "{\"name\":\"a\\u0085\",\"location\":\"b\"}",
                        "name",
                        "must not hold control characters or line breaks"),
                Arguments.of(
                        "{\"name\":\"a\\u2028\",\"location\":\"b\"}",
                        "name",
                        "must not hold control characters or line breaks"),
                Arguments.of(
                        "{\"name\":\"a\\ud800\",\"location\":\"b\"}", "name", "must not hold half of a surrogate pair"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"" + "b".repeat(101) + "\"}",
                        "location",
                        "must be 1 to 100 characters"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"\\t\"}",
                        "location",
                        "must not hold control characters or line breaks"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"description\":\"" + "d".repeat(2001) + "\"}",
                        "description",
                        "must be 0 to 2000 characters"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"description\":\"\\u001b\"}",
                        "description",
                        "must not hold control characters other than line breaks and tabs"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"photoUrl\":\"http://example.com/\"}",
                        "photoUrl",
                        "must be an https URL, for instance https://example.com/photo.jpg"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"photoUrl\":\"/photo.jpg\"}",
                        "photoUrl",
                        "must be an https URL, for instance https://example.com/photo.jpg"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"photoUrl\":\"https:///photo.jpg\"}",
                        "photoUrl",
                        "must be an https URL, for instance https://example.com/photo.jpg"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"photoUrl\":\"https://me:secret@example.com/\"}",
                        "photoUrl",
                        "must be an https URL, for instance https://example.com/photo.jpg"),
                Arguments.of(
                        "{\"name\":\"a\",\"location\":\"b\",\"photoUrl\":\"javascript:alert(1)\"}",
                        "photoUrl",
                        "must be an https URL, for instance https://example.com/photo.jpg"));
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        owner().body("{\"name\":\"\",\"colour\":\"red\",\"photoUrl\":7}")
                .post("/spaces")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body(members("violations.field", containsInAnyOrder("name", "colour", "photoUrl", "location")));
    }

    @Test
    void readsAConditionOfAnyLengthAtOnce() {
        var id = create("Conditioned");
        var header = "\"1\"" + " ".repeat(7000) + "x";

        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> owner().header("If-None-Match", header)
                        .get("/spaces/" + id)
                        .then()
                        .statusCode(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/json5", "application/*"})
    void refusesABodyOfAnotherType(String type) {
        owner().contentType(type)
                .body(space("Sent").getBytes(UTF_8))
                .post("/spaces")
                .then()
                .spec(problem(415));
    }

    @Test
    void asksWhoIsCallingBeforeItLooksAtTheTypeOfTheBody() {
        given().contentType("text/plain").body("a space").post("/spaces").then().spec(problem(401));
    }

    @Test
    void takesATypeWithAParameterInAnySpelling() {
        owner().contentType("Application/JSON; charset=utf-8")
                .body(space("Sent"))
                .post("/spaces")
                .then()
                .statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32"})
    void refusesABodyOfAnotherEncoding(String charset) {
        owner().body(space("Sent").getBytes(Charset.forName(charset)))
                .post("/spaces")
                .then()
                .spec(problem(400));
    }

    @Test
    void refusesABodyOfMoreThan64Kilobytes() {
        var padding = " ".repeat(64 * 1024 - space("Padded").length());

        owner().body(space("Padded") + padding).post("/spaces").then().statusCode(201);
        owner().body(space("Padded") + padding + " ").post("/spaces").then().spec(problem(413));
    }

    // Idempotency-Key

    @Test
    void answersAReplayAsTheFirstTime() {
        var key = UUID.randomUUID().toString();
        var first = owner().header("Idempotency-Key", key)
                .body(space("Once"))
                .post("/spaces")
                .then()
                .statusCode(201)
                .extract()
                .response();

        var replay = owner().header("Idempotency-Key", key)
                .body(space("Once"))
                .post("/spaces")
                .then()
                .statusCode(201)
                .extract()
                .response();

        assertEquals(first.asString(), replay.asString());
        assertEquals(first.header("Location"), replay.header("Location"));
        assertEquals(first.header("ETag"), replay.header("ETag"));
        assertEquals(List.of(first.<String>path("id")), ids(location));
    }

    @Test
    void createsOneSpaceWhenAPostIsReplayedAfterItsAnswerWasLost() {
        var key = UUID.randomUUID().toString();
        ApiTestResource.proxy.always(Fault.ANSWER_REPLACED);
        owner().header("Idempotency-Key", key)
                .body(space("Once"))
                .post("/spaces")
                .then()
                .spec(problem(503));
        ApiTestResource.proxy.heal();

        var id = owner().header("Idempotency-Key", key)
                .body(space("Once"))
                .post("/spaces")
                .then()
                .statusCode(201)
                .extract()
                .<String>path("id");

        assertEquals(List.of(id), ids(location));
    }

    @Test
    void refusesAnotherBodyUnderTheSameKey() {
        var key = UUID.randomUUID().toString();
        owner().header("Idempotency-Key", key)
                .body(space("First"))
                .post("/spaces")
                .then()
                .statusCode(201);

        owner().header("Idempotency-Key", key)
                .body(space("Second"))
                .post("/spaces")
                .then()
                .spec(problem(422));
        other().header("Idempotency-Key", key)
                .body(space("Second"))
                .post("/spaces")
                .then()
                .statusCode(201);
    }

    @Test
    void takesAKeyOf64Characters() {
        owner().header("Idempotency-Key", location.substring(6) + "-".repeat(28))
                .body(space("Once"))
                .post("/spaces")
                .then()
                .statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with blank", "12345678901234567890123456789012345678901234567890123456789012345"})
    void refusesAKeyThatIsNotOne(String key) {
        owner().header("Idempotency-Key", key)
                .body(space("Never"))
                .post("/spaces")
                .then()
                .spec(violation("Idempotency-Key", "must be 1 to 64 visible ASCII characters, for instance a UUID"));
    }

    // GET /spaces/{id}

    @Test
    void findsASpaceForAnyCaller() {
        var id = create("Found");

        other().get("/spaces/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body(members("id", is(id)))
                .body(members("name", is("Found")))
                .body(members("owner", is(OWNER)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "W/\"1\"", "\"7\", \"1\"", "*"})
    void doesNotSendAgainWhatTheCallerHas(String ifNoneMatch) {
        owner().header("If-None-Match", ifNoneMatch)
                .get("/spaces/" + create("Known"))
                .then()
                .statusCode(304)
                .header("ETag", "\"1\"")
                .body(is(""));
    }

    @Test
    void letsABrowserKeepASpaceAndAskEachTime() {
        var space = "/spaces/" + create("Kept");
        owner().get(space).then().statusCode(200).header("Cache-Control", is("private, no-cache"));
        owner().header("If-None-Match", "*")
                .get(space)
                .then()
                .statusCode(304)
                .header("Cache-Control", is("private, no-cache"));
        owner().get("/spaces/x").then().statusCode(400).header("Cache-Control", is("no-store"));
    }

    @Test
    void letsNobodyKeepAList() {
        owner().get("/spaces")
                .then()
                .statusCode(200)
                .header("Cache-Control", is("no-store"))
                .header("X-Content-Type-Options", is("nosniff"));
    }

    @Test
    void sendsWhatTheCallerDoesNotHaveYet() {
        owner().header("If-None-Match", "\"2\"")
                .get("/spaces/" + create("New"))
                .then()
                .statusCode(200)
                .body(members("name", is("New")));
    }

    @Test
    void refusesAnIfNoneMatchThatIsNotOne() {
        owner().header("If-None-Match", "1")
                .get("/spaces/" + create("There"))
                .then()
                .spec(violation(
                        "If-None-Match", "must be * or up to 100 entity tags, for instance \"3\" with its quotes"));
    }

    @Test
    void tellsThatASpaceIsNotThere() {
        owner().get("/spaces/" + UNKNOWN_ID).then().spec(problem(404));
        owner().get("/spaces/" + UUID.randomUUID()).then().spec(problem(404));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "not-an-id",
                "0190F3C2-0000-7000-8000-000000000000",
                "idempotency%23x%23y",
                "0190f3c2-0000-7000-8000-0000000000000",
                "..%2fadmin"
            })
    void refusesAnIdThatIsNotOne(String id) {
        given().urlEncodingEnabled(false)
                .spec(owner())
                .get("/spaces/" + id)
                .then()
                .spec(violation("id", "must be the id of a space: a UUID in lower case"));
    }

    // GET /spaces

    @Test
    void listsTheSpacesOfALocationNewestFirst() {
        var created = List.of(create("First"), create("Second"), create("Third"));

        other().queryParam("location", location)
                .get("/spaces")
                .then()
                .statusCode(200)
                .body(members("items.id", contains(created.get(2), created.get(1), created.get(0))))
                .body(members("$", not(hasKeys("nextToken"))));
    }

    @Test
    void matchesTheLocationExactly() {
        create("Here");

        owner().queryParam("location", location.toUpperCase())
                .get("/spaces")
                .then()
                .statusCode(200)
                .body(members("items", empty()));
        owner().queryParam("location", location + " ")
                .get("/spaces")
                .then()
                .statusCode(200)
                .body(members("items", empty()));
        owner().queryParam("location", location.substring(0, 20))
                .get("/spaces")
                .then()
                .statusCode(200)
                .body(members("items", empty()));
    }

    @Test
    void findsALocationOfAnyScript() {
        var place = "図書館 & café? 100% " + location;
        owner().body(Map.of("name", "Here", "location", place))
                .post("/spaces")
                .then()
                .statusCode(201);

        owner().queryParam("location", place).get("/spaces").then().body(members("items.location", contains(place)));
    }

    @Test
    void pagesThroughALocation() {
        var created = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            created.add(0, create("Space " + i));
        }

        var first = owner().queryParam("location", location)
                .queryParam("limit", 3)
                .get("/spaces")
                .then()
                .statusCode(200)
                .body(members("items.id", is(created.subList(0, 3))))
                .extract()
                .<String>path("nextToken");
        owner().queryParam("location", location)
                .queryParam("limit", 3)
                .queryParam("nextToken", first)
                .get("/spaces")
                .then()
                .statusCode(200)
                .body(members("items.id", is(created.subList(3, 5))))
                .body(members("$", not(hasKeys("nextToken"))));
    }

    @Test
    void pagesThroughAllSpacesAndFindsEachOnce() {
        var created = List.of(create("One"), create("Two"), create("Three"));
        var listed = new ArrayList<String>();
        String token = null;
        do {
            var request = owner().queryParam("limit", 2);
            var page = (token == null ? request : request.queryParam("nextToken", token))
                    .get("/spaces")
                    .then()
                    .statusCode(200)
                    .extract();
            listed.addAll(value("items.id", page));
            token = value("nextToken", page);
        } while (token != null);

        assertEquals(listed.size(), new HashSet<>(listed).size());
        assertTrue(listed.containsAll(created));
    }

    @Test
    void givesTwentyFiveSpacesWhereNoLimitIsAskedFor() {
        for (int i = 0; i < 26; i++) {
            create("Space " + i);
        }

        owner().queryParam("location", location)
                .get("/spaces")
                .then()
                .body(members("items", hasSize(25)))
                .body(members("nextToken", notNullValue()));
        owner().queryParam("location", location)
                .queryParam("limit", 100)
                .get("/spaces")
                .then()
                .body(members("items", hasSize(26)));
        owner().queryParam("location", location)
                .queryParam("limit", 1)
                .get("/spaces")
                .then()
                .body(members("items", hasSize(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "1.5", "ten", "", "01", "4294967297"})
    void refusesALimitThatIsNotOne(String limit) {
        owner().queryParam("limit", limit)
                .get("/spaces")
                .then()
                .spec(violation("limit", "must be a number from 1 to 100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"location", "limit", "nextToken"})
    void refusesAParameterGivenTwice(String parameter) {
        owner().queryParam(parameter, "1", "2").get("/spaces").then().spec(violation(parameter, "must be given once"));
    }

    @Test
    void refusesALocationThatNoSpaceCanHave() {
        owner().queryParam("location", "")
                .get("/spaces")
                .then()
                .spec(violation("location", "must be 1 to 100 characters"));
        owner().queryParam("location", "l".repeat(101))
                .get("/spaces")
                .then()
                .spec(violation("location", "must be 1 to 100 characters"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "bnVsbA", "bDAxOTBmM2MyLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMA"})
    void refusesATokenThatIsNotFromAPage(String token) {
        owner().queryParam("nextToken", token)
                .get("/spaces")
                .then()
                .spec(violation("nextToken", "is not a token from an earlier page: start again without it"));
    }

    @Test
    void refusesATokenOfAnotherQuery() {
        create("One");
        create("Two");
        var ofLocation = owner().queryParam("location", location)
                .queryParam("limit", 1)
                .get("/spaces")
                .<String>path("nextToken");
        var ofAll = owner().queryParam("limit", 1).get("/spaces").<String>path("nextToken");
        var refused = violation("nextToken", "belongs to a listing with another location: start again without it");

        owner().queryParam("nextToken", ofLocation).get("/spaces").then().spec(refused);
        owner().queryParam("nextToken", ofLocation)
                .queryParam("location", "Elsewhere")
                .get("/spaces")
                .then()
                .spec(refused);
        owner().queryParam("nextToken", ofAll)
                .queryParam("location", location)
                .get("/spaces")
                .then()
                .spec(refused);
    }

    // PUT /spaces/{id}

    @Test
    void changesASpaceOfTheCallers() {
        var id = owner().body(Map.of("name", "Before", "location", location, "description", "Goes away"))
                .post("/spaces")
                .<String>path("id");
        var created = owner().get("/spaces/" + id).jsonPath();

        var changed = owner().body(space("After"))
                .put("/spaces/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body(members("name", is("After")))
                .body(members("version", is(2)))
                .body(members("owner", is(OWNER)))
                .body(members("id", is(id)))
                .body(members("createdAt", is(created.getString("createdAt"))))
                .body(members("$", not(hasKeys("description"))))
                .extract()
                .asString();

        assertEquals(changed, owner().get("/spaces/" + id).asString());
    }

    @Test
    void findsAChangedSpaceAtItsNewLocationAlone() {
        var id = create("Moves");
        var there = location + " there";
        owner().body(Map.of("name", "Moves", "location", there))
                .put("/spaces/" + id)
                .then()
                .statusCode(200);

        assertEquals(List.of(), ids(location));
        assertEquals(List.of(id), ids(there));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "\"7\" , \"1\"", "*", "W/\"1\",\"1\""})
    void changesTheVersionThatTheCallerKnows(String ifMatch) {
        owner().header("If-Match", ifMatch)
                .body(space("After"))
                .put("/spaces/" + create("Before"))
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "\"0\"", "W/\"1\"", "\"\"", "\"one\"", "\"99999999999999999999\""})
    void doesNotChangeAVersionThatTheCallerDoesNotKnow(String ifMatch) {
        var id = create("Before");

        owner().header("If-Match", ifMatch)
                .body(space("After"))
                .put("/spaces/" + id)
                .then()
                .spec(problem(412));
        owner().get("/spaces/" + id).then().body(members("name", is("Before"))).body(members("version", is(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "", "\"1", "\"1\" \"2\"", "*, \"1\"", "w/\"1\"", ","})
    void refusesAnIfMatchThatIsNotOne(String ifMatch) {
        owner().header("If-Match", ifMatch)
                .body(space("After"))
                .put("/spaces/" + create("Before"))
                .then()
                .spec(violation("If-Match", "must be * or up to 100 entity tags, for instance \"3\" with its quotes"));
    }

    /** U+0085 is one byte that Java takes for a line break, that HTTP lets through, and that clients do not send. */
    @Test
    void refusesAtOnceAnIfMatchThatEndsInALineBreak() {
        var event = GatewayEvent.of("PUT", "/spaces/" + create("Before"))
                .bearer(ApiTestResource.issuer.idTokenOf(OWNER).toString())
                .header("If-Match", "\"1\"\u0085")
                .json(space("After"));

        var answer = assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> given().contentType("application/json")
                        .body(event.toString())
                        .post("/_lambda_")
                        .jsonPath());

        assertEquals(400, answer.getInt("statusCode"));
        assertEquals(List.of("If-Match"), new JsonPath(answer.getString("body")).getList("violations.field"));
    }

    @Test
    void theSecondOfTwoWritersOfOneVersionIsTold() {
        var id = create("Before");
        admin().header("If-Match", "\"1\"")
                .body(space("First"))
                .put("/spaces/" + id)
                .then()
                .statusCode(200);

        owner().header("If-Match", "\"1\"")
                .body(space("Second"))
                .put("/spaces/" + id)
                .then()
                .spec(problem(412));
        owner().get("/spaces/" + id).then().body(members("name", is("First")));
    }

    @Test
    void anAdminChangesASpaceOfAnotherCaller() {
        admin().body(space("By an admin"))
                .put("/spaces/" + create("Before"))
                .then()
                .statusCode(200)
                .body(members("name", is("By an admin")))
                .body(members("owner", is(OWNER)));
    }

    @Test
    void nobodyElseChangesASpace() {
        var id = create("Before");

        other().body(space("After"))
                .put("/spaces/" + id)
                .then()
                .spec(problem(403))
                .body(members("reason", is("not_owner")));
        other().header("If-Match", "\"1\"")
                .body(space("After"))
                .put("/spaces/" + id)
                .then()
                .spec(problem(403))
                .body(members("reason", is("not_owner")));
        owner().get("/spaces/" + id).then().body(members("name", is("Before")));
    }

    @Test
    void refusesAChangeThatIsNotASpace() {
        owner().body("{\"name\":\"a\"}")
                .put("/spaces/" + create("Before"))
                .then()
                .spec(violation("location", "must be given"));
    }

    @Test
    void doesNotCreateBySettingAnUnknownSpace() {
        owner().body(space("Never")).put("/spaces/" + UNKNOWN_ID).then().spec(problem(404));
        owner().header("If-Match", "*")
                .body(space("Never"))
                .put("/spaces/" + UNKNOWN_ID)
                .then()
                .spec(problem(404));
        admin().header("If-Match", "\"1\"")
                .body(space("Never"))
                .put("/spaces/" + UNKNOWN_ID)
                .then()
                .spec(problem(404));
        owner().get("/spaces/" + UNKNOWN_ID).then().spec(problem(404));
    }

    // DELETE /spaces/{id}

    @Test
    void anAdminDeletesASpace() {
        var id = create("Goes");

        admin().delete("/spaces/" + id).then().statusCode(204).body(is(""));

        admin().get("/spaces/" + id).then().spec(problem(404));
        admin().delete("/spaces/" + id).then().spec(problem(404));
        assertEquals(List.of(), ids(location));
    }

    @Test
    void deletesTheVersionThatTheCallerKnowsAlone() {
        var id = create("Stays");
        owner().body(space("Changed")).put("/spaces/" + id).then().statusCode(200);

        admin().header("If-Match", "\"1\"").delete("/spaces/" + id).then().spec(problem(412));
        admin().header("If-Match", "W/\"2\"").delete("/spaces/" + id).then().spec(problem(412));
        admin().header("If-Match", "\"2\"").delete("/spaces/" + id).then().statusCode(204);
        admin().header("If-Match", "*").delete("/spaces/" + id).then().spec(problem(404));
    }

    @Test
    void nobodyButAnAdminDeletes() {
        var id = create("Stays");

        owner().delete("/spaces/" + id).then().spec(problem(403)).body(members("reason", is("missing_role")));
        as(OTHER, "notadmins", "ADMINS", "admins,users")
                .delete("/spaces/" + id)
                .then()
                .spec(problem(403))
                .body(members("reason", is("missing_role")));
        owner().get("/spaces/" + id).then().statusCode(200);
    }

    // The order of the checks: every request here has the faults of all later checks as well.

    @Test
    void looksForThePathFirst() {
        given().body("x").put("/spaces/1/2").then().spec(problem(404));
    }

    @Test
    void asksWhoItIsBeforeItReadsTheInput() {
        given().contentType("application/json")
                .body("x")
                .post("/spaces")
                .then()
                .spec(problem(401))
                .body(members("reason", is("missing_token")));
        given().contentType("application/json")
                .body("x")
                .put("/spaces/1")
                .then()
                .spec(problem(401));
        given().delete("/spaces/1").then().spec(problem(401));
        given().get("/spaces/1").then().spec(problem(401));
        given().queryParam("limit", "x").get("/spaces").then().spec(problem(401));
    }

    @Test
    void asksForTheRoleBeforeItReadsTheInput() {
        owner().header("If-Match", "x")
                .delete("/spaces/1")
                .then()
                .spec(problem(403))
                .body(members("reason", is("missing_role")));
    }

    @Test
    void readsTheInputBeforeItLooksForTheSpace() {
        other().header("If-Match", "\"9\"")
                .body("{}")
                .put("/spaces/" + UNKNOWN_ID)
                .then()
                .spec(problem(400));
        admin().header("If-Match", "9").delete("/spaces/" + UNKNOWN_ID).then().spec(problem(400));
    }

    @Test
    void looksForTheSpaceBeforeItAsksWhoseItIs() {
        other().header("If-Match", "\"9\"")
                .body(space("x"))
                .put("/spaces/" + UNKNOWN_ID)
                .then()
                .spec(problem(404));
        other().body(space("x")).put("/spaces/" + UNKNOWN_ID).then().spec(problem(404));
    }

    @Test
    void asksWhoseItIsBeforeItComparesVersions() {
        other().header("If-Match", "\"9\"")
                .body(space("x"))
                .put("/spaces/" + create("Mine"))
                .then()
                .spec(problem(403))
                .body(members("reason", is("not_owner")));
    }

    // Faults

    @Test
    void saysWhenToTryAgainWhileDynamoDbDoesNotAnswer() {
        var id = create("There");
        ApiTestResource.proxy.always(Fault.FINAL_ERROR);

        owner().get("/spaces/" + id).then().spec(problem(503)).header("Retry-After", "1");
        ApiTestResource.proxy.heal();
        owner().get("/spaces/" + id).then().statusCode(200);
    }

    // The document

    @Test
    void everyStatusThatTheDocumentNamesIsAnsweredAsItSays() {
        var api = new OpenApi();
        var id = api.call("post", "/spaces", owner(), DESK, 201).<String>path("id");
        var space = "/spaces/" + id;

        api.callWithoutToken("spaces");
        api.call("get", "/spaces", owner().queryParam("limit", 1), null, 200);
        api.call("get", "/spaces", owner().queryParam("limit", 0), null, 400);
        api.call("post", "/spaces", owner(), "{\"name\":1}", 400);
        api.call("post", "/spaces", owner(), DESK + " ".repeat(64 * 1024), 413);
        api.call("post", "/spaces", owner().contentType("text/plain"), DESK, 415);
        var key = UUID.randomUUID().toString();
        api.call("post", "/spaces", owner().header("Idempotency-Key", key), DESK, 201);
        api.call("post", "/spaces", owner().header("Idempotency-Key", key), DESK.replace("Desk", "Other"), 422);
        api.call("get", space, owner(), null, 200);
        api.call("get", space, owner().header("If-None-Match", "*"), null, 304);
        api.call("get", "/spaces/x", owner(), null, 400);
        api.call("get", "/spaces/" + UNKNOWN_ID, owner(), null, 404);
        api.call("put", space, owner(), DESK, 200);
        api.call("put", space, owner(), "{}", 400);
        api.call("put", space, other(), DESK, 403);
        api.call("put", "/spaces/" + UNKNOWN_ID, owner(), DESK, 404);
        api.call("put", space, owner().header("If-Match", "\"1\""), DESK, 412);
        api.call("put", space, owner(), DESK + " ".repeat(64 * 1024), 413);
        api.call("put", space, owner().contentType("text/plain"), DESK, 415);
        ApiTestResource.proxy.afterNextRead(() -> changePastTheApi(id));
        api.call("put", space, owner(), DESK, 409);
        api.call("delete", "/spaces/x", admin(), null, 400);
        api.call("delete", space, owner(), null, 403);
        api.call("delete", "/spaces/" + UNKNOWN_ID, admin(), null, 404);
        api.call("delete", space, admin().header("If-Match", "\"1\""), null, 412);
        api.call("delete", space, admin(), null, 204);
        ApiTestResource.proxy.always(Fault.FINAL_ERROR);
        api.call("get", "/spaces", owner(), null, 503);
        api.call("post", "/spaces", owner(), DESK, 503);
        api.call("get", space, owner(), null, 503);
        api.call("put", space, owner(), DESK, 503);
        api.call("delete", space, admin(), null, 503);
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

    private String create(String name) {
        return value(
                "id",
                owner().body(space(name)).post("/spaces").then().statusCode(201).extract());
    }

    private String space(String name) {
        return new JsonObject().put("name", name).put("location", location).encode();
    }

    private static List<String> ids(String location) {
        var listed = owner().queryParam("location", location).get("/spaces");
        return value("items.id", listed.then().statusCode(200).extract());
    }

    private static RequestSpecification owner() {
        return as(OWNER);
    }

    private static RequestSpecification other() {
        return as(OTHER);
    }

    private static RequestSpecification admin() {
        return as(ADMIN, "admins");
    }

    private static Matcher<Map<?, ?>> hasKeys(String... keys) {
        return anyOf(Stream.of(keys)
                .<Matcher<? super Map<?, ?>>>map(Matchers::hasKey)
                .toList());
    }
}
