package dev.spacefinder.reviews;

import static dev.spacefinder.testing.ApiTestResource.as;
import static dev.spacefinder.testing.JsonBody.members;
import static dev.spacefinder.testing.JsonBody.value;
import static dev.spacefinder.testing.OpenApi.UNKNOWN_ID;
import static dev.spacefinder.testing.Problems.problem;
import static dev.spacefinder.testing.Problems.violation;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.dynamodb.Attributes;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.ApiTestResource;
import dev.spacefinder.testing.DynamoDbProxy.Fault;
import dev.spacefinder.testing.OpenApi;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

@QuarkusTest
@WithTestResource(ApiTestResource.class)
class ReviewsResourceTest {

    private static final String AUTHOR = "22222222-aaaa-70bb-cccc-000000000001";
    private static final String OTHER = "22222222-aaaa-70bb-cccc-000000000002";
    private static final String ADMIN = "22222222-aaaa-70bb-cccc-000000000003";
    private static final String MODERATOR = "22222222-aaaa-70bb-cccc-000000000004";
    private static final String BODY = "{\"rating\":5,\"text\":\"Quiet.\"}";

    private String space;
    private String reviews;
    private String mine;

    @BeforeEach
    void startWithoutFaultsInASpaceOfItsOwn() {
        ApiTestResource.proxy.heal();
        var created =
                other().body("{\"name\":\"Reviewed\",\"location\":\"Here\"}").post("/spaces");
        space = "/spaces/" + value("id", created);
        reviews = space + "/reviews";
        mine = reviews + "/mine";
    }

    // PUT /spaces/{id}/reviews/mine

    @Test
    void writesTheCallersFirstReview() {
        var written = author().body("{\"rating\":4,\"text\":\"Quiet.\\nBring\\ttea.\"}")
                .put(mine)
                .then()
                .statusCode(201)
                .contentType("application/json")
                .header("ETag", "\"1\"")
                .body(members("rating", is(4)))
                .body(members("text", is("Quiet.\nBring\ttea.")))
                .body(members("author", is(AUTHOR)))
                .body(members("version", is(1)))
                .body(members("$", aMapWithSize(7)))
                .extract();

        assertEquals(written.<String>path("createdAt"), written.path("updatedAt"));
        var place = URI.create(written.header("Location"));
        assertEquals(RestAssured.port, place.getPort());
        assertEquals(written.asString(), author().get(place.toString()).asString());
    }

    @Test
    void writesTheNextVersionOfTheCallersReview() {
        var first = put(author(), 4).jsonPath();

        var second = author().body("{\"rating\":2}")
                .put(mine)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .header("Location", is((String) null))
                .body(members("rating", is(2)))
                .body(members("$", not(hasKey("text"))))
                .extract()
                .jsonPath();

        assertEquals(first.getString("id"), second.getString("id"));
        assertEquals(first.getString("createdAt"), second.getString("createdAt"));
    }

    @Test
    void writesTheSameAgainAsTheNextVersion() {
        author().body(BODY).put(mine).then().statusCode(201);
        author().body(BODY).put(mine).then().statusCode(200).header("ETag", "\"2\"");
        list().body(members("items", hasSize(1))).body(members("summary.count", is(1)));
    }

