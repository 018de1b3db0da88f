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

/**
 * The keys that the pool's tokens are signed with: those that were handed in, and those that the pool publishes.
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

    /** When a fetch that has not ended is given up: longer than its timeouts, so that it ran into a freeze. */
    static final Duration FETCH_LOST_AFTER = Duration.ofSeconds(20);

    /** How long a caller waits for a fetch, where no key is at hand. */
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    /** How long after its start a fetch is waited for, where a stale key is at hand. */
    private static final Duration STALE_PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    private final Map<String, PublicKey> given;
    private final Publisher publisher;
    private final Clock clock;
    private final Duration patience;
    private volatile Published published = new Published(Map.of(), Instant.MIN, Duration.ZERO);
    private Fetch lastFetch;

    SigningKeys(UserPool pool) {
        this(pool.keys(), new JwksEndpoint(pool.jwksUri()), Clock.systemUTC(), PATIENCE);
    }

    SigningKeys(Map<String, PublicKey> given, Publisher publisher, Clock clock, Duration patience) {
        this.given = given;
        this.publisher = publisher;
        this.clock = clock;
        this.patience = patience;
    }

    /** Starts to fetch the keys, without waiting for them, unless some were handed in. */
    void prefetch() {
        if (given.isEmpty()) {
            fetch();
        }
    }

    /**
     * The key of that id, or nothing if the pool has none. An id that is not known is looked up at the pool, unless the
     * pool was asked a moment ago.
     *
     * @param mayWait whether this thread may wait for a fetch
     * @throws UnavailableException if no key at all could be fetched so far
     * @throws MustWaitException if a fetch is under way that this thread may not wait for
     */
    Optional<PublicKey> find(String id, boolean mayWait) {
        var key = given.get(id);
        var known = published;
        if (key == null && known.isFresh(clock.instant())) {
            key = known.keys.get(id);
        }
        return key != null ? Optional.of(key) : findPublished(id, known.keys.containsKey(id), mayWait);
    }

    private Optional<PublicKey> findPublished(String id, boolean stale, boolean mayWait) {
        var fetch = fetch();
        if (fetch.isUnderWay() && !mayWait) {
            throw new MustWaitException();
        }
        fetch.await(stale ? STALE_PATIENCE.minus(elapsedSince(fetch.start)) : patience);
        if (hasNone()) {
            throw new UnavailableException(secondsUntilNextFetch());
        }
        return Optional.ofNullable(published.keys.get(id));
    }

    /** The fetch that is under way or too recent to be repeated, or else a new one. */
    private synchronized Fetch fetch() {
        if (lastFetch == null || elapsedSince(lastFetch.start).compareTo(interval()) >= 0) {
            lastFetch = new Fetch(clock.instant());
            var thread = new Thread(lastFetch, "signing-keys");
            thread.setDaemon(true);
            thread.start();
        }
        return lastFetch;
    }

    /** In whole seconds, as Retry-After wants them, and at least one. */
    private synchronized long secondsUntilNextFetch() {
        return Math.max(
                1,
                FIRST_FETCH_INTERVAL
                        .minus(elapsedSince(lastFetch.start))
                        .plusMillis(999)
                        .toSeconds());
    }

    private Duration interval() {
        if (lastFetch.isUnderWay()) {
            return FETCH_LOST_AFTER;
        }
        return hasNone() ? FIRST_FETCH_INTERVAL : FETCH_INTERVAL;
    }

    private boolean hasNone() {
        return given.isEmpty() && published.keys.isEmpty();
    }

    /** If the clock was set back since, nobody knows how long it was: then it counts as long enough to ask again. */
    private Duration elapsedSince(Instant start) {
        var elapsed = Duration.between(start, clock.instant());
        return elapsed.isNegative() ? FETCH_LOST_AFTER : elapsed;
    }

    /** The answer to a fetch that was given up may be older than what is known since. */
    private synchronized void publish(Jwks answer, Fetch fetch) {
        if (fetch == lastFetch) {
            published = new Published(answer.keys(), fetch.start, answer.maxAge());
        }
    }

    private record Published(Map<String, PublicKey> keys, Instant asked, Duration maxAge) {

        boolean isFresh(Instant now) {
            return !keys.isEmpty() && !now.isBefore(asked) && now.isBefore(asked.plus(maxAge));
        }
    }

    private class Fetch implements Runnable {

        private final Instant start;
        private final CountDownLatch end = new CountDownLatch(1);

        Fetch(Instant start) {
            this.start = start;
        }

        @Override
        public void run() {
            try {
                publish(publisher.fetch(), this);
            } catch (IOException | RuntimeException e) {
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

    /** No key was ever to be had, so that no token can be checked. */
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
