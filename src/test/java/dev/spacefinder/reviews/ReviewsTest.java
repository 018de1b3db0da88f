package dev.spacefinder.reviews;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.spacefinder.dynamodb.Attributes;
import dev.spacefinder.dynamodb.DynamoDb;
import dev.spacefinder.http.EntityTags;
import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.TimeOrderedId;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.reviews.Page.Summary;
import dev.spacefinder.spaces.SpaceDeleted;
import dev.spacefinder.spaces.SpaceTotals;
import dev.spacefinder.testing.AtOnce;
import dev.spacefinder.testing.BesideApplications;
import dev.spacefinder.testing.DynamoDbClients;
import dev.spacefinder.testing.DynamoDbProxy;
import dev.spacefinder.testing.DynamoDbProxy.Fault;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The store on DynamoDB Local: writers at the same time, faults, and what every request costs. */
@BesideApplications
class ReviewsTest {

    private static final String SPACES = DynamoDbSettings.table("SPACES_TABLE");
    private static final String REVIEWS = DynamoDbSettings.table("REVIEWS_TABLE");
    private static final String AUTHOR = "5a1c1b0e-author";
    private static final String OTHER = "77b0e3c4-other";
    private static final ReviewInput GOOD = new ReviewInput(4, "Quiet.");
    private static final ReviewInput BAD = new ReviewInput(1, null);

    private static final int WRITERS = 8;
    private static final int WRITES = 96;

    private static LocalDynamoDb dynamoDb;
    private static DynamoDbProxy proxy;
    private static DynamoDbClient client;

    private String space;
    private Reviews reviews;

    @BeforeAll
    static void start() {
        dynamoDb = LocalDynamoDb.start(0, null, Template.read(Path.of("infra/template.yaml")));
        proxy = new DynamoDbProxy(dynamoDb.endpoint());
        // Time enough for what happens between a read and its answer.
        client = DynamoDbClients.of(proxy.endpoint(), timeouts -> timeouts.apiCallTimeout(Duration.ofSeconds(30)));
    }

    @AfterAll
    static void stop() {
        client.close();
        proxy.close();
        dynamoDb.close();
    }

    @BeforeEach
    void startWithoutFaultsInASpaceOfItsOwn() {
        var calls = new DynamoDb(client);
        reviews = storeOn(calls);
        space = newSpace(calls);
        proxy.heal();
    }

    // Writers at the same time

    @Test
    void twoReviewersAtOnceBothSucceed() throws Exception {
        var outcomes = AtOnce.call(2, writer -> () -> reviews.put(space, "author-" + writer, GOOD, null));

        assertTrue(outcomes.stream().allMatch(outcome -> outcome.status() == 200), outcomes.toString());
        assertEquals(summary(2, "4.00"), all().summary());
    }

    @Test
    void ofTwoFirstReviewsOfOneCallerOneIsWritten() {
        proxy.afterNextRead(() -> reviews.put(space, AUTHOR, GOOD, null));

        assertEquals(409, refusalOf(() -> reviews.put(space, AUTHOR, BAD, null)));
        assertEquals(summary(1, "4.00"), all().summary());
    }

    @Test
    void aWriterWhoNamesNoVersionLosesTheRaceAgainstOneWhoWritesBetweenItsReadAndItsWrite() {
        reviews.put(space, AUTHOR, GOOD, null);
        proxy.afterNextRead(() -> reviews.put(space, AUTHOR, GOOD, null));

        assertEquals(409, refusalOf(() -> reviews.put(space, AUTHOR, BAD, null)));
        proxy.afterNextRead(() -> reviews.put(space, AUTHOR, GOOD, null));
        assertEquals(409, refusalOf(() -> reviews.put(space, AUTHOR, BAD, anyVersion())));
        proxy.afterNextRead(() -> reviews.put(space, AUTHOR, GOOD, null));
        assertEquals(409, refusalOf(() -> reviews.delete(space, AUTHOR, null)));
        var id = reviews.get(space, AUTHOR).id();
        proxy.afterNextRead(() -> reviews.put(space, AUTHOR, GOOD, null));
        assertEquals(409, refusalOf(() -> reviews.deleteById(space, id)));
        assertEquals(summary(1, "4.00"), all().summary());
    }

    @Test
    void ofTwoWritersThatKnowTheSameVersionTheSecondIsToldSo() {
        reviews.put(space, AUTHOR, GOOD, null);
        proxy.afterNextRead(() -> reviews.put(space, AUTHOR, GOOD, version(1)));
        assertEquals(412, refusalOf(() -> reviews.put(space, AUTHOR, BAD, version(1))));

        proxy.afterNextRead(() -> reviews.put(space, AUTHOR, GOOD, version(2)));
        assertEquals(412, refusalOf(() -> reviews.delete(space, AUTHOR, version(2))));
        assertEquals(3, reviews.get(space, AUTHOR).version());
    }

