package dev.spacefinder.spaces;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import dev.spacefinder.http.ProblemException;

/** Bodies that no test can send through a gateway, or not fast. */
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

    private static int assertRefused(byte[] body) {
        var refusal = assertThrows(ProblemException.class, () -> SpaceInput.parse(body));
        assertEquals(400, refusal.problem().status());
        return refusal.problem().violations().size();
    }
}
