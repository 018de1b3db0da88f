package dev.spacefinder.deployed;

import static dev.spacefinder.testing.Problems.problem;
import static io.restassured.RestAssured.given;
import static java.util.Objects.requireNonNullElse;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.hamcrest.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/**
 * The API where it is deployed, over the network and through whatever stands before it, for any user of its pool. An
 * admin's run leaves nothing behind. Another user may not delete, so that their spaces stay: the run says where.
 */
@Tag("deployed")
class DeployedTest {

    private static final String UNKNOWN_ID = "0190f3c2-0000-7000-8000-000000000000";
    private static final Duration INDEX_LAG = Duration.ofSeconds(20);
    private static final String PLACE = "Deployed test " + UUID.randomUUID();
    private static final Set<String> CREATED = new LinkedHashSet<>();

    private static Deployment deployment;
    private static String token;
    private static JsonPath claims;
    private static boolean admin;

    @BeforeAll
    static void signIn() {
        deployment = new Deployment();
        token = deployment.signIn();
        claims = Deployment.claims(token);
        RestAssured.baseURI = deployment.url();
        admin = user().get("/me")
                .then()
                .statusCode(200)
                .extract()
                .<List<String>>path("groups")
                .contains("admins");
    }

    @AfterAll
    static void deleteWhatWasCreated() {
        if (admin) {
            CREATED.forEach(id -> user().delete("/spaces/{id}", id).then().statusCode(anyOf(is(204), is(404))));
        } else if (!CREATED.isEmpty()) {
            System.out.printf(
                    "%d spaces stay, at locations that begin with \"%s\": only an admin may delete them.%n",
                    CREATED.size(), PLACE);
        }
    }

    @Test
    void refusesACallWithoutAToken() {
        given().get("/hello")
                .then()
                .spec(problem(401))
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body("reason", refusedByTheFunctionOrTheGateway("missing_token"));
    }

    @Test
    void refusesWhatIsNoToken() {
        given().auth()
                .oauth2("not.a.token")
                .get("/hello")
                .then()
                .spec(problem(401))
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body("reason", refusedByTheFunctionOrTheGateway("malformed_token"));
    }

    @Test
    void greetsTheUserByName() {
        user().get("/hello").then().statusCode(200).body("message", is("Hello, " + username()));
    }

    @Test
    void tellsWhoIsCalling() {
        user().get("/me")
                .then()
                .statusCode(200)
                .body("sub", is(claims.getString("sub")))
                .body("username", is(username()))
                .body("tokenUse", is(claims.getString("token_use")))
                .body(
                        "expiresAt",
                        is(Instant.ofEpochSecond(claims.getLong("exp")).toString()))
                .body("groups", is(requireNonNullElse(claims.getList("'cognito:groups'"), List.of())));
    }

    @Test
    void createsASpaceAndTellsWhereItIs() {
        var created = post(user(), space("Here", PLACE))
                .then()
                .statusCode(201)
                .header("ETag", "\"1\"")
                .body("name", is("Here"))
                .body("location", is(PLACE))
                .body("owner", is(claims.getString("sub")))
                .extract()
                .response();

        var found = user().get(created.header("Location"))
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .extract()
                .asString();

        assertEquals(created.asString(), found);
        user().get("/spaces/{id}", created.<String>path("id"))
                .then()
                .statusCode(200)
                .body("name", is("Here"));
    }

    @Test
    void answersAReplayAsTheFirstTime() {
        var key = UUID.randomUUID().toString();
        var first = post(user().header("Idempotency-Key", key), space("Once", PLACE))
                .then()
                .statusCode(201)
                .extract()
                .response();

        var replay = post(user().header("Idempotency-Key", key), space("Once", PLACE))
                .then()
                .statusCode(201)
                .extract()
                .response();

        assertEquals(first.asString(), replay.asString());
        assertEquals(first.header("Location"), replay.header("Location"));
        assertEquals(first.header("ETag"), replay.header("ETag"));
        post(user().header("Idempotency-Key", key), space("Twice", PLACE))
                .then()
                .spec(problem(422));
    }

    @Test
    void doesNotSendAgainWhatTheCallerHas() {
        var space = create("Known");

        user().header("If-None-Match", "\"1\"")
                .get(space)
                .then()
                .statusCode(304)
                .header("ETag", "\"1\"")
                .body(is(""));
        user().header("If-None-Match", "\"2\"")
                .get(space)
                .then()
                .statusCode(200)
                .body("name", is("Known"));
    }

    @Test
    void changesTheVersionThatTheCallerKnowsAlone() {
        var space = create("Before");

        user().header("If-Match", "\"1\"")
                .body(space("After", PLACE))
                .put(space)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("name", is("After"));
        user().header("If-Match", "\"1\"")
                .body(space("Stale", PLACE))
                .put(space)
                .then()
                .spec(problem(412));
        user().get(space).then().statusCode(200).header("ETag", "\"2\"").body("name", is("After"));
    }

