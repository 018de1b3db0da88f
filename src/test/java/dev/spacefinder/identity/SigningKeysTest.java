package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.spacefinder.testing.SigningKey;
import dev.spacefinder.testing.TestClock;

/**
 * The keys under concurrency, rotation, outages and attack: with a clock that the tests set, and a pool that they hold
 * up.
 */
@Timeout(30)
class SigningKeysTest {

    private static final PublicKey KEY = SigningKey.rsa("one").publicKey();
    private static final PublicKey NEXT_KEY = SigningKey.rsa("two").publicKey();
    private static final Duration MAX_AGE = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NO_PATIENCE = Duration.ofMillis(1);
    private static final boolean MAY_WAIT = true;

    private final TestClock clock = TestClock.standing();
    private final TestPublisher pool = new TestPublisher();

    @AfterEach
    void letGo() {
        pool.answer();
    }

    // Start

    @Test
    void prefetchDoesNotDelayTheStart() {
        pool.hold();
        var keys = keys(PATIENCE);

        keys.prefetch();

        assertThrows(SigningKeys.MustWaitException.class, () -> keys.find("one", !MAY_WAIT));
    }

    @Test
    void aCallerWhoComesEarlyWaitsForThePrefetch() throws Exception {
        pool.hold();
        var keys = keys(PATIENCE);
        keys.prefetch();

        var early = inThreads(1, () -> keys.find("one", MAY_WAIT));
        pool.answer();

        assertEquals(Optional.of(KEY), early.get(0).get());
        assertEquals(1, pool.fetches.get());
    }

    @Test
    void manyCallersAtOnceCauseOneFetch() throws Exception {
        pool.hold();
        var keys = keys(PATIENCE);

        var callers = inThreads(50, () -> keys.find("one", MAY_WAIT));
        pool.answer();

        for (var caller : callers) {
            assertEquals(Optional.of(KEY), caller.get());
        }
        assertEquals(1, pool.fetches.get());
    }

    @Test
    void aFetchDoesNotKeepTheProcessFromItsEnd() throws Exception {
        var isDaemon = new CompletableFuture<Boolean>();
        SigningKeys.Publisher publisher = () -> {
            isDaemon.complete(Thread.currentThread().isDaemon());
            return new Jwks(Map.of("one", KEY), MAX_AGE);
        };

        new SigningKeys(Map.of(), publisher, clock, PATIENCE).prefetch();

        assertTrue(isDaemon.get());
    }

    @Test
    void aCallerWhoIsInterruptedWaitsNoLongerAndStaysInterrupted() {
        pool.hold();
        var keys = keys(PATIENCE);

        Thread.currentThread().interrupt();

        assertThrows(SigningKeys.UnavailableException.class, () -> keys.find("one", MAY_WAIT));
        assertTrue(Thread.interrupted());
    }

    // Keys that were handed in

    @Test
    void keysThatWereHandedInNeedNoFetchForAnHour() {
        var keys = handedIn();

        keys.prefetch();
        clock.turn(SigningKeys.HANDED_IN_MAX_AGE.minusMillis(1));

        assertEquals(Optional.of(KEY), keys.find("one", !MAY_WAIT));
        assertEquals(0, pool.fetches.get());
    }

    @Test
    void afterAnHourThePoolIsAskedBesideTheRequests() throws Exception {
        var keys = handedIn();
        pool.publish(Map.of("two", NEXT_KEY));
        pool.hold();
        clock.turn(SigningKeys.HANDED_IN_MAX_AGE);

        assertEquals(Optional.of(KEY), keys.find("one", !MAY_WAIT));
        pool.awaitFetches(1);
        assertEquals(Optional.of(KEY), keys.find("one", !MAY_WAIT));

        pool.answer();
        assertEquals(Optional.of(NEXT_KEY), keys.find("two", MAY_WAIT));
        assertEquals(Optional.empty(), keys.find("one", MAY_WAIT));
        assertEquals(1, pool.fetches.get());
    }

