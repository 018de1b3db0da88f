package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** The form of a token, to the character. */
class SignedTokenTest {

    private static final String BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @Test
    void isOfBase64UrlAlone() {
        for (char c = 0; c < 256; c++) {
            var token = "e30.e30." + c;
            if (BASE64_URL.indexOf(c) >= 0) {
                assertDoesNotThrow(() -> SignedToken.of(token), token);
            } else {
                assertMalformed(token);
            }
        }
    }

    @Test
    void isUpTo16KilobytesLong() {
        var longest = "e30.e30." + "A".repeat(16 * 1024 - 8);

        assertDoesNotThrow(() -> SignedToken.of(longest));
        assertMalformed(longest + "A");
    }

    @Test
    void hasThreeSegments() {
        assertMalformed("e30");
        assertMalformed("e30.e30");
        assertMalformed("e30.e30.e30.e30");
    }

    @Test
    void hasAHeader() {
        assertMalformed(".e30.e30");
    }

    private static void assertMalformed(String token) {
        assertEquals(
                Reason.MALFORMED_TOKEN, assertThrows(InvalidToken.class, () -> SignedToken.of(token), token).reason);
    }
}