    @Test
    void aReviewThatIsWrittenAnewMeanwhileIsNotTakenForTheOneThatWasRead() {
        for (Executable write : List.<Executable>of(
                () -> reviews.put(space, AUTHOR, new ReviewInput(5, null), null),
                () -> reviews.delete(space, AUTHOR, null))) {
            reviews.put(space, AUTHOR, GOOD, null);
            proxy.afterNextRead(() -> {
                reviews.delete(space, AUTHOR, null);
                reviews.put(space, AUTHOR, BAD, null);
            });

            assertEquals(409, refusalOf(write));
            assertEquals(summary(1, "1.00"), all().summary());
            reviews.delete(space, AUTHOR, null);
        }
    }

    @Test
    void aReviewThatIsWrittenAnewHasNoVersionOfTheDeletedOne() {
        reviews.put(space, AUTHOR, GOOD, null);
        var known = reviews.put(space, AUTHOR, GOOD, null).review().version();
        reviews.delete(space, AUTHOR, null);
        assertEquals(412, refusalOf(() -> reviews.put(space, AUTHOR, GOOD, version(known))));
        assertEquals(412, refusalOf(() -> reviews.put(space, AUTHOR, GOOD, anyVersion())));
        assertEquals(404, refusalOf(() -> reviews.get(space, AUTHOR)));

        var written = reviews.put(space, AUTHOR, BAD, null);
        var anew = written.review();

        assertTrue(written.isNew());
        assertEquals(known + 1, anew.version());
        for (long old = 1; old <= known; old++) {
            var version = version(old);
            assertEquals(412, refusalOf(() -> reviews.put(space, AUTHOR, GOOD, version)));
            assertEquals(412, refusalOf(() -> reviews.delete(space, AUTHOR, version)));
        }
        assertEquals(new Page(List.of(anew), summary(1, "1.00"), null), all());
    }

    @Test
    void ofTwoWhoWriteADeletedReviewAnewOneSucceeds() {
        reviews.put(space, AUTHOR, GOOD, null);
        reviews.delete(space, AUTHOR, null);
        proxy.afterNextRead(() -> reviews.put(space, AUTHOR, GOOD, null));

        assertEquals(409, refusalOf(() -> reviews.put(space, AUTHOR, BAD, null)));
        assertEquals(summary(1, "4.00"), all().summary());
    }

    @Test
    void aReviewThatIsDeletedMeanwhileIsNotChanged() {
        reviews.put(space, AUTHOR, GOOD, null);
        proxy.afterNextRead(() -> reviews.delete(space, AUTHOR, null));

        assertEquals(409, refusalOf(() -> reviews.put(space, AUTHOR, BAD, null)));
        assertEquals(new Page(List.of(), summary(0, null), null), all());
    }

    @Test
    void aDeletedReviewLeavesNothingButItsVersion() {
        reviews.put(space, AUTHOR, GOOD, null);
        reviews.delete(space, AUTHOR, null);

        assertEquals(
                Map.of(
                        "spaceId", Attributes.text(space),
                        "author", Attributes.text(AUTHOR),
                        "version", Attributes.number(1)),
                client.getItem(get -> get.tableName(REVIEWS).key(ReviewItem.key(space, AUTHOR)))
                        .item());

        reviews.removeAll(new SpaceDeleted(space, System.nanoTime()));
        assertEquals(0, countOfItems(space));
    }

    @Test
    void ofTwoDeletionsAtOnceOneFindsNothing() {
        reviews.put(space, AUTHOR, GOOD, null);
        proxy.afterNextRead(() -> reviews.delete(space, AUTHOR, null));

        assertEquals(404, refusalOf(() -> reviews.delete(space, AUTHOR, null)));
        assertEquals(summary(0, null), all().summary());
    }

    @Test
    void aReviewOfASpaceThatIsDeletedMeanwhileIsNotWritten() {
        proxy.afterNextRead(() -> deleteSpace(space));

        assertEquals(404, refusalOf(() -> reviews.put(space, AUTHOR, GOOD, null)));
        assertEquals(0, countOfItems(space));
    }