    @Test
    void aKeyThatWasHandedInAndWithdrawnIsRefusedThoughAFreezeLostTheFirstFetch() throws Exception {
        var keys = handedIn();
        pool.hold();
        clock.turn(SigningKeys.HANDED_IN_MAX_AGE);
        keys.find("one", !MAY_WAIT);
        pool.awaitFetches(1);
        pool.answerFromNowOn(Map.of("two", NEXT_KEY));
        clock.turn(SigningKeys.FETCH_LOST_AFTER);

        assertEquals(Optional.empty(), keys.find("one", MAY_WAIT));
    }

    @Test
    void keysThatWereHandedInServeHoweverLongThePoolIsDown() {
        var keys = handedIn();
        pool.goDown();

        for (int month = 0; month < 12; month++) {
            clock.turn(Duration.ofDays(30));
            assertEquals(Optional.of(KEY), keys.find("one", MAY_WAIT), "after months: " + month);
        }
    }

    @Test
    void aKeyThatWasNotHandedInIsLookedUpInADocumentThatSupersedesThem() {
        pool.publish(Map.of("two", NEXT_KEY));
        var keys = handedIn();

        assertEquals(Optional.of(NEXT_KEY), keys.find("two", MAY_WAIT));
        assertEquals(Optional.empty(), keys.find("one", MAY_WAIT));
        assertEquals(1, pool.fetches.get());
    }

    @Test
    void aKeyThatWasNotHandedInIsNotUnknownWhileThePoolIsDown() {
        pool.goDown();
        var keys = handedIn();

        assertEquals(10, unavailable(keys, "two").retryAfterSeconds);
        assertEquals(Optional.of(KEY), keys.find("one", !MAY_WAIT));
    }

    // Outages

    @Test
    void withNoKeyEverFetchedItSaysWhenToTryAgain() {
        pool.goDown();
        var keys = keys(PATIENCE);

        assertEquals(
                2,
                assertThrows(SigningKeys.UnavailableException.class, () -> keys.find("one", MAY_WAIT))
                        .retryAfterSeconds);
        clock.turn(Duration.ofMillis(1500));
        assertEquals(
                1,
                assertThrows(SigningKeys.UnavailableException.class, () -> keys.find("one", MAY_WAIT))
                        .retryAfterSeconds);
        assertEquals(1, pool.fetches.get());
    }

    @Test
    void recoversWhenItWasSaidToTryAgain() {
        pool.goDown();
        var keys = keys(PATIENCE);
        var unavailable = assertThrows(SigningKeys.UnavailableException.class, () -> keys.find("one", MAY_WAIT));

        pool.publish(Map.of("one", KEY));
        clock.turn(Duration.ofSeconds(unavailable.retryAfterSeconds));

        assertEquals(Optional.of(KEY), keys.find("one", MAY_WAIT));
    }

    @Test
    void aFirstFetchThatHangsIsNotWaitedForWithoutEnd() {
        pool.hold();
        var keys = keys(NO_PATIENCE);

        assertThrows(SigningKeys.UnavailableException.class, () -> keys.find("one", MAY_WAIT));
    }

    @Test
    void staleKeysServeHoweverLongThePoolIsDown() {
        var keys = fetched();
        pool.goDown();

        for (int month = 0; month < 12; month++) {
            clock.turn(Duration.ofDays(30));
            assertEquals(Optional.of(KEY), keys.find("one", MAY_WAIT), "after months: " + month);
        }
    }

    @Test
    void whileThePoolHangsAStaleKeyIsWaitedForOnlyInTheFirstSecondOfAFetch() throws Exception {
        var keys = fetched();
        clock.turn(MAX_AGE);
        pool.hold();
        var first = inThreads(1, () -> keys.find("one", MAY_WAIT)).get(0);
        pool.awaitFetches(2);
        clock.turn(Duration.ofSeconds(1));

        assertEquals(Optional.of(KEY), keys.find("one", MAY_WAIT));
        assertEquals(Optional.of(KEY), first.get());
        assertEquals(2, pool.fetches.get());
    }

