package dev.spacefinder.spaces;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.spacefinder.dynamodb.DynamoDb;
import dev.spacefinder.http.EntityTags;
import dev.spacefinder.http.IdempotencyKey;
import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.TimeOrderedId;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.testing.AtOnce;
import dev.spacefinder.testing.AtOnce.Outcome;
import dev.spacefinder.testing.BesideApplications;
import dev.spacefinder.testing.DynamoDbClients;
import dev.spacefinder.testing.DynamoDbProxy;
import dev.spacefinder.testing.DynamoDbProxy.Fault;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** The store on DynamoDB Local: writers at the same time, faults, and what every request costs. */
@BesideApplications
class SpacesTest {

    private static final Caller OWNER = new Caller("5a1c1b0e-owner", false);
    private static final Caller OTHER = new Caller("77b0e3c4-other", false);
    private static final Caller ADMIN = new Caller("0f9d2f7c-admin", true);
    private static final String UNKNOWN_ID = "0190f3c2-0000-7000-8000-000000000000";

    private static LocalDynamoDb dynamoDb;
    private static DynamoDbProxy proxy;
    private static DynamoDbClient client;
    private static DynamoDbClient impatient;

    private String location;
    private Spaces spaces;

    @BeforeAll
    static void start() {
        dynamoDb = LocalDynamoDb.start(0, null, Template.read(Path.of("infra/template.yaml")));
        proxy = new DynamoDbProxy(dynamoDb.endpoint());
        client = client(proxy.endpoint(), Duration.ofMillis(1500), Duration.ofSeconds(4));
        impatient = client(proxy.endpoint(), Duration.ofMillis(200), Duration.ofMillis(400));
    }

    @AfterAll
    static void stop() {
        client.close();
        impatient.close();
        proxy.close();
        dynamoDb.close();
    }

    @BeforeEach
    void startWithoutFaultsInALocationOfItsOwn() {
        location = "Location of " + TimeOrderedId.at(Instant.now());
        spaces = storeOn(client);
        proxy.heal();
    }

    // Writers at the same time

    @Test
    void ofTwoWritersThatKnowTheSameVersionOneWins() throws Exception {
        var space = create();

        var outcomes =
                AtOnce.call(2, writer -> () -> spaces.change(space.id(), named("Writer " + writer), OWNER, version(1)));

        assertEquals(
                List.of(200, 412),
                outcomes.stream().map(Outcome::status).sorted().toList());
        assertEquals(winner(outcomes), spaces.find(space.id()).orElseThrow());
    }

    @Test
    void aWriterWhoNamesNoVersionLosesTheRaceAgainstOneWhoWritesBetweenItsReadAndItsWrite() {
        var space = create();
        proxy.afterNextRead(() -> spaces.change(space.id(), named("The other"), ADMIN, version(1)));

        assertEquals(409, refusalOf(() -> spaces.change(space.id(), named("Mine"), OWNER, null)));
        assertEquals("The other", spaces.find(space.id()).orElseThrow().name());
    }

    @Test
    void aDeletionOfAnyVersionGoesOnWhereSomebodyWritesBetweenItsReadAndItsWrite() {
        var space = create();
        proxy.afterNextRead(() -> spaces.change(space.id(), named("The other"), ADMIN, version(1)));

        assertEquals(2, spaces.delete(space.id(), null).version());
        assertTrue(spaces.find(space.id()).isEmpty());
    }

    @Test
    void aDeletionThatOthersGoOnDisturbingIsToldInTime() {
        var space = create();
        changeAfterEachRead(space.id(), 1);

        assertEquals(503, refusalOf(() -> spaces.delete(space.id(), null)));

        proxy.heal();
        assertTrue(spaces.find(space.id()).isPresent());
    }

    private void changeAfterEachRead(String id, long version) {
        proxy.afterNextRead(() -> {
            spaces.change(id, named("Version " + (version + 1)), ADMIN, version(version));
            changeAfterEachRead(id, version + 1);
        });
    }

