package dev.spacefinder.identity;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import dev.spacefinder.telemetry.Metric;
import dev.spacefinder.telemetry.Telemetry;

/**
 * The keys that the pool's tokens are signed with: those that were handed in, until the pool's own document supersedes
 * them.
 *
 * <p>jose4j's and SmallRye's own key sources cannot be used, because one forged key id uses up their next refresh, and
 * they make valid callers wait for it. Here at most one fetch runs, a key at hand is never waited for while it is
 * fresh, and is used however old it is while the pool cannot be reached. Nothing runs by the clock: Lambda freezes the
 * process between events, so that keys are looked after when they are needed, by the time of day.
 */
final class SigningKeys {

    /** Where the pool's keys come from. */
    interface Publisher {

        /** @throws IOException if there is no answer, or none that is of use */
        Jwks fetch() throws IOException;
    }

    /** How often unknown key ids, which anyone can make up, may cause a fetch. */
    static final Duration FETCH_INTERVAL = Duration.ofSeconds(10);

    /** How often a fetch is tried while there is no key at all, and no caller can be served. */
    static final Duration FIRST_FETCH_INTERVAL = Duration.ofSeconds(2);

    /**
     * When a fetch that has not ended is given up: as long as all its timeouts together, so that it ran into a freeze.
     */
    static final Duration FETCH_LOST_AFTER = Duration.ofSeconds(20);

    /** How long keys that were handed in are fresh, from the start. */
    static final Duration HANDED_IN_MAX_AGE = Duration.ofHours(1);

    /** How long a caller waits for a fetch, where no key is at hand. */
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    /** How long after its start a fetch is waited for, where a stale key is at hand. */
    private static final Duration STALE_PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    private final Publisher publisher;
    private final Clock clock;
    private final Duration patience;
    private volatile Known known;
    private Fetch lastFetch;

    SigningKeys(UserPool pool) {
        this(pool.keys(), new JwksEndpoint(pool.jwksUri()), Clock.systemUTC(), PATIENCE);
    }

    /** @param handedIn the keys to start with, by their id; empty if they are to be fetched */
    SigningKeys(Map<String, PublicKey> handedIn, Publisher publisher, Clock clock, Duration patience) {
        this.known = new Known(handedIn, clock.instant(), HANDED_IN_MAX_AGE);
        this.publisher = publisher;
        this.clock = clock;
        this.patience = patience;
    }

    /** Starts to fetch the keys, without waiting for them, unless some were handed in. */
    void prefetch() {
        if (hasNone()) {
            fetch();
        }
    }

    /**
     * The key of that id, or nothing if the pool has none. An id that is not known is looked up at the pool, unless the
     * pool was asked a moment ago.
     *
     * @param mayWait whether this thread may wait for a fetch
     * @throws UnavailableException if the pool did not answer when it was last asked, and no key of that id is at hand
     * @throws MustWaitException if a fetch is under way that this thread may not wait for
     */
    Optional<PublicKey> find(String id, boolean mayWait) {
        var known = this.known;
        var key = known.keys.get(id);
        return key != null && known.isFresh(clock.instant())
                ? Optional.of(key)
                : findPublished(id, key != null, mayWait);
    }

    private Optional<PublicKey> findPublished(String id, boolean stale, boolean mayWait) {
        var fetch = fetch();
        var patience = stale ? patienceWithStaleKey(fetch) : this.patience;
        if (fetch.isUnderWay() && patience.toMillis() > 0) {
            if (!mayWait) {
                throw new MustWaitException();
            }
            fetch.await(patience);
        }
        var key = known.keys.get(id);
        if (key == null && !fetch.succeeded) {
            throw new UnavailableException(secondsUntilNextFetch(fetch));
        }
        return Optional.ofNullable(key);
    }

    /** Keys that were handed in serve on beside the first fetch; a freeze may lose it, and the next is waited for. */
    private Duration patienceWithStaleKey(Fetch fetch) {
        return fetch.isFirst ? Duration.ZERO : STALE_PATIENCE.minus(elapsedSince(fetch.start));
    }

    /** The fetch that is under way or too recent to be repeated, or else a new one. */
    private synchronized Fetch fetch() {
        if (lastFetch == null || elapsedSince(lastFetch.start).compareTo(interval()) >= 0) {
            lastFetch = new Fetch(clock.instant(), lastFetch == null);
            var thread = new Thread(lastFetch, "signing-keys");
            thread.setDaemon(true);
            thread.start();
        }
        return lastFetch;
    }

    /** In whole seconds, as Retry-After wants them, and at least one. */
    private long secondsUntilNextFetch(Fetch fetch) {
        return Math.max(
                1,
                intervalOfFailures()
                        .minus(elapsedSince(fetch.start))
                        .plusMillis(999)
                        .toSeconds());
    }

    private Duration interval() {
        return lastFetch.isUnderWay() ? FETCH_LOST_AFTER : intervalOfFailures();
    }

    private Duration intervalOfFailures() {
        return hasNone() ? FIRST_FETCH_INTERVAL : FETCH_INTERVAL;
    }

    private boolean hasNone() {
        return known.keys.isEmpty();
    }

    /** If the clock was set back since, nobody knows how long it was: then it counts as long enough to ask again. */
    private Duration elapsedSince(Instant start) {
        var elapsed = Duration.between(start, clock.instant());
        return elapsed.isNegative() ? FETCH_LOST_AFTER : elapsed;
    }

    /** The answer to a fetch that was given up may be older than what is known since. */
    private synchronized void publish(Jwks answer, Fetch fetch) {
        if (fetch == lastFetch) {
            known = new Known(answer.keys(), fetch.start, answer.maxAge());
        }
    }

    private record Known(Map<String, PublicKey> keys, Instant since, Duration maxAge) {

        boolean isFresh(Instant now) {
            return !now.isBefore(since) && now.isBefore(since.plus(maxAge));
        }
    }

    private class Fetch implements Runnable {

        private final Instant start;
        private final boolean isFirst;
        private final CountDownLatch end = new CountDownLatch(1);
        private volatile boolean succeeded;

        Fetch(Instant start, boolean isFirst) {
            this.start = start;
            this.isFirst = isFirst;
        }

        @Override
        public void run() {
            try {
                publish(publisher.fetch(), this);
                succeeded = true;
            } catch (IOException | RuntimeException e) {
                Telemetry.count(Metric.KEY_FETCH_FAILURES);
                LOG.warnf("The user pool's keys were not fetched from %s: %s", publisher, e.getMessage());
            } finally {
                end.countDown();
            }
        }

        boolean isUnderWay() {
            return end.getCount() > 0;
        }

        void await(Duration patience) {
            try {
                end.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The pool does not answer, so that it is not known whether it has the key. */
    static final class UnavailableException extends RuntimeException {

        /** When it makes sense to try again. */
        final long retryAfterSeconds;

        UnavailableException(long retryAfterSeconds) {
            super("The user pool's keys are not available", null, false, false);
            this.retryAfterSeconds = retryAfterSeconds;
        }
    }

    /** Keys are being fetched, and this thread must not wait for them: to be tried again on one that may. */
    static final class MustWaitException extends RuntimeException {

        MustWaitException() {
            super("The user pool's keys are being fetched", null, false, false);
        }
    }
}