    @Test
    void whileThePoolIsDownItIsAskedOnceInTenSeconds() {
        var keys = fetched();
        pool.goDown();
        clock.turn(MAX_AGE);
        int before = pool.fetches.get();

        for (int tenth = 0; tenth < 600; tenth++) {
            keys.find("one", MAY_WAIT);
            clock.turn(Duration.ofMillis(100));
        }

        assertEquals(6, pool.fetches.get() - before);
    }

    @Test
    void whileThePoolIsDownAnUnknownKeyMayBeARotatedOne() {
        var keys = fetched();
        clock.turn(Duration.ofMinutes(1));
        pool.goDown();

        assertEquals(10, unavailable(keys, "two").retryAfterSeconds);
        clock.turn(Duration.ofMillis(8500));
        var unavailable = unavailable(keys, "two");
        assertEquals(2, unavailable.retryAfterSeconds);
        assertEquals(2, pool.fetches.get());

        pool.publish(Map.of("two", NEXT_KEY));
        clock.turn(Duration.ofSeconds(unavailable.retryAfterSeconds));
        assertEquals(Optional.of(NEXT_KEY), keys.find("two", MAY_WAIT));
    }

    @Test
    void aKeyIsNotUnknownWhileItIsBeingLookedUp() {
        var keys = new SigningKeys(Map.of("one", KEY), pool, clock, NO_PATIENCE);
        pool.hold();

        assertEquals(10, unavailable(keys, "two").retryAfterSeconds);
    }

    // Age

    @Test
    void keysAreKeptForTheirMaxAge() {
        var keys = fetched();

        clock.turn(MAX_AGE.minusMillis(1));

        assertEquals(Optional.of(KEY), keys.find("one", !MAY_WAIT));
        assertEquals(1, pool.fetches.get());
    }

    @Test
    void aKeyThatThePoolWithdrewIsRefusedAfterItsMaxAge() {
        var keys = fetched();
        pool.publish(Map.of("two", NEXT_KEY));

        clock.turn(MAX_AGE);

        assertEquals(Optional.empty(), keys.find("one", MAY_WAIT));
        assertEquals(2, pool.fetches.get());
    }

    // Rotation and attack

    @Test
    void aRotatedKeyIsFoundWithItsFirstToken() {
        var keys = fetched();
        clock.turn(Duration.ofMinutes(1));
        pool.publish(Map.of("one", KEY, "two", NEXT_KEY));

        assertEquals(Optional.of(NEXT_KEY), keys.find("two", MAY_WAIT));
        assertEquals(Optional.of(KEY), keys.find("one", !MAY_WAIT));
        assertEquals(2, pool.fetches.get());
    }

    @Test
    void aFloodOfUnknownKeysCausesOneFetchInTenSeconds() {
        var keys = fetched();
        clock.turn(Duration.ofMinutes(1));

        for (int i = 0; i < 6000; i++) {
            assertEquals(Optional.empty(), keys.find("forged-" + i, MAY_WAIT));
            clock.turn(Duration.ofMillis(10));
        }

        assertEquals(1 + 6, pool.fetches.get());
    }

    @Test
    void aFloodOfUnknownKeysFromManyThreadsCausesOneFetch() throws Exception {
        var keys = fetched();
        clock.turn(Duration.ofMinutes(1));
        var number = new AtomicInteger();

        for (var caller : inThreads(100, () -> keys.find("forged-" + number.incrementAndGet(), MAY_WAIT))) {
            assertEquals(Optional.empty(), caller.get());
        }

        assertEquals(2, pool.fetches.get());
    }

    @Test
    void aFloodOfUnknownKeysMakesNoValidCallerWait() throws Exception {
        var keys = fetched();
        clock.turn(Duration.ofMinutes(1));
        pool.hold();
        var forger = inThreads(1, () -> keys.find("forged", MAY_WAIT)).get(0);
        pool.awaitFetches(2);

        assertEquals(Optional.of(KEY), keys.find("one", !MAY_WAIT));

        pool.answer();
        assertEquals(Optional.empty(), forger.get());
    }