    @Test
    void countAndSumAreExactAfterManyWritersAtOnce() throws Exception {
        var seed = System.nanoTime();
        System.out.println("ReviewsTest: seed " + seed);
        var random = new Random(seed);
        var ratings = random.ints(WRITES, 1, 6).toArray();
        var deletes =
                IntStream.range(0, WRITES).mapToObj(i -> random.nextInt(4) == 0).toList();

        AtOnce.call(WRITERS, writer -> () -> {
            for (int i = writer; i < WRITES; i += WRITERS) {
                // Five authors, so that writers meet at the same review.
                var author = "author-" + i % 5;
                try {
                    if (deletes.get(i)) {
                        reviews.delete(space, author, null);
                    } else {
                        reviews.put(space, author, new ReviewInput(ratings[i], null), null);
                    }
                } catch (ProblemException refusal) {
                    assertTrue(Set.of(404, 409, 503).contains(refusal.problem().status()), refusal.toString());
                }
            }
            return null;
        });

        var page = all();
        var sum = page.items().stream().mapToInt(Review::rating).sum();
        assertEquals(Summary.of(page.items().size(), sum), page.summary(), "seed " + seed);
    }

    // Faults

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "INTERNAL_ERROR", "HELD_BY_ANOTHER_TRANSACTION", "ANSWER_LOST"})
    void aFirstReviewSurvivesOneFaultOfEachCall(Fault fault) {
        proxy.nextOf("TransactWriteItems", fault);
        var written = reviews.put(space, AUTHOR, GOOD, null).review();

        assertEquals(1, written.version());
        assertEquals(new Page(List.of(written), summary(1, "4.00"), null), all());
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "INTERNAL_ERROR", "HELD_BY_ANOTHER_TRANSACTION", "ANSWER_LOST"})
    void aChangeIsDoneOnceForAllFaults(Fault fault) {
        reviews.put(space, AUTHOR, GOOD, null);
        proxy.nextOf("TransactWriteItems", fault);
        var written = reviews.put(space, AUTHOR, BAD, version(1)).review();

        assertEquals(2, written.version());
        assertEquals(new Page(List.of(written), summary(1, "1.00"), null), all());
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "INTERNAL_ERROR", "HELD_BY_ANOTHER_TRANSACTION", "ANSWER_LOST"})
    void aDeletionIsDoneOnceForAllFaults(Fault fault) {
        var review = reviews.put(space, AUTHOR, GOOD, null).review();
        reviews.put(space, OTHER, BAD, null);
        proxy.nextOf("TransactWriteItems", fault);
        reviews.delete(space, AUTHOR, version(1));
        assertEquals(summary(1, "1.00"), all().summary());

        proxy.nextOf("TransactWriteItems", fault);
        reviews.deleteById(space, all().items().get(0).id());
        assertEquals(new Page(List.of(), summary(0, null), null), all());
        assertEquals(404, refusalOf(() -> reviews.deleteById(space, review.id())));
    }

    @Test
    void aDeletedSpaceStaysDeletedWhereItsReviewsCannotBeRemoved() {
        reviews.put(space, AUTHOR, GOOD, null);
        deleteSpace(space);
        proxy.always(Fault.FINAL_ERROR);

        reviews.removeAll(new SpaceDeleted(space, System.nanoTime()));

        proxy.heal();
        assertEquals(1, countOfItems(space));
        assertEquals(404, refusalOf(() -> reviews.get(space, AUTHOR)));
        assertEquals(404, refusalOf(this::all));
        assertEquals(404, refusalOf(() -> reviews.put(space, AUTHOR, GOOD, null)));
        assertEquals(404, refusalOf(() -> reviews.put(space, AUTHOR, GOOD, version(9))));
        assertEquals(404, refusalOf(() -> reviews.delete(space, AUTHOR, null)));
    }

    @Test
    void theReviewsOfADeletedSpaceAreRemovedAndThoseOfAnotherAreNot() {
        var another = newSpace(new DynamoDb(client));
        reviews.put(another, AUTHOR, GOOD, null);
        for (int i = 0; i < 30; i++) {
            reviews.put(space, "author-" + i, GOOD, null);
        }

        reviews.removeAll(new SpaceDeleted(space, System.nanoTime()));

        assertEquals(0, countOfItems(space));
        assertEquals(1, countOfItems(another));
    }

    // Pages

    @Test
    void thePagesAreNewestFirstAndHoldEachReviewOnce() {
        var written = new ArrayList<Review>();
        for (int i = 0; i < 5; i++) {
            written.add(reviews.put(space, "author-" + i, GOOD, null).review());
        }
        Collections.reverse(written);

        var first = reviews.list(new PageQuery(space, 2, null));
        reviews.put(space, "newcomer", GOOD, null);
        var second = reviews.list(new PageQuery(space, 2, first.items().get(1).id()));
        var third = reviews.list(new PageQuery(space, 2, second.items().get(1).id()));

        var listed = new ArrayList<>(first.items());
        listed.addAll(second.items());
        listed.addAll(third.items());
        assertEquals(written, listed);
        assertNull(third.nextToken());
    }

    @Test
    void aChangedReviewKeepsItsPlace() {
        reviews.put(space, AUTHOR, GOOD, null);
        reviews.put(space, OTHER, GOOD, null);
        reviews.put(space, AUTHOR, BAD, null);

        assertEquals(
                List.of(OTHER, AUTHOR),
                all().items().stream().map(Review::author).toList());
    }

    @Test
    void theAverageHasTwoDecimals() {
        assertEquals(summary(3, "3.67"), Summary.of(3, 11));
        assertEquals(summary(8, "4.13"), Summary.of(8, 33));
        assertEquals(summary(2, "5.00"), Summary.of(2, 10));
        assertEquals(summary(0, null), Summary.of(0, 0));
    }

    // Costs

    @Test
    void everyRequestCostsTheCallsThatTheTableOfCostsSays() {
        reviews.put(space, AUTHOR, GOOD, null);
        assertEquals(List.of("GetItem", "TransactWriteItems"), proxy.operations());
        reviews.put(space, AUTHOR, GOOD, version(1));
        assertEquals(List.of("GetItem", "TransactWriteItems"), proxy.operations());
        refusalOf(() -> reviews.put(space, AUTHOR, GOOD, version(1)));
        assertEquals(List.of("GetItem", "TransactWriteItems"), proxy.operations());
        reviews.get(space, AUTHOR);
        assertEquals(List.of("GetItem", "GetItem"), proxy.operations());
        var review = all().items().get(0);
        assertEquals(List.of("GetItem", "Query"), proxy.operations());
        reviews.deleteById(space, review.id());
        assertEquals(List.of("Query", "TransactWriteItems"), proxy.operations());
        refusalOf(() -> reviews.deleteById(space, review.id()));
        assertEquals(List.of("Query", "GetItem"), proxy.operations());
        refusalOf(() -> reviews.delete(space, AUTHOR, null));
        assertEquals(List.of("GetItem", "GetItem"), proxy.operations());
        reviews.put(space, AUTHOR, GOOD, null);
        proxy.operations();
        reviews.delete(space, AUTHOR, null);
        assertEquals(List.of("GetItem", "TransactWriteItems"), proxy.operations());
        // What stays of the deleted review goes with its space, too.
        reviews.removeAll(new SpaceDeleted(space, System.nanoTime()));
        assertEquals(List.of("Query", "BatchWriteItem", "Query"), proxy.operations());
        reviews.removeAll(new SpaceDeleted(space, System.nanoTime()));
        assertEquals(List.of("Query"), proxy.operations());
        reviews.put(space, AUTHOR, GOOD, null);
        proxy.operations();
        reviews.removeAll(new SpaceDeleted(space, System.nanoTime()));
        assertEquals(List.of("Query", "BatchWriteItem", "Query"), proxy.operations());
    }

    private Page all() {
        return reviews.list(new PageQuery(space, 100, null));
    }

    private static Summary summary(long count, String average) {
        return new Summary(count, average == null ? null : new BigDecimal(average));
    }

    private static int refusalOf(Executable request) {
        return assertThrows(ProblemException.class, request).problem().status();
    }

    private static EntityTags version(long version) {
        return new EntityTags(false, Set.of(Long.toString(version)), Set.of());
    }

    private static EntityTags anyVersion() {
        return new EntityTags(true, Set.of(), Set.of());
    }

    /** What a review needs of a space: that it is there. */
    private static String newSpace(DynamoDb calls) {
        var id = TimeOrderedId.at(Instant.now());
        calls.call(each -> each.putItem(put -> put.tableName(SPACES).item(Map.of("id", Attributes.text(id)))));
        return id;
    }

    private static void deleteSpace(String id) {
        client.deleteItem(delete -> delete.tableName(SPACES).key(Map.of("id", Attributes.text(id))));
    }

    private static int countOfItems(String space) {
        return client.query(query -> query.tableName(REVIEWS)
                        .keyConditionExpression("spaceId = :space")
                        .expressionAttributeValues(Map.of(":space", Attributes.text(space))))
                .count();
    }

    private static Reviews storeOn(DynamoDb calls) {
        return new Reviews(calls, REVIEWS, new SpaceTotals(calls, SPACES), Clock.systemUTC());
    }
}
