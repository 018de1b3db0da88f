package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Five seconds on both sides, to the second: over HTTP a second may pass between signing and checking. */
class ClockSkewTest {

    private static final long NOW = 1_767_225_600;

    @Test
    void aTokenMayHaveExpiredLessThanFiveSecondsAgo() {
        assertDoesNotThrow(() -> TokenVerifier.checkExpiry(NOW - 4, NOW));
        assertThrows(InvalidToken.Expired.class, () -> TokenVerifier.checkExpiry(NOW - 5, NOW));
        assertThrows(InvalidToken.Expired.class, () -> TokenVerifier.checkExpiry(NOW - 6, NOW));
    }

    @Test
    void aTokenMayBeIssuedUpToFiveSecondsAhead() {
        assertDoesNotThrow(() -> TokenVerifier.checkStart(NOW + 5, NOW));
        assertThrows(InvalidToken.NotYetValid.class, () -> TokenVerifier.checkStart(NOW + 6, NOW));
    }
}
