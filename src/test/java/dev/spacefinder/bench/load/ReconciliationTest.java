package dev.spacefinder.bench.load;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.spacefinder.bench.load.Call.Request;
import dev.spacefinder.bench.load.Tables.Totals;

/** Made-up histories: those that can be true pass, and of each other one it is said what cannot be. */
class ReconciliationTest {

    private static final Thing SPACE = Thing.space("S");
    private static final Thing OTHER = Thing.space("O");
    private static final Thing REVIEW = Thing.review("S", "ann");

    private final List<Call> calls = new ArrayList<>();
    private final Tables tables = Tables.empty();
    private final Set<String> spacesWithReviewsLeft = new HashSet<>();
    private long time;

    // Spaces

    @Test
    void agreesWhereTheTableHasWhatWasAnswered() {
        created(SPACE, "a");
        written(SPACE, 2, "b");
        read(SPACE, 2, "b");
        inTable(SPACE, 2, "b");
        agrees();
    }

    @Test
    void missesAWriteThatWasAnswered() {
        created(SPACE, "a");
        written(SPACE, 2, "b");
        inTable(SPACE, 1, "a");
        violates("The space S is in version 1 in the table", "WRITE of b", "200 2 b");
    }

    @Test
    void missesASpaceThatWasCreated() {
        created(SPACE, "a");
        violates("The space S is not in the table, and nobody deleted it", "CREATE of a");
    }

    @Test
    void findsASpaceThatNobodyMade() {
        inTable(SPACE, 1, "a");
        violates("No request made the space S", "1 a");
    }

    @Test
    void findsAChangeThatNobodyMade() {
        created(SPACE, "a");
        inTable(SPACE, 2, "b");
        violates("The space S is, or was, in version 2", "no request can have written version 2, 2 b");
    }

    @Test
    void findsAnotherContentThanWasWritten() {
        created(SPACE, "a");
        written(SPACE, 2, "b");
        inTable(SPACE, 2, "c");
        violates("The space S has two versions 2: 2 b, and 2 c");
    }

    @Test
    void findsAVersionThatWasUsedTwice() {
        created(SPACE, "a");
        written(SPACE, 2, "b");
        written(SPACE, 2, "c");
        inTable(SPACE, 2, "c");
        violates("The space S was given version 2 twice", "WRITE of b", "WRITE of c");
    }

    @Test
    void findsAVersionThatWasSkipped() {
        created(SPACE, "a");
        written(SPACE, 3, "b");
        inTable(SPACE, 3, "b");
        violates("no request can have written version 2", "answers tell who wrote [1, 3]");
    }

    @Test
    void findsAWriteForAnotherVersionThanTheCallerKnew() {
        created(SPACE, "a");
        written(SPACE, 2, "b");
        add(Request.write(SPACE, "c", 1L).answered(200, version(3, "c"), tick(), tick()));
        inTable(SPACE, 3, "c");
        violates("The space S was in version 2, and a write for version 1 was done");
    }

    @Test
    void findsAReadThatIsOutOfDate() {
        created(SPACE, "a");
        written(SPACE, 2, "b");
        read(SPACE, 1, "a");
        inTable(SPACE, 2, "b");
        violates("The space S went back: after WRITE of b", "came READ", "200 1 a");
    }

    @Test
    void allowsAListThatIsOutOfDate() {
        created(SPACE, "a");
        written(SPACE, 2, "b");
        add(Request.list(SPACE).answered(200, version(1, "a"), tick(), tick()));
        inTable(SPACE, 2, "b");
        agrees();
    }

    @Test
    void findsARefusalOfTheCurrentVersion() {
        created(SPACE, "a");
        add(Request.write(SPACE, "b", 1L).answered(412, null, tick(), tick()));
        inTable(SPACE, 1, "a");
        violates("The space S was still in version 1 after WRITE of b if it is 1 with the answer 412");
    }

    @Test
    void findsARaceThatNobodyWon() {
        created(SPACE, "a");
        add(Request.write(SPACE, "b", null).answered(409, null, tick(), tick()));
        inTable(SPACE, 1, "a");
        violates("The space S was not written by anybody else during WRITE of b with the answer 409");
    }

    @Test
    void allowsARaceThatAnotherWon() {
        created(SPACE, "a");
        long sentAt = tick();
        written(SPACE, 2, "b");
        add(Request.write(SPACE, "c", null).answered(409, null, sentAt, tick()));
        inTable(SPACE, 2, "b");
        agrees();
    }

    // Without an answer

    @Test
    void allowsAWriteWithoutAnAnswerToBeDoneOrNot() {
        created(SPACE, "a");
        lostWrite(SPACE, "b", 1L);
        inTable(SPACE, 1, "a");
        agrees();

        inTable(SPACE, 2, "b");
        agrees();
    }

    @Test
    void takesUnavailableForNoAnswer() {
        created(SPACE, "a");
        add(Request.write(SPACE, "b", null).answered(503, null, tick(), tick()));
        inTable(SPACE, 2, "b");
        agrees();
    }

