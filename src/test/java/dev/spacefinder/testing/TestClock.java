package dev.spacefinder.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A clock that tests turn. */
public final class TestClock extends Clock {

    private final Clock base;
    private volatile Duration ahead = Duration.ZERO;

    private TestClock(Clock base) {
        this.base = base;
    }

    /** One that runs, from now on. */
    public static TestClock running() {
        return new TestClock(Clock.systemUTC());
    }

    /** One that stands still but for being turned. */
    public static TestClock standing() {
        return new TestClock(Clock.fixed(
                Instant.parse("2026-01-01T00:00:00Z"), Clock.systemUTC().getZone()));
    }

    /** Turns it forward, or back by a negative duration. */
    public void turn(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