    @Test
    void aFloodOfUnknownKeysDelaysARotationByTenSecondsAtMost() {
        var keys = fetched();
        clock.turn(Duration.ofMinutes(1));
        keys.find("forged", MAY_WAIT);
        pool.publish(Map.of("one", KEY, "two", NEXT_KEY));

        assertEquals(Optional.empty(), keys.find("two", MAY_WAIT));
        clock.turn(SigningKeys.FETCH_INTERVAL);
        assertEquals(Optional.of(NEXT_KEY), keys.find("two", MAY_WAIT));
    }

    // Freezes

    @Test
    void aFetchThatWasLostInAFreezeIsGivenUpAndItsLateAnswerToo() throws Exception {
        pool.hold();
        var keys = keys(PATIENCE);
        keys.prefetch();
        pool.awaitFetches(1);
        var lost = pool.held();
        pool.answerFromNowOn(Map.of("two", NEXT_KEY));
        clock.turn(SigningKeys.FETCH_LOST_AFTER);

        assertEquals(Optional.of(NEXT_KEY), keys.find("two", MAY_WAIT));
        lost.release();
        pool.awaitAnswers(2);
        assertEquals(Optional.of(NEXT_KEY), keys.find("two", !MAY_WAIT));
    }

    @Test
    void aClockThatIsSetBackCostsOneFetchAndNoCaller() {
        var keys = fetched();

        clock.turn(Duration.ofDays(-30));

        assertEquals(Optional.of(KEY), keys.find("one", MAY_WAIT));
        assertEquals(Optional.of(KEY), keys.find("one", !MAY_WAIT));
        assertEquals(2, pool.fetches.get());
    }

    private SigningKeys keys(Duration patience) {
        return new SigningKeys(Map.of(), pool, clock, patience);
    }

    private SigningKeys handedIn() {
        return new SigningKeys(Map.of("one", KEY), pool, clock, PATIENCE);
    }

    private SigningKeys fetched() {
        var keys = keys(PATIENCE);
        assertEquals(Optional.of(KEY), keys.find("one", MAY_WAIT));
        return keys;
    }

    private static SigningKeys.UnavailableException unavailable(SigningKeys keys, String id) {
        return assertThrows(SigningKeys.UnavailableException.class, () -> keys.find(id, MAY_WAIT));
    }

    private static <T> List<Future<T>> inThreads(int count, Callable<T> call) throws InterruptedException {
        var threads = Executors.newFixedThreadPool(count);
        var ready = new CountDownLatch(count);
        var results = new ArrayList<Future<T>>();
        for (int i = 0; i < count; i++) {
            results.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                return call.call();
            }));
        }
        ready.await();
        threads.shutdown();
        return results;
    }

    /** A pool that answers, is down, or keeps who asks waiting. */
    private static class TestPublisher implements SigningKeys.Publisher {

        final AtomicInteger fetches = new AtomicInteger();
        private final Semaphore begun = new Semaphore(0);
        private final Semaphore ended = new Semaphore(0);
        private volatile Semaphore gate = new Semaphore(1_000_000);
        private volatile Map<String, PublicKey> published = Map.of("one", KEY);

        @Override
        public Jwks fetch() throws IOException {
            var gate = this.gate;
            var answer = published;
            fetches.incrementAndGet();
            begun.release();
            gate.acquireUninterruptibly();
            ended.release();
            if (answer == null) {
                throw new IOException("the pool is down");
            }
            return new Jwks(answer, MAX_AGE);
        }

        void publish(Map<String, PublicKey> keys) {
            published = keys;
        }

        void goDown() {
            published = null;
        }

        void hold() {
            gate = new Semaphore(0);
        }

        Semaphore held() {
            return gate;
        }

        void answer() {
            gate.release(1000);
        }

        void answerFromNowOn(Map<String, PublicKey> keys) {
            published = keys;
            gate = new Semaphore(1_000_000);
        }

        void awaitFetches(int count) throws InterruptedException {
            begun.acquire(count);
        }

        void awaitAnswers(int count) throws InterruptedException {
            ended.acquire(count);
        }
    }
}
