package dev.spacefinder.local.pool.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import dev.spacefinder.local.pool.protocol.CognitoException;

/**
 * Counts what a user tries: wrong passwords, for Cognito's lock-out (after five failures one second, doubling with each
 * further one up to fifteen minutes), and codes, for its limits per hour. Kept in memory: a restart forgives.
 */
public final class Attempts {

    private record Failures(int count, Instant last, Instant lockedUntil) {}

    private record Uses(int count, Instant since) {}

    private static final int FREE_FAILURES = 5;
    private static final Duration LONGEST_LOCK = Duration.ofMinutes(15);
    private static final Duration WINDOW = Duration.ofHours(1);

    private final Map<String, Failures> failures = new HashMap<>();
    private final Map<String, Uses> uses = new HashMap<>();
    private final Clock clock;

    Attempts(Clock clock) {
        this.clock = clock;
    }

    /** Whether the user must wait before the next password or code. */
    public boolean isLocked(User user) {
        return isLocked(user.sub());
    }

    /** Whether a name that nobody has must wait: otherwise the lock would tell who exists. */
    public synchronized boolean isLocked(String key) {
        var failed = failures.get(key);
        return failed != null && clock.instant().isBefore(failed.lockedUntil());
    }

    /** Counts a wrong password or code. */
    public void failed(User user) {
        failed(user.sub());
    }

    /** Counts a password for a name that nobody has. */
    public synchronized void failed(String key) {
        var now = clock.instant();
        failures.values().removeIf(failed -> failed.last().plus(LONGEST_LOCK).isBefore(now));
        var before = failures.get(key);
        var count = before == null ? 1 : before.count() + 1;
        var seconds = count < FREE_FAILURES
                ? 0
                : Math.min(LONGEST_LOCK.toSeconds(), 1L << Math.min(count - FREE_FAILURES, 30));
        failures.put(key, new Failures(count, now, now.plusSeconds(seconds)));
    }

    /** Forgets the wrong passwords of a user. */
    public synchronized void succeeded(User user) {
        failures.remove(user.sub());
    }

    /** Counts one use of an operation and refuses it beyond the number that Cognito allows in an hour. */
    public synchronized void limit(User user, String operation, int perHour) {
        var now = clock.instant();
        var used = uses.compute(
                user.sub() + ":" + operation,
                (key, before) -> before == null || before.since().plus(WINDOW).isBefore(now)
                        ? new Uses(1, now)
                        : new Uses(before.count() + 1, before.since()));
        if (used.count() > perHour) {
            throw new CognitoException("LimitExceededException", "Attempt limit exceeded, please try after some time.");
        }
    }
}
