package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Five seconds on both sides, to the second: over HTTP a second may pass between signing and checking. */
class ClockSkewTest {

    private static final long NOW = 1_767_225_600;

    @Test
    void aTokenMayHaveExpiredLessThanFiveSecondsAgo() {
        assertDoesNotThrow(() -> TokenVerifier.checkExpiry(NOW - 4, NOW));
        assertRefused(Reason.EXPIRED, () -> TokenVerifier.checkExpiry(NOW - 5, NOW));
        assertRefused(Reason.EXPIRED, () -> TokenVerifier.checkExpiry(NOW - 6, NOW));
    }

    @Test
    void aTokenMayBeIssuedUpToFiveSecondsAhead() {
        assertDoesNotThrow(() -> TokenVerifier.checkStart(NOW + 5, NOW));
        assertRefused(Reason.NOT_YET_VALID, () -> TokenVerifier.checkStart(NOW + 6, NOW));
    }

    private static void assertRefused(Reason reason, Executable check) {
        assertEquals(reason, assertThrows(InvalidToken.class, check).reason);
    }
}