    @Test
    void pagesThroughALocationNewestFirst() {
        var place = PLACE + " pages";
        var created = new ArrayList<String>();
        for (var name : List.of("One", "Two", "Three")) {
            created.add(
                    0,
                    post(user(), space(name, place))
                            .then()
                            .statusCode(201)
                            .extract()
                            .path("id"));
        }

        // An index of DynamoDB may lag behind a write for a moment.
        var deadline = Instant.now().plus(INDEX_LAG);
        var listed = pagesOfTwo(place);
        while (listed.size() < created.size() && Instant.now().isBefore(deadline)) {
            listed = pagesOfTwo(place);
        }

        assertEquals(created, listed);
    }

    @Test
    void tellsEverythingThatIsWrongWithASpace() {
        user().body("{\"name\":\"\",\"colour\":\"red\"}")
                .post("/spaces")
                .then()
                .spec(problem(400))
                .body("violations.field", containsInAnyOrder("name", "colour", "location"))
                .body("violations.message", hasItem("must be 1 to 100 characters"));
    }

    @Test
    void tellsThatASpaceIsNotThere() {
        user().get("/spaces/{id}", UNKNOWN_ID).then().spec(problem(404));
    }

    @Test
    void tellsThatAPathIsNotThere() {
        user().get("/nothing/here").then().spec(problem(404));
    }

    @Test
    void keepsOneReviewOfASpaceAndCaller() {
        var space = create("Reviewed");
        var mine = space + "/reviews/mine";

        user().body(Map.of("rating", 4)).put(mine).then().statusCode(201).header("Location", is(mine));
        user().header("If-Match", "\"1\"")
                .body(Map.of("rating", 5, "text", "Quiet."))
                .put(mine)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");
        user().get(space + "/reviews")
                .then()
                .statusCode(200)
                .body("items.rating", contains(5))
                .body("items.author", contains(claims.getString("sub")))
                .body("summary.count", is(1))
                .body("summary.averageRating", is(5.0f));
        user().get(space).then().statusCode(200).header("ETag", "\"1\"");
        user().delete(mine).then().statusCode(204).body(is(""));
        user().get(mine).then().spec(problem(404));
    }

    @Test
    void letsOnlyAnAdminDelete() {
        var space = create("Goes or stays");

        if (admin) {
            user().delete(space).then().statusCode(204).body(is(""));
            user().get(space).then().spec(problem(404));
        } else {
            user().delete(space).then().spec(problem(403)).body("reason", is("missing_role"));
            user().get(space).then().statusCode(200);
        }
    }

    @Test
    void describesItselfToAnyone() {
        given().accept("application/json")
                .get("/openapi")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("openapi", startsWith("3."))
                .body("paths.'/spaces/{id}'.put", notNullValue());
        given().auth().oauth2("not.a.token").get("/openapi").then().statusCode(200);
    }

    @Test
    void answersWhereItsDescriptionSays() {
        var described = URI.create(deployment.url() + "/openapi");
        var server = given().queryParam("format", "json")
                .get(described)
                .then()
                .statusCode(200)
                .extract()
                .<String>path("servers[0].url");

        user().get(described.resolve(server).resolve("hello")).then().statusCode(200);
    }

    @Test
    void theDescriptionIsOnlyRead() {
        given().head("/openapi").then().statusCode(200).body(is(""));
        // The gateway knows no such method there; the function, called without one, says 405.
        given().post("/openapi").then().statusCode(anyOf(is(404), is(405)));
    }

    @Test
    void asksAPreflightForNoToken() {
        preflight("https://elsewhere.example").then().statusCode(not(401));
        for (var origin : deployment.corsOrigins()) {
            preflight(origin).then().statusCode(200).header("Access-Control-Allow-Origin", is(origin));
        }
    }

    private static Response preflight(String origin) {
        return given().header("Origin", origin)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "authorization,if-match")
                .options("/spaces/{id}", UNKNOWN_ID);
    }

    private static List<String> pagesOfTwo(String place) {
        var listed = new ArrayList<String>();
        var next = "";
        do {
            var query = user().queryParam("location", place).queryParam("limit", 2);
            var page = (next.isEmpty() ? query : query.queryParam("nextToken", next))
                    .get("/spaces")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            listed.addAll(page.getList("items.id"));
            next = page.getString("nextToken") == null ? "" : page.getString("nextToken");
        } while (!next.isEmpty());
        return listed;
    }

    /** Creates a space, and gives its URL. */
    private static String create(String name) {
        return post(user(), space(name, PLACE)).then().statusCode(201).extract().header("Location");
    }

    /** Sends a space, and remembers what was created for the end. */
    private static Response post(RequestSpecification request, Map<String, String> space) {
        var answer = request.body(space).post("/spaces");
        if (answer.statusCode() == 201) {
            CREATED.add(answer.path("id"));
        }
        return answer;
    }

    private static Map<String, String> space(String name, String place) {
        return Map.of("name", name, "location", place);
    }

    private static RequestSpecification user() {
        return given().contentType("application/json").auth().oauth2(token);
    }

    private static String username() {
        return claims.getString(claims.get("token_use").equals("id") ? "'cognito:username'" : "username");
    }

    /** The gateway's authorizer answers before the function does, and knows no better reason. */
    private static Matcher<String> refusedByTheFunctionOrTheGateway(String reason) {
        return anyOf(is(reason), is("invalid_token"));
    }
}