    @Test
    void everyWriteThatWasConfirmedIsInTheHistoryOfTheSpace() throws Exception {
        var space = create();

        var outcomes =
                AtOnce.call(20, writer -> () -> spaces.change(space.id(), named("Writer " + writer), OWNER, null));

        var written = outcomes.stream()
                .filter(outcome -> outcome.status() == 200)
                .map(Outcome::answer)
                .toList();
        assertTrue(outcomes.stream().allMatch(outcome -> outcome.status() == 200 || outcome.status() == 409));
        assertEquals(
                written.size(), written.stream().map(Space::version).distinct().count());
        assertEquals(1 + written.size(), spaces.find(space.id()).orElseThrow().version());
    }

    @Test
    void twentyReplaysAtOnceCreateOneSpace() throws Exception {
        var outcomes = AtOnce.call(20, replay -> () -> spaces.create(named("Once"), OWNER, key(location)));

        assertEquals(1, outcomes.stream().map(Outcome::answer).distinct().count());
        assertEquals(List.of(winner(outcomes)), spaces.list(location, 100, null).items());
    }

    // Idempotency

    @Test
    void aReplayIsAnsweredAsTheFirstTimeEvenAfterAChange() {
        var first = spaces.create(named("First"), OWNER, key(location));
        spaces.change(first.id(), named("Changed"), OWNER, version(1));

        assertEquals(first, spaces.create(named("First"), OWNER, key(location)));
    }

    @Test
    void anotherBodyUnderTheSameKeyIsRefused() {
        spaces.create(named("First"), OWNER, key(location));

        assertEquals(422, refusalOf(() -> spaces.create(named("Second"), OWNER, key(location))));
        assertEquals(1, spaces.list(location, 100, null).items().size());
    }

    @Test
    void theSameKeyOfAnotherCallerIsAnotherKey() {
        var first = spaces.create(named("Mine"), OWNER, key(location));

        assertNotEquals(
                first.id(), spaces.create(named("Mine"), OTHER, key(location)).id());
    }

    @Test
    void aKeyIsFreeAgainAfterADay() {
        var first = spaces.create(named("First"), OWNER, key(location));
        var later = later(Spaces.KEY_LIFETIME.plusSeconds(1));

        var second = later.create(named("Second"), OWNER, key(location));

        assertNotEquals(first.id(), second.id());
        assertEquals(second, later.create(named("Second"), OWNER, key(location)));
    }

    @Test
    void aKeyIsKeptForADay() {
        var first = spaces.create(named("First"), OWNER, key(location));

        assertEquals(first, later(Spaces.KEY_LIFETIME.minusSeconds(2)).create(named("First"), OWNER, key(location)));
    }

    // Ownership

    @Test
    void anotherCallerMayNotChangeASpaceWhetherOrNotHeKnowsItsVersion() {
        var space = create();

        assertEquals(403, refusalOf(() -> spaces.change(space.id(), named("Mine"), OTHER, null)));
        assertEquals(403, refusalOf(() -> spaces.change(space.id(), named("Mine"), OTHER, version(1))));
        assertEquals(403, refusalOf(() -> spaces.change(space.id(), named("Mine"), OTHER, version(2))));
        assertEquals(403, refusalOf(() -> spaces.change(space.id(), named("Mine"), OTHER, anyVersion())));
        assertEquals(space, spaces.find(space.id()).orElseThrow());
    }

    @Test
    void anAdminChangesASpaceThatStaysItsOwners() {
        var space = create();

        var changed = spaces.change(space.id(), named("By an admin"), ADMIN, version(1));

        assertEquals(
                new Space(
                        space.id(),
                        "By an admin",
                        location,
                        null,
                        null,
                        OWNER.sub(),
                        space.createdAt(),
                        changed.updatedAt(),
                        2),
                changed);
    }

