package dev.spacefinder.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What spaces have no field for; the rest is told of through HTTP, in SpacesResourceTest. */
class JsonInputTest {

    private static final JsonInput INPUT = JsonInput.of("a review")
            .required("rating", ValueRule.wholeNumber(1, 5))
            .optional("text", TextRule.lines(0, 10))
            .build();

    @Test
    void readsAWholeNumber() {
        var values = read("{\"rating\":5}");

        assertEquals(5, values.wholeNumber("rating"));
        assertNull(values.wholeNumber("text"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "6", "-1", "4.0", "4e0", "\"4\"", "true", "[4]", "{}", "99999999999999999999999999"})
    void refusesWhatIsNoWholeNumberInItsRange(String rating) {
        assertEquals(
                List.of(new Violation("rating", "must be a whole number from 1 to 5")),
                violations("{\"rating\":" + rating + "}"));
    }

    @Test
    void refusesNullForARequiredNumber() {
        assertEquals(List.of(new Violation("rating", "must be given")), violations("{\"rating\":null}"));
    }

    @Test
    void refusesANumberForAText() {
        assertEquals(List.of(new Violation("text", "must be a string")), violations("{\"rating\":1,\"text\":2}"));
    }

    @Test
    void namesTheThingThatAFieldIsNotOf() {
        assertEquals(
                List.of(new Violation("owner", "is not a field of a review")),
                violations("{\"rating\":1,\"owner\":\"me\"}"));
    }

    @Test
    void passesOverAByteOrderMark() {
        assertEquals(4, read("\uFEFF{\"rating\":4}").wholeNumber("rating"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
    void refusesOtherEncodings(String charset) {
        var body = "{\"rating\":4}".getBytes(Charset.forName(charset));

        assertThrows(ProblemException.class, () -> INPUT.read(body));
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        var surrogate = "{\"rating\":4,\"text\":\"\u00ed\u00a0\u0080\"}".getBytes(ISO_8859_1);

        assertEquals(
                List.of(new Violation("body", "must be JSON in UTF-8")),
                assertThrows(ProblemException.class, () -> INPUT.read(surrogate))
                        .problem()
                        .violations());
    }

    private static List<Violation> violations(String body) {
        return assertThrows(ProblemException.class, () -> read(body)).problem().violations();
    }

    private static JsonInput.Values read(String body) {
        return INPUT.read(body.getBytes(UTF_8));
    }
}
