package dev.spacefinder.spaces;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;

import org.junit.jupiter.api.Test;

/** The rule of ownership. */
class CallerTest {

    private final Space space = Space.first(
            "0190f3c2-0000-7000-8000-000000000000",
            new SpaceInput("Name", "Location", null, null),
            "owner",
            Instant.EPOCH);

    @Test
    void theOwnerMayChangeTheSpace() {
        assertTrue(new Caller("owner", false).mayChange(space));
    }

    @Test
    void anAdminMayChangeTheSpace() {
        assertTrue(new Caller("another", true).mayChange(space));
    }

    @Test
    void nobodyElseMayChangeTheSpace() {
        assertFalse(new Caller("another", false).mayChange(space));
        assertFalse(new Caller("OWNER", false).mayChange(space));
        assertFalse(new Caller("", false).mayChange(space));
    }
}