    // Faults

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "INTERNAL_ERROR", "HELD_BY_ANOTHER_TRANSACTION", "ANSWER_LOST"})
    void aCreationSurvivesOneFault(Fault fault) {
        proxy.next(fault);
        var space = spaces.create(named("Survivor"), OWNER, null);

        assertEquals(List.of(space), spaces.list(location, 100, null).items());
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "INTERNAL_ERROR", "HELD_BY_ANOTHER_TRANSACTION", "ANSWER_LOST"})
    void aCreationWithAKeySurvivesOneFault(Fault fault) {
        proxy.next(fault);
        var space = spaces.create(named("Survivor"), OWNER, key(location));

        assertEquals(List.of(space), spaces.list(location, 100, null).items());
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "INTERNAL_ERROR", "HELD_BY_ANOTHER_TRANSACTION", "ANSWER_LOST"})
    void aChangeSurvivesOneFault(Fault fault) {
        var space = create();
        proxy.next(fault);

        var changed = spaces.change(space.id(), named("Survivor"), OWNER, version(1));

        assertEquals(2, changed.version());
        assertEquals(changed, spaces.find(space.id()).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "INTERNAL_ERROR", "HELD_BY_ANOTHER_TRANSACTION", "ANSWER_LOST"})
    void aChangeOfAnyVersionIsDoneOnceForAllFaults(Fault fault) {
        var space = create();
        proxy.next(fault);

        assertEquals(
                2,
                spaces.change(space.id(), named("Survivor"), OWNER, anyVersion())
                        .version());
        assertEquals(2, spaces.find(space.id()).orElseThrow().version());
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "INTERNAL_ERROR", "HELD_BY_ANOTHER_TRANSACTION", "ANSWER_LOST"})
    void aDeletionSurvivesOneFault(Fault fault) {
        var space = create();
        proxy.nextOf("TransactWriteItems", fault);

        spaces.delete(space.id(), version(1));

        assertTrue(spaces.find(space.id()).isEmpty());
    }

    @Test
    void aReplayOfACreationWhoseAnswerNeverCameFindsTheSpace() {
        proxy.always(Fault.ANSWER_LOST);
        assertEquals(503, refusalOf(() -> storeOn(impatient).create(named("Once"), OWNER, key(location))));
        proxy.heal();

        var replayed = spaces.create(named("Once"), OWNER, key(location));

        assertEquals(List.of(replayed), spaces.list(location, 100, null).items());
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "INTERNAL_ERROR", "SILENT", "HELD_BY_ANOTHER_TRANSACTION"})
    void aFaultThatStaysIsToldInTime(Fault fault) {
        proxy.always(fault);
        var start = System.nanoTime();

        assertEquals(503, refusalOf(() -> storeOn(impatient).create(named("Never"), OWNER, key(location))));

        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(4)) < 0);
        proxy.heal();
        assertEquals(List.of(), spaces.list(location, 100, null).items());
    }

    @Test
    void anEndpointThatNobodyListensOnIsTold() {
        var closed = new DynamoDbProxy(dynamoDb.endpoint());
        closed.close();
        try (var unreachable = client(closed.endpoint(), Duration.ofMillis(200), Duration.ofMillis(400))) {
            assertEquals(503, refusalOf(() -> storeOn(unreachable).find(UNKNOWN_ID)));
        }
    }

    @Test
    void aTableThatIsNotThereIsAFaultOfTheDeployment() {
        var elsewhere = new Spaces(new DynamoDb(client), "another-table", Clock.systemUTC());

        assertThrows(ResourceNotFoundException.class, () -> elsewhere.find(UNKNOWN_ID));
    }

    // Pages

    @Test
    void thePagesOfALocationAreNewestFirstAndHoldEachSpaceOnce() {
        var created = IntStream.range(0, 7)
                .mapToObj(i -> spaces.create(named("Space " + i), OWNER, null))
                .toList();

        var listed = pages(location, 3).stream()
                .flatMap(page -> page.items().stream())
                .toList();

        var newestFirst = new ArrayList<>(created);
        Collections.reverse(newestFirst);
        assertEquals(newestFirst, listed);
    }

    @Test
    void thePagesOfALocationAreNotDisturbedByNewSpaces() {
        var created = IntStream.range(0, 4)
                .mapToObj(i -> spaces.create(named("Space " + i), OWNER, null))
                .toList();
        var first = spaces.list(location, 2, null);
        spaces.create(named("Newcomer"), OWNER, null);

        var second = spaces.list(location, 2, PageEnd.of(first.nextToken(), location));

        assertEquals(List.of(created.get(1), created.get(0)), second.items());
    }

    @Test
    void thePagesOfAllSpacesHoldEachSpaceOnceAndNoIdempotencyKeys() {
        var created = new HashSet<Space>();
        for (int i = 0; i < 9; i++) {
            var input = new SpaceInput("Space " + i, location + " " + i % 3, null, null);
            created.add(spaces.create(input, OWNER, key(location + i)));
        }

        var listed = pages(null, 4).stream()
                .flatMap(page -> page.items().stream())
                .filter(space -> space.location().startsWith(location))
                .toList();

        assertEquals(created.size(), listed.size());
        assertEquals(created, new HashSet<>(listed));
    }

    @Test
    void theLastPageHasNoToken() {
        create();

        assertNull(spaces.list(location, 2, null).nextToken());
    }

    // Costs

    @Test
    void everyRequestCostsTheCallsThatTheTableOfCostsSays() {
        var space = create();
        assertEquals(List.of("PutItem"), proxy.operations());
        spaces.create(named("With a key"), OWNER, key(location));
        assertEquals(List.of("TransactWriteItems"), proxy.operations());
        spaces.create(named("With a key"), OWNER, key(location));
        assertEquals(List.of("TransactWriteItems"), proxy.operations());
        spaces.find(space.id());
        assertEquals(List.of("GetItem"), proxy.operations());
        spaces.list(location, 25, null);
        assertEquals(List.of("Query"), proxy.operations());
        spaces.list(null, 25, null);
        assertEquals(List.of("Scan"), proxy.operations());
        spaces.change(space.id(), named("Known version"), OWNER, version(1));
        assertEquals(List.of("UpdateItem"), proxy.operations());
        refusalOf(() -> spaces.change(space.id(), named("Stale version"), OWNER, version(1)));
        assertEquals(List.of("UpdateItem"), proxy.operations());
        spaces.change(space.id(), named("Unknown version"), OWNER, null);
        assertEquals(List.of("GetItem", "UpdateItem"), proxy.operations());
        spaces.delete(space.id(), version(3));
        assertEquals(List.of("GetItem", "TransactWriteItems"), proxy.operations());
        refusalOf(() -> spaces.delete(space.id(), null));
        assertEquals(List.of("GetItem"), proxy.operations());
    }

    private Space create() {
        return spaces.create(named("Space"), OWNER, null);
    }

    private SpaceInput named(String name) {
        return new SpaceInput(name, location, null, null);
    }

    private IdempotencyKey key(String ofThisTest) {
        return new IdempotencyKey(
                UUID.nameUUIDFromBytes(ofThisTest.getBytes(UTF_8)).toString());
    }

    private static EntityTags version(long version) {
        return new EntityTags(false, Set.of(Long.toString(version)), Set.of());
    }

    private static EntityTags anyVersion() {
        return new EntityTags(true, Set.of(), Set.of());
    }

    private List<Page> pages(String location, int limit) {
        var pages = new ArrayList<Page>();
        var page = spaces.list(location, limit, null);
        pages.add(page);
        while (page.nextToken() != null) {
            page = spaces.list(location, limit, PageEnd.of(page.nextToken(), location));
            pages.add(page);
        }
        return pages;
    }

    private static int refusalOf(Executable request) {
        return assertThrows(ProblemException.class, request).problem().status();
    }

    private static Space winner(List<Outcome<Space>> outcomes) {
        return outcomes.stream()
                .map(Outcome::answer)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private Spaces later(Duration time) {
        return new Spaces(
                new DynamoDb(client), DynamoDbSettings.table("SPACES_TABLE"), Clock.offset(Clock.systemUTC(), time));
    }

    private static Spaces storeOn(DynamoDbClient client) {
        return new Spaces(new DynamoDb(client), DynamoDbSettings.table("SPACES_TABLE"), Clock.systemUTC());
    }

    private static DynamoDbClient client(URI endpoint, Duration attempt, Duration call) {
        return DynamoDbClients.of(
                endpoint, timeouts -> timeouts.apiCallAttemptTimeout(attempt).apiCallTimeout(call));
    }
}
