package dev.spacefinder.local.pool.secrets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);

    /** RFC 6238, appendix B: the rows of SHA-1. They have eight digits; six are the last six of them. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void codesAreThoseOfRfc6238(long seconds, String code) {
        assertEquals(code.substring(2), Totp.code(SECRET, Instant.ofEpochSecond(seconds)));
    }

    /** RFC 4226, appendix D: the counter is the step. */
    @ParameterizedTest
    @CsvSource({
        "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
        "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
    })
    void codesAreThoseOfRfc4226(long step, String code) {
        assertEquals(code, Totp.code(SECRET, Instant.ofEpochSecond(step * 30)));
        assertEquals(code, Totp.code(SECRET, Instant.ofEpochSecond(step * 30 + 29)));
    }

    /** RFC 4648, section 10; authenticator apps take no padding. */
    @ParameterizedTest
    @CsvSource({"'', ''", "f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void base32IsThatOfRfc4648(String text, String encoded) {
        assertEquals(encoded, Totp.base32(text.getBytes(US_ASCII)));
    }

    @ParameterizedTest
    @CsvSource({"-2, false", "-1, true", "0, true", "1, true", "2, false"})
    void allowsOneStepOfDriftEachWay(int steps, boolean matches) {
        var moment = Instant.ofEpochSecond(1_111_111_111);
        var code = Totp.code(SECRET, moment.plusSeconds(30L * steps));
        assertEquals(matches, Totp.match(SECRET, code, moment).isPresent());
    }

    @Test
    void tellsWhichStepACodeBelongsTo() {
        var moment = Instant.ofEpochSecond(90);
        assertEquals(2, Totp.match(SECRET, "359152", moment).getAsLong());
        assertEquals(3, Totp.match(SECRET, "969429", moment).getAsLong());
        assertEquals(4, Totp.match(SECRET, "338314", moment).getAsLong());
        assertFalse(Totp.match(SECRET, "000000", moment).isPresent());
        assertFalse(Totp.match(SECRET, "", moment).isPresent());
    }

    @Test
    void secretsHaveTheLengthOfCognitosAndDiffer() {
        var secret = Totp.base32(Totp.newSecret());
        assertTrue(secret.matches("[A-Z2-7]{52}"), secret);
        assertFalse(secret.equals(Totp.base32(Totp.newSecret())));
    }
}
