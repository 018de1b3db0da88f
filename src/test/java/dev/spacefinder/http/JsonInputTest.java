package dev.spacefinder.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.jaxrs.HttpHeadersImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonToken;

/** What spaces have no field for; the rest is told of through HTTP, in SpacesResourceTest. */
class JsonInputTest {

    private final JsonInput input = JsonInput.of("a review")
            .required("rating", ValueRule.wholeNumber(1, 5))
            .optional("text", TextRule.lines(0, 10))
            .serverMade("id", "version")
            .build();

    @Test
    void readsAWholeNumber() {
        var values = read("{\"rating\":5}");

        assertEquals(5, values.wholeNumber("rating"));
        assertNull(values.wholeNumber("text"));
    }

    @Test
    void readsAText() {
        assertEquals("Quiet.", read("{\"rating\":5,\"text\":\"Quiet.\"}").text("text"));
    }

    @Test
    void takesNullForAnOptionalFieldThatIsAbsent() {
        assertNull(read("{\"rating\":5,\"text\":null}").text("text"));
    }

    @Test
    void readsTheLeastAndTheGreatestWholeNumber() {
        var any = ValueRule.wholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE);

        assertNull(any.check(JsonToken.VALUE_NUMBER_INT, "-2147483648"));
        assertNull(any.check(JsonToken.VALUE_NUMBER_INT, "2147483647"));
        assertEquals(
                "must be a whole number from -2147483648 to 2147483647",
                any.check(JsonToken.VALUE_NUMBER_INT, "2147483648"));
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
    void refusesAFieldThatIsGivenTwice() {
        assertEquals(List.of(new Violation("rating", "must be given once")), violations("{\"rating\":1,\"rating\":1}"));
    }

    @Test
    void namesTheThingThatAFieldIsNotOf() {
        assertEquals(
                List.of(new Violation("owner", "is not a field of a review")),
                violations("{\"rating\":1,\"owner\":\"me\"}"));
    }

    @Test
    void tellsWhatTheServerMakesFromWhatIsNoField() {
        assertEquals(
                List.of(new Violation("version", "is made by the server: leave it out")),
                violations("{\"rating\":1,\"version\":2}"));
    }

    @Test
    void namesAFieldInItsFirstHundredCharacters() {
        var hundred = "x".repeat(100);

        assertEquals(
                List.of(
                        new Violation(hundred, "is not a field of a review"),
                        new Violation(hundred + "...", "is not a field of a review")),
                violations("{\"rating\":1,\"%s\":1,\"%sy\":1}".formatted(hundred, hundred)));
    }

    @Test
    void passesOverAByteOrderMark() {
        assertEquals(4, read("\uFEFF{\"rating\":4}").wholeNumber("rating"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
    void refusesOtherEncodings(String charset) {
        var body = "{\"rating\":4}".getBytes(Charset.forName(charset));

        assertThrows(ProblemException.class, () -> input.read(body));
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        var surrogate = "{\"rating\":4,\"text\":\"\u00ed\u00a0\u0080\"}".getBytes(ISO_8859_1);

        assertEquals(
                List.of(new Violation("body", "must be JSON in UTF-8")),
                assertThrows(ProblemException.class, () -> input.read(surrogate))
                        .problem()
                        .violations());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON", "application/json ; charset=utf-8"})
    void isReadFromABodyOfJson(String type) {
        assertDoesNotThrow(() -> JsonInput.requireContentType(headers("Content-Type", type)));
    }

    @Test
    void isReadFromNoOtherBody() {
        assertThrows(
                NotSupportedException.class,
                () -> JsonInput.requireContentType(headers("Content-Type", "application/json5")));
        assertThrows(NotSupportedException.class, () -> JsonInput.requireContentType(headers("Accept", "*/*")));
    }

    private static HttpHeaders headers(String name, String value) {
        return new HttpHeadersImpl(Map.of(name, value).entrySet());
    }

    private List<Violation> violations(String body) {
        return assertThrows(ProblemException.class, () -> read(body)).problem().violations();
    }

    private JsonInput.Values read(String body) {
        return input.read(body.getBytes(UTF_8));
    }
}
