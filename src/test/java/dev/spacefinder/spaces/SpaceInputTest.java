package dev.spacefinder.spaces;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.Violation;

/** What a caller may say about a space, and bodies that no test can send through a gateway, or not fast. */
class SpaceInputTest {

    @Test
    void refusesABodyThatIsNotUtf8() {
        assertRefused("{\"name\":\"café\",\"location\":\"b\"}".getBytes(ISO_8859_1));
    }

    @Test
    void refusesABodyThatIsNestedWithoutEnd() {
        assertRefused("{\"name\":%s".formatted("[".repeat(60_000)).getBytes(UTF_8));
    }

    @Test
    void refusesANumberWithoutEnd() {
        assertRefused("{\"name\":%s}".formatted("1".repeat(60_000)).getBytes(UTF_8));
    }

    @Test
    void refusesManyUnknownFieldsWithoutNamingEach() {
        var body = new StringBuilder("{");
        for (int i = 0; i < 5_000; i++) {
            body.append("\"x").append(i).append("\":0,");
        }
        assertEquals(20, assertRefused(body.append("\"x\":0}").toString().getBytes(UTF_8)));
    }

    @Test
    void readsWhatACallerSays() {
        var said = "{\"name\":\"Desk\",\"location\":\"Cork\",\"description\":\"Quiet.\","
                + "\"photoUrl\":\"https://example.com/desk.jpg\"}";

        assertEquals(
                new SpaceInput("Desk", "Cork", "Quiet.", "https://example.com/desk.jpg"),
                SpaceInput.parse(said.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "HTTPS://example.com/desk.jpg", "https://example.com:8443/?desk"})
    void takesAnHttpsUrlForAPhoto(String url) {
        assertEquals(url, withPhoto(url).photoUrl());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/desk.jpg",
                "//example.com/desk.jpg",
                "https:desk.jpg",
                "https:///desk.jpg",
                "https://user@example.com/desk.jpg",
                "https://example.com/my desk.jpg"
            })
    void takesNothingElseForAPhoto(String url) {
        assertEquals(
                List.of(new Violation("photoUrl", "must be an https URL, for instance https://example.com/photo.jpg")),
                assertThrows(ProblemException.class, () -> withPhoto(url))
                        .problem()
                        .violations());
    }

    @Test
    void isToldApartByEachOfItsFields() {
        var fingerprints = Stream.of(
                        new SpaceInput("a", "b", "c", "d"),
                        new SpaceInput("x", "b", "c", "d"),
                        new SpaceInput("a", "x", "c", "d"),
                        new SpaceInput("a", "b", "x", "d"),
                        new SpaceInput("a", "b", "c", "x"))
                .map(SpaceInput::fingerprint)
                .collect(Collectors.toSet());

        assertEquals(5, fingerprints.size());
    }

    private static SpaceInput withPhoto(String url) {
        return SpaceInput.parse("{\"name\":\"Desk\",\"location\":\"Cork\",\"photoUrl\":\"%s\"}"
                .formatted(url)
                .getBytes(UTF_8));
    }

    private static int assertRefused(byte[] body) {
        var refusal = assertThrows(ProblemException.class, () -> SpaceInput.parse(body));
        assertEquals(400, refusal.problem().status());
        return refusal.problem().violations().size();
    }
}
