package dev.spacefinder.spaces;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;

import org.junit.jupiter.api.Test;

/** The rule of ownership. */
class CallerTest {

    private static final Space SPACE = Space.first(
            "0190f3c2-0000-7000-8000-000000000000",
            new SpaceInput("Name", "Location", null, null),
            "owner",
            Instant.EPOCH);

    @Test
    void theOwnerMayChangeTheSpace() {
        assertTrue(new Caller("owner", false).mayChange(SPACE));
    }

    @Test
    void anAdminMayChangeTheSpace() {
        assertTrue(new Caller("another", true).mayChange(SPACE));
    }

    @Test
    void nobodyElseMayChangeTheSpace() {
        assertFalse(new Caller("another", false).mayChange(SPACE));
        assertFalse(new Caller("OWNER", false).mayChange(SPACE));
        assertFalse(new Caller("", false).mayChange(SPACE));
    }
}