    @Test
    void fillsAGapWithAWriteWithoutAnAnswer() {
        created(SPACE, "a");
        lostWrite(SPACE, "b", null);
        written(SPACE, 3, "c");
        inTable(SPACE, 3, "c");
        agrees();
    }

    @Test
    void fillsNoGapWithAWriteThatKnewAnotherVersion() {
        created(SPACE, "a");
        written(SPACE, 2, "b");
        lostWrite(SPACE, "c", 1L);
        written(SPACE, 4, "d");
        inTable(SPACE, 4, "d");
        violates("no request can have written version 3", "without an answer are [WRITE of c if it is 1");
    }

    @Test
    void fillsNoGapWithAWriteThatWasSentTooLate() {
        created(SPACE, "a");
        written(SPACE, 3, "b");
        lostWrite(SPACE, "c", null);
        inTable(SPACE, 3, "b");
        violates("no request can have written version 2");
    }

    @Test
    void letsAWriteWithoutAnAnswerFillOneGapAlone() {
        created(SPACE, "a");
        lostWrite(SPACE, "b", null);
        written(SPACE, 4, "c");
        inTable(SPACE, 4, "c");
        violates("no request can have written version");
    }

    @Test
    void findsTheOneWayToFillTwoGaps() {
        created(SPACE, "a");
        lostWrite(SPACE, "b", null);
        lostWrite(SPACE, "c", 1L);
        written(SPACE, 4, "d");
        inTable(SPACE, 4, "d");
        agrees();
    }

    @Test
    void allowsOneMoreSpaceForEachCreationWithoutAnAnswer() {
        lostCreation("a", null);
        created(SPACE, "a");
        inTable(SPACE, 1, "a");
        agrees();

        inTable(OTHER, 1, "a");
        agrees();

        inTable(Thing.space("third"), 1, "a");
        violates("No request made the space");
    }

    // Idempotency-Key

    @Test
    void allowsAReplay() {
        lostCreation("a", "key");
        created(SPACE, "a", "key");
        written(SPACE, 2, "b");
        created(SPACE, "a", "key");
        inTable(SPACE, 2, "b");
        tables.keys().put("key", version(1, "a"));
        agrees();
    }

    @Test
    void allowsAReplayAfterTheSpaceWasDeleted() {
        created(SPACE, "a", "key");
        deleted(SPACE);
        created(SPACE, "a", "key");
        tables.keys().put("key", version(1, "a"));
        agrees();
    }

    @Test
    void findsAReplayThatMadeAnotherSpace() {
        created(SPACE, "a", "key");
        created(OTHER, "a", "key");
        inTable(SPACE, 1, "a");
        inTable(OTHER, 1, "a");
        tables.keys().put("key", version(1, "a"));
        violates("One Idempotency-Key made two spaces, the space S and the space O");
    }

    @Test
    void findsASecondSpaceThatACreationWithAKeyMadeUnseen() {
        lostCreation("a", "key");
        created(SPACE, "a", "key");
        inTable(SPACE, 1, "a");
        inTable(OTHER, 1, "a");
        tables.keys().put("key", version(1, "a"));
        violates("No request made the space O");
    }

    @Test
    void missesAKey() {
        created(SPACE, "a", "key");
        inTable(SPACE, 1, "a");
        violates("The Idempotency-Key of CREATE of a", "is kept with nothing");
    }

    @Test
    void findsAKeyThatNobodySent() {
        tables.keys().put("key", version(1, "a"));
        violates("an Idempotency-Key that nobody sent, key");
    }

    @Test
    void findsOneSpaceForTwoRequests() {
        created(SPACE, "a");
        created(SPACE, "b");
        inTable(SPACE, 1, "a");
        violates("Two requests were given the space S");
    }

    // Deletions

    @Test
    void findsASpaceInSpiteOfItsDeletion() {
        created(SPACE, "a");
        deleted(SPACE);
        inTable(SPACE, 1, "a");
        violates("The space S is in the table, 1 a, in spite of DELETE with the answer 204");
    }

    @Test
    void findsASecondDeletion() {
        created(SPACE, "a");
        deleted(SPACE);
        deleted(SPACE);
        violates("The space S was deleted twice");
    }

    @Test
    void findsAReadAfterTheDeletion() {
        created(SPACE, "a");
        deleted(SPACE);
        read(SPACE, 1, "a");
        violates("The space S lives on: after DELETE with the answer 204 came READ");
    }

    @Test
    void allowsADeletionWithoutAnAnswerToBeDoneOrNot() {
        created(SPACE, "a");
        add(Request.delete(SPACE, null).lost(tick()));
        agrees();

        inTable(SPACE, 1, "a");
        agrees();
    }

    @Test
    void findsThatASpaceWasNotFoundBeforeAnybodyDeletedIt() {
        created(SPACE, "a");
        notFound(SPACE);
        deleted(SPACE);
        violates("The space S was there and nobody had deleted it, but there was READ with the answer 404");
    }

    // Reviews

