package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.spacefinder.lambda.GatewayEvent.Answer;
import dev.spacefinder.testing.DynamoDbProxy.Fault;
import dev.spacefinder.testing.Relay;

/**
 * DynamoDB, and the network before it, in their bad hours: one process of the deployed binary lives through all of
 * them, and serves the next event.
 */
class DynamoDbFaultsIT {

    /** Less than a try of a call may take (quarkus.dynamodb.api-call-attempt-timeout). */
    private static final Duration LATE = Duration.ofSeconds(1);

    /** More than that. */
    private static final Duration TOO_LATE = Duration.ofSeconds(2);

    /** One call with all its tries (quarkus.dynamodb.api-call-timeout), and as much again for a busy machine. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(8);

    @TempDir
    static Path taskRoot;

    private static Surroundings surroundings;
    private static LambdaFunction function;
    private static String token;

    private final String location = UUID.randomUUID().toString();
    private String space;

    @BeforeAll
    static void start() {
        surroundings = new Surroundings(taskRoot);
        token = surroundings.tokenOf("admin", "admins").toString();
        function = surroundings.start("function");
    }

    @AfterAll
    static void behavedWell() {
        try {
            function.endWell("ERROR", "\tat ");
        } finally {
            surroundings.close();
        }
    }

    @BeforeEach
    void createASpaceWhileAllIsWell() {
        surroundings.heal();
        space = "/spaces/" + create().body().path("id").asText();
    }

    // Slow

    @Test
    void anAnswerThatIsLateIsWaitedFor() {
        toDynamoDb().next(toDynamoDb().late(LATE));
        var start = System.nanoTime();

        assertThat(find().status(), is(200));
        assertThat(since(start), greaterThanOrEqualTo(LATE));
    }

    @Test
    void aChangeThatIsTooSlowIsToldInTimeAndMayBeDoneOnce() {
        toDynamoDb().always(toDynamoDb().late(TOO_LATE));
        var start = System.nanoTime();

        assertUnavailable(change());
        assertThat(since(start), lessThan(LONGEST_CALL));
        assertTheNextEventIsServed();
        assertThat(find().header("ETag"), is("\"2\""));
    }

    @Test
    void theReviewsOfADeletedSpaceAreRemovedOnlyWhileThereIsTime() {
        assertThat(review().status(), is(201));
        surroundings.dynamoDb().operations();
        toDynamoDb().always(toDynamoDb().late(LATE.plusMillis(100)));

        assertThat(delete().status(), is(204));
        assertThat(surroundings.dynamoDb().operations(), not(hasItem("BatchWriteItem")));
        assertThat(function.log(), containsString("There was no time to remove all reviews of the space"));
        surroundings.heal();
        assertThat(find().status(), is(404));
    }

    // Busy

    @Test
    void aTableThatIsBusyForAMomentIsAskedAgain() {
        surroundings.dynamoDb().next(Fault.THROTTLED);

        assertThat(find().status(), is(200));
    }

    @Test
    void aTableThatStaysBusyIsTold() {
        surroundings.dynamoDb().always(Fault.THROTTLED);
        var start = System.nanoTime();

        assertUnavailable(find());
        assertThat(since(start), lessThan(LONGEST_CALL));
        assertTheNextEventIsServed();
    }

    // Cut

    /** Whether the SDK tries again depends on how much of the answer has been read. */
    @ParameterizedTest
    @EnumSource(Change.class)
    void aChangeWhoseAnswerIsCutOffIsDoneOnceWhateverIsTold(Change change) {
        change.prepare(this);
        change.writeMeets(toDynamoDb().cutOff());

        var answer = change.request.apply(this);
        if (answer.status() != change.status) {
            assertUnavailable(answer);
        }
        change.assertSeenOnce(this);
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATION", "CHANGE", "REVIEW"})
    void aChangeWhoseAnswerComesTooLateIsDoneOnce(Change change) {
        change.prepare(this);
        change.writeMeets(toDynamoDb().late(TOO_LATE));

        change.assertDoneOnce(this);
    }

    @Test
    void answersThatAreAllCutOffAreTold() {
        toDynamoDb().always(toDynamoDb().cutOff());
        var start = System.nanoTime();

        assertUnavailable(find());
        assertThat(since(start), lessThan(LONGEST_CALL));
        assertTheNextEventIsServed();
    }

    /** What can become of a connection that both sides had kept. */
    enum End {
        CLOSED(Relay::closeConnections),
        RESET(Relay::resetConnections),
        LOST(Relay::loseConnections);

        private final ToIntFunction<Relay> end;

        End(ToIntFunction<Relay> end) {
            this.end = end;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfAKeptConnectionIsNoticedByNobody(End how) {
        assertThat("connections kept", how.end.applyAsInt(toDynamoDb()), greaterThan(0));

        Change.CHANGE.assertDoneOnce(this);
    }

    // Gone

    @Test
    void aDynamoDbThatIsGoneIsToldAndFoundWhenItIsBack() {
        toDynamoDb().goAway();
        var start = System.nanoTime();

        assertUnavailable(change());
        assertThat(since(start), lessThan(LONGEST_CALL));
        assertTheNextEventIsServed();
        assertThat(find().header("ETag"), is("\"1\""));
    }

    /** One that can be lost, or be done twice. */
    enum Change {
        CREATION(DynamoDbFaultsIT::create, 201, DynamoDbFaultsIT::countOfSpaces, 2, false),
        CREATION_WITH_A_KEY(DynamoDbFaultsIT::createWithAKey, 201, DynamoDbFaultsIT::countOfSpaces, 2, false),
        CHANGE(DynamoDbFaultsIT::change, 200, DynamoDbFaultsIT::version, 2, false),
        DELETION(DynamoDbFaultsIT::delete, 204, DynamoDbFaultsIT::countOfSpaces, 0, true),
        REVIEW(DynamoDbFaultsIT::review, 201, DynamoDbFaultsIT::countOfReviews, 1, true),
        DELETION_OF_A_REVIEW(DynamoDbFaultsIT::deleteReview, 204, DynamoDbFaultsIT::countOfReviews, 0, true);

        private final Function<DynamoDbFaultsIT, Answer> request;
        private final int status;
        private final ToIntFunction<DynamoDbFaultsIT> seen;
        private final int number;
        private final boolean readsFirst;

        Change(
                Function<DynamoDbFaultsIT, Answer> request,
                int status,
                ToIntFunction<DynamoDbFaultsIT> seen,
                int number,
                boolean readsFirst) {
            this.request = request;
            this.status = status;
            this.seen = seen;
            this.number = number;
            this.readsFirst = readsFirst;
        }

        void prepare(DynamoDbFaultsIT test) {
            if (this == DELETION_OF_A_REVIEW) {
                assertThat(test.review().status(), is(201));
            }
        }

        /** What becomes of the first answer to its write. */
        void writeMeets(Relay.Fate fate) {
            if (readsFirst) {
                toDynamoDb().next(toDynamoDb().whole());
            }
            toDynamoDb().next(fate);
        }

        void assertDoneOnce(DynamoDbFaultsIT test) {
            assertThat(request.apply(test).status(), is(status));
            assertSeenOnce(test);
        }

        void assertSeenOnce(DynamoDbFaultsIT test) {
            assertThat(seen.applyAsInt(test), is(number));
        }
    }

    private Answer create() {
        return answer(GatewayEvent.get("/spaces").post(body("New")));
    }

    private Answer createWithAKey() {
        return answer(GatewayEvent.get("/spaces")
                .post(body("New"))
                .header("Idempotency-Key", UUID.randomUUID().toString()));
    }

    private Answer find() {
        return answer(GatewayEvent.get(space));
    }

    private Answer change() {
        return answer(GatewayEvent.get(space).put(body("Changed")).header("If-Match", "\"1\""));
    }

    private Answer delete() {
        return answer(GatewayEvent.get(space).delete());
    }

    private Answer review() {
        return answer(GatewayEvent.get(space + "/reviews/mine").put("{\"rating\":4}"));
    }

    private Answer deleteReview() {
        return answer(GatewayEvent.get(space + "/reviews/mine").delete());
    }

    private int version() {
        return find().body().path("version").asInt();
    }

    private int countOfSpaces() {
        return answer(GatewayEvent.get("/spaces").query("location", location))
                .body()
                .path("items")
                .size();
    }

    private int countOfReviews() {
        return answer(GatewayEvent.get(space + "/reviews"))
                .body()
                .at("/summary/count")
                .asInt();
    }

    private void assertTheNextEventIsServed() {
        surroundings.heal();
        assertThat(find().status(), is(200));
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status(), is(503));
        assertThat(answer.header("Content-Type"), is("application/problem+json"));
        assertThat(answer.header("Retry-After"), is("1"));
        assertThat(answer.header("WWW-Authenticate"), nullValue());
        assertThat(
                answer.body().path("detail").asText(),
                is("The data cannot be reached at the moment: try again in a second."));
    }

    private String body(String name) {
        return "{\"name\":\"%s\",\"location\":\"%s\"}".formatted(name, location);
    }

    private static Answer answer(GatewayEvent event) {
        return GatewayEvent.answer(function.invoke(event.bearer(token).toString()));
    }

    private static Relay toDynamoDb() {
        return surroundings.toDynamoDb();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