    @Test
    void everyCallerHasAReviewOfTheirOwn() {
        put(author(), 4);
        put(other(), 1);

        author().get(mine).then().body(members("rating", is(4))).body(members("author", is(AUTHOR)));
        other().get(mine).then().body(members("rating", is(1))).body(members("author", is(OTHER)));
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreNotAReview")
    void refusesABodyThatIsNotAReview(String body, String field, String message) {
        author().body(body).put(mine).then().spec(violation(field, message));
    }

    static Stream<Arguments> bodiesThatAreNotAReview() {
        var rating = "must be a whole number from 1 to 5";
        return Stream.of(
                Arguments.of("", "body", "must be a JSON object"),
                Arguments.of("{}", "rating", "must be given"),
                Arguments.of("{\"rating\":null}", "rating", "must be given"),
                Arguments.of("{\"rating\":0}", "rating", rating),
                Arguments.of("{\"rating\":6}", "rating", rating),
                Arguments.of("{\"rating\":-1}", "rating", rating),
                Arguments.of("{\"rating\":4.5}", "rating", rating),
                Arguments.of("{\"rating\":5.0}", "rating", rating),
                Arguments.of("{\"rating\":1e0}", "rating", rating),
                Arguments.of("{\"rating\":\"5\"}", "rating", rating),
                Arguments.of("{\"rating\":true}", "rating", rating),
                Arguments.of("{\"rating\":[5]}", "rating", rating),
                Arguments.of("{\"rating\":18446744073709551621}", "rating", rating),
                Arguments.of("{\"rating\":5,\"text\":1}", "text", "must be a string"),
                Arguments.of(
                        "{\"rating\":5,\"text\":\"" + "t".repeat(1001) + "\"}", "text", "must be 0 to 1000 characters"),
                Arguments.of(
                        "{\"rating\":5,\"text\":\"\\u0000\"}",
                        "text",
                        "must not hold control characters other than line breaks and tabs"),
                Arguments.of("{\"rating\":5,\"stars\":5}", "stars", "is not a field of a review"),
                Arguments.of("{\"rating\":5,\"id\":\"x\"}", "id", "is made by the server: leave it out"),
                Arguments.of("{\"rating\":5,\"author\":\"x\"}", "author", "is made by the server: leave it out"),
                Arguments.of("{\"rating\":5,\"version\":1}", "version", "is made by the server: leave it out"));
    }

    @Test
    void takesTheLongestTextInCodePoints() {
        author().body("{\"rating\":5,\"text\":\"" + "𝔄".repeat(1000) + "\"}")
                .put(mine)
                .then()
                .statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "*", "\"7\", \"1\""})
    void changesTheVersionThatTheCallerKnows(String ifMatch) {
        put(author(), 4);

        author().header("If-Match", ifMatch).body(BODY).put(mine).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "W/\"1\"", "\"\""})
    void doesNotChangeAVersionThatTheCallerDoesNotKnow(String ifMatch) {
        put(author(), 4);

        author().header("If-Match", ifMatch).body(BODY).put(mine).then().spec(problem(412));
        author().header("If-Match", ifMatch).delete(mine).then().spec(problem(412));
        list().body(members("items.rating", is(List.of(4)))).body(members("summary.averageRating", is(4.0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "*"})
    void doesNotWriteAFirstReviewForACallerWhoKnowsOne(String ifMatch) {
        author().header("If-Match", ifMatch).body(BODY).put(mine).then().spec(problem(412));

        author().get(mine).then().spec(problem(404));
    }

    // GET /spaces/{id}/reviews/mine

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "W/\"1\"", "*"})
    void doesNotSendAgainWhatTheCallerHas(String ifNoneMatch) {
        put(author(), 4);

        author().header("If-None-Match", ifNoneMatch)
                .get(mine)
                .then()
                .statusCode(304)
                .header("ETag", "\"1\"")
                .header("Cache-Control", "private, no-cache")
                .body(is(""));
        author().header("If-None-Match", "\"2\"").get(mine).then().statusCode(200);
    }

    @Test
    void saysThatTheCallerHasWrittenNone() {
        put(author(), 4);

        other().get(mine).then().spec(problem(404));
        other().delete(mine).then().spec(problem(404));
    }

    // GET /spaces/{id}/reviews

    @Test
    void hasNoAverageBeforeTheFirstReview() {
        list().body(members("items", empty()))
                .body(members("summary.count", is(0)))
                .body(members("summary", not(hasKey("averageRating"))))
                .body(members("$", not(hasKey("nextToken"))));
    }

    @Test
    void tellsTheAverageWithTwoDecimals() {
        put(author(), 5);
        put(other(), 4);
        put(as(ADMIN), 2);

        var answer = author().get(reviews).then().statusCode(200).extract().asString();
        assertTrue(answer.contains("\"summary\":{\"count\":3,\"averageRating\":3.67}"), answer);

        put(as(ADMIN), 3);
        answer = author().get(reviews).asString();
        assertTrue(answer.contains("\"averageRating\":4.00"), answer);
    }

    @Test
    void listsNewestFirstPageByPage() {
        var written = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            written.add(0, value("id", put(as("page-author-" + i), 3)));
        }

        var listed = new ArrayList<String>();
        String token = null;
        do {
            var request = author().queryParam("limit", 2);
            var page = (token == null ? request : request.queryParam("nextToken", token))
                    .get(reviews)
                    .then()
                    .statusCode(200)
                    .body(members("summary.count", is(5)))
                    .extract();
            listed.addAll(value("items.id", page));
            token = value("nextToken", page);
        } while (token != null);
        assertEquals(written, listed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "ten", ""})
    void refusesALimitThatIsNotOne(String limit) {
        author().queryParam("limit", limit)
                .get(reviews)
                .then()
                .spec(violation("limit", "must be a number from 1 to 100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "bnVsbA", "Lw", "MDE5MGYzYzItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAw"})
    void refusesATokenThatIsNotFromAPage(String token) {
        author().queryParam("nextToken", token)
                .get(reviews)
                .then()
                .spec(violation("nextToken", "is not a token from an earlier page: start again without it"));
    }

    @Test
    void refusesATokenOfAnotherSpace() {
        put(author(), 4);
        put(other(), 4);
        var token = author().queryParam("limit", 1).get(reviews).<String>path("nextToken");

        author().queryParam("nextToken", token)
                .get("/spaces/" + UNKNOWN_ID + "/reviews")
                .then()
                .spec(violation("nextToken", "belongs to a listing with another space: start again without it"));
    }

    // DELETE

    @Test
    void theAuthorDeletesTheirReview() {
        put(author(), 5);
        put(other(), 2);

        author().header("If-Match", "\"1\"").delete(mine).then().statusCode(204).body(is(""));

        author().get(mine).then().spec(problem(404));
        list().body(members("items.author", is(List.of(OTHER))))
                .body(members("summary.count", is(1)))
                .body(members("summary.averageRating", is(2.0)));
    }

    @Test
    void whoeverDeletedTheirReviewWritesAnotherWhoseVersionGoesOn() {
        var first = put(author(), 5).<String>path("id");
        author().delete(mine).then().statusCode(204);

        author().body(BODY)
                .put(mine)
                .then()
                .statusCode(201)
                .header("ETag", "\"2\"")
                .body(members("version", is(2)))
                .body(members("id", not(is(first))));
    }

    @ParameterizedTest
    @CsvSource({MODERATOR + ",moderators", ADMIN + ",admins"})
    void moderatorsAndAdminsDeleteAnybodysReview(String caller, String group) {
        var place = reviews + "/" + put(author(), 5).path("id");

        as(caller, group).delete(place).then().statusCode(204).body(is(""));

        as(caller, group).delete(place).then().spec(problem(404));
        list().body(members("items", empty())).body(members("summary.count", is(0)));
    }

    @Test
    void nobodyElseDeletesAReviewByItsId() {
        var place = reviews + "/" + put(author(), 5).path("id");

        author().delete(place).then().spec(problem(403)).body(members("reason", is("missing_role")));
        as(OTHER, "moderator", "MODERATORS", "moderators,admins")
                .delete(place)
                .then()
                .spec(problem(403))
                .body(members("reason", is("missing_role")));
        author().get(mine).then().statusCode(200);
    }

    @Test
    void aModeratorIsNoAdmin() {
        as(MODERATOR, "moderators").delete(space).then().spec(problem(403)).body(members("reason", is("missing_role")));
    }

    @Test
    void aReviewIsFoundInItsOwnSpaceAlone() {
        var review = put(author(), 5).<String>path("id");

        admin().delete("/spaces/" + UNKNOWN_ID + "/reviews/" + review).then().spec(problem(404));
        admin().delete(reviews + "/" + UNKNOWN_ID).then().spec(problem(404));
        author().get(mine).then().statusCode(200);
    }

    // The space

    @Test
    void leavesTheSpaceAsItIs() {
        var before = author().get(space).asString();

        put(author(), 5);

        assertEquals(before, author().get(space).asString());
        author().header("If-None-Match", "\"1\"").get(space).then().statusCode(304);
        other().header("If-Match", "\"1\"")
                .body("{\"name\":\"Changed\",\"location\":\"Here\"}")
                .put(space)
                .then()
                .statusCode(200);
        list().body(members("summary.count", is(1))).body(members("summary.averageRating", is(5.0)));
    }

    @Test
    void goesWithItsSpace() {
        put(author(), 5);
        var id = space.replace("/spaces/", "");

        admin().delete(space).then().statusCode(204);

        author().get(reviews).then().spec(problem(404));
        author().get(mine).then().spec(problem(404));
        author().body(BODY).put(mine).then().spec(problem(404));
        author().delete(mine).then().spec(problem(404));
        try (var client = ApiTestResource.client()) {
            var left = client.query(query -> query.tableName(DynamoDbSettings.table("REVIEWS_TABLE"))
                    .keyConditionExpression("spaceId = :space")
                    .expressionAttributeValues(Map.of(":space", Attributes.text(id))));
            assertEquals(0, left.count());
        }
    }

    // The order of the checks: every request here has the faults of all later checks as well.

    @Test
    void looksForThePathFirst() {
        given().body("x").put("/spaces/1/reviews/2/3").then().spec(problem(404));
        given().get("/spaces/1/opinions").then().spec(problem(404));
    }

    @ParameterizedTest
    @CsvSource({"post,reviews", "delete,reviews", "post,reviews/mine", "get,reviews/" + UNKNOWN_ID})
    void looksForTheMethodBeforeItAsksWhoItIs(String method, String path) {
        given().request(method, "/spaces/1/" + path).then().spec(problem(405));
    }

    @Test
    void asksWhoItIsBeforeItReadsTheInput() {
        given().contentType("text/plain")
                .body("x")
                .put("/spaces/1/reviews/mine")
                .then()
                .spec(problem(401));
        given().queryParam("limit", "x").get("/spaces/1/reviews").then().spec(problem(401));
        given().delete("/spaces/1/reviews/1").then().spec(problem(401));
    }

    @Test
    void asksForTheRoleBeforeItReadsTheInput() {
        author().delete("/spaces/1/reviews/1").then().spec(problem(403)).body(members("reason", is("missing_role")));
    }

    @Test
    void readsTheInputBeforeItLooksForTheSpace() {
        var unknown = "/spaces/" + UNKNOWN_ID + "/reviews";
        author().body("{}").put(unknown + "/mine").then().spec(problem(400));
        author().header("If-Match", "1")
                .body(BODY)
                .put(unknown + "/mine")
                .then()
                .spec(problem(400));
        author().header("If-Match", "1").delete(unknown + "/mine").then().spec(problem(400));
        author().header("If-None-Match", "1").get(unknown + "/mine").then().spec(problem(400));
        author().queryParam("limit", 0).get(unknown).then().spec(problem(400));
        admin().delete(unknown + "/1")
                .then()
                .spec(violation("reviewId", "must be the id of a review: a UUID in lower case"));
        author().get("/spaces/1/reviews")
                .then()
                .spec(violation("id", "must be the id of a space: a UUID in lower case"));
    }

    @Test
    void looksForTheSpaceBeforeItComparesVersions() {
        var unknown = "/spaces/" + UNKNOWN_ID + "/reviews/mine";
        author().header("If-Match", "\"9\"").body(BODY).put(unknown).then().spec(problem(404));
        author().header("If-Match", "\"9\"").delete(unknown).then().spec(problem(404));
    }

    // The document

    @Test
    void everyStatusThatTheDocumentNamesIsAnsweredAsItSays() {
        var api = new OpenApi();
        var unknown = "/spaces/" + UNKNOWN_ID + "/reviews";

        api.callWithoutToken("reviews");
        api.call("put", mine, author(), BODY, 201);
        api.call("put", mine, author(), BODY, 200);
        api.call("put", mine, author(), "{}", 400);
        api.call("put", unknown + "/mine", author(), BODY, 404);
        api.call("put", mine, author().header("If-Match", "\"1\""), BODY, 412);
        api.call("put", mine, author(), BODY + " ".repeat(64 * 1024), 413);
        api.call("put", mine, author().contentType("text/plain"), BODY, 415);
        ApiTestResource.proxy.afterNextRead(() -> writePastTheApi(AUTHOR));
        api.call("put", mine, author(), BODY, 409);
        api.call("get", mine, author(), null, 200);
        api.call("get", mine, author().header("If-None-Match", "*"), null, 304);
        api.call("get", mine, author().header("If-None-Match", "x"), null, 400);
        api.call("get", mine, other(), null, 404);
        api.call("get", reviews, author(), null, 200);
        api.call("get", reviews, author().queryParam("limit", 0), null, 400);
        api.call("get", unknown, author(), null, 404);
        api.call("delete", mine, author().header("If-Match", "x"), null, 400);
        api.call("delete", mine, author().header("If-Match", "\"1\""), null, 412);
        ApiTestResource.proxy.afterNextRead(() -> writePastTheApi(AUTHOR));
        api.call("delete", mine, author(), null, 409);
        api.call("delete", mine, author(), null, 204);
        api.call("delete", mine, author(), null, 404);
        var id = put(author(), 3).<String>path("id");
        api.call("delete", reviews + "/x", admin(), null, 400);
        api.call("delete", reviews + "/" + id, author(), null, 403);
        api.call("delete", reviews + "/" + UNKNOWN_ID, admin(), null, 404);
        ApiTestResource.proxy.afterNextRead(() -> writePastTheApi(AUTHOR));
        api.call("delete", reviews + "/" + id, admin(), null, 409);
        api.call("delete", reviews + "/" + id, admin(), null, 204);
        ApiTestResource.proxy.always(Fault.FINAL_ERROR);
        api.call("get", reviews, author(), null, 503);
        api.call("get", mine, author(), null, 503);
        api.call("put", mine, author(), BODY, 503);
        api.call("delete", mine, author(), null, 503);
        api.call("delete", reviews + "/" + id, admin(), null, 503);
    }

    /** Writes the next version of a review, as another writer does between a read and a write of the API. */
    private void writePastTheApi(String author) {
        try (var client = ApiTestResource.client()) {
            client.updateItem(update -> update.tableName(DynamoDbSettings.table("REVIEWS_TABLE"))
                    .key(Map.of(
                            "spaceId",
                            Attributes.text(space.replace("/spaces/", "")),
                            "author",
                            Attributes.text(author)))
                    .updateExpression("SET version = version + :one")
                    .expressionAttributeValues(Map.of(":one", Attributes.number(1))));
        }
    }

    private Response put(RequestSpecification caller, int rating) {
        var answer = caller.body("{\"rating\":" + rating + "}").put(mine);
        assertTrue(List.of(200, 201).contains(answer.statusCode()), answer.asString());
        return answer;
    }

    private ValidatableResponse list() {
        return author().get(reviews).then().statusCode(200);
    }

    private static RequestSpecification author() {
        return as(AUTHOR);
    }

    private static RequestSpecification other() {
        return as(OTHER);
    }

    private static RequestSpecification admin() {
        return as(ADMIN, "admins");
    }
}