    @Test
    void agreesWhereAReviewIsMadeDeletedAndMadeAgain() {
        spaceWith(new Totals(1, 4));
        reviewed(201, 1, "x");
        deleted(REVIEW);
        notFound(REVIEW);
        reviewed(201, 2, "y");
        reviewed(200, 3, "z");
        inTable(REVIEW, 3, "z");
        tables.ratings().put(REVIEW, 4L);
        agrees();
    }

    @Test
    void agreesWhereADeletedReviewLeftItsVersion() {
        spaceWith(new Totals(0, 0));
        reviewed(201, 1, "x");
        deleted(REVIEW);
        tables.left().put(REVIEW, 1L);
        agrees();
    }

    @Test
    void missesAReview() {
        spaceWith(new Totals(0, 0));
        reviewed(201, 1, "x");
        tables.left().put(REVIEW, 1L);
        violates("The review of the space S by ann is not in the table, but was made by [WRITE of x");
    }

    @Test
    void missesWhatADeletedReviewLeaves() {
        spaceWith(new Totals(0, 0));
        reviewed(201, 1, "x");
        deleted(REVIEW);
        violates("The review of the space S by ann has left nothing in the table");
    }

    @Test
    void findsAReviewInSpiteOfItsDeletion() {
        spaceWith(new Totals(1, 4));
        reviewed(201, 1, "x");
        deleted(REVIEW);
        inTable(REVIEW, 1, "x");
        tables.ratings().put(REVIEW, 4L);
        violates("The review of the space S by ann is in the table, 1 x, in spite of DELETE");
    }

    @Test
    void findsTheEntityTagOfADeletedReviewUsedAgain() {
        spaceWith(new Totals(1, 4));
        reviewed(201, 1, "x");
        deleted(REVIEW);
        reviewed(201, 1, "y");
        inTable(REVIEW, 1, "y");
        tables.ratings().put(REVIEW, 4L);
        violates("The review of the space S by ann was given version 1 twice");
    }

    @Test
    void findsAReviewThatItsAuthorsListLacks() {
        spaceWith(new Totals(1, 4));
        reviewed(201, 1, "x");
        notFound(REVIEW);
        inTable(REVIEW, 1, "x");
        tables.ratings().put(REVIEW, 4L);
        violates("The review of the space S by ann was there and nobody had deleted it");
    }

    @Test
    void findsAWrongSum() {
        spaceWith(new Totals(1, 5));
        reviewed(201, 1, "x");
        inTable(REVIEW, 1, "x");
        tables.ratings().put(REVIEW, 4L);
        violates("The space S says 1 reviews with ratings of 5 together, but there are 1 reviews with ratings of 4");
    }

    @Test
    void findsReviewsOfADeletedSpaceUnlessTheFunctionSaidSo() {
        created(SPACE, "a");
        reviewed(201, 1, "x");
        deleted(SPACE);
        agrees();

        inTable(REVIEW, 1, "x");
        tables.ratings().put(REVIEW, 4L);
        violates("The review of the space S by ann is in the table, 1 x, but its space is not");

        spacesWithReviewsLeft.add("S");
        agrees();
    }

    private void agrees() {
        assertThat(violations(), empty());
    }

    /** One of the sentences has all of these parts. */
    private void violates(String... parts) {
        var violations = violations();
        assertTrue(
                violations.stream().anyMatch(violation -> Stream.of(parts).allMatch(violation::contains)),
                () -> "None of " + violations + " has all of " + List.of(parts));
    }

    private List<String> violations() {
        return Reconciliation.violations(calls, tables, spacesWithReviewsLeft);
    }

    private long tick() {
        return ++time;
    }

    private void add(Call call) {
        calls.add(call);
    }

    private void created(Thing space, String content) {
        created(space, content, null);
    }

    private void created(Thing space, String content, String key) {
        add(Request.create(content, key)
                .answered(201, version(1, content), tick(), tick())
                .of(space));
    }

    private void lostCreation(String content, String key) {
        add(Request.create(content, key).lost(tick()));
    }

    private void written(Thing thing, long version, String content) {
        add(Request.write(thing, content, null).answered(200, version(version, content), tick(), tick()));
    }

    private void lostWrite(Thing thing, String content, Long ifMatch) {
        add(Request.write(thing, content, ifMatch).lost(tick()));
    }

    private void read(Thing thing, long version, String content) {
        add(Request.read(thing).answered(200, version(version, content), tick(), tick()));
    }

    private void notFound(Thing thing) {
        add(Request.read(thing).answered(404, null, tick(), tick()));
    }

    private void deleted(Thing thing) {
        add(Request.delete(thing, null).answered(204, null, tick(), tick()));
    }

    private void reviewed(int status, long version, String content) {
        add(Request.write(REVIEW, content, null).answered(status, version(version, content), tick(), tick()));
    }

    private void spaceWith(Totals totals) {
        created(SPACE, "a");
        inTable(SPACE, 1, "a");
        tables.totals().put("S", totals);
    }

    private void inTable(Thing thing, long version, String content) {
        tables.things().put(thing, version(version, content));
    }

    private static Version version(long number, String content) {
        return new Version(number, content, number + " " + content);
    }
}
