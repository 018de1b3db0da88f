package dev.spacefinder.spaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.http.PageToken;
import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.Violation;

/** The tokens of pages of spaces, from here and from elsewhere. */
class PageEndTest {

    private static final String ID = "0190f3c2-0000-7000-8000-000000000000";

    @Test
    void aTokenContinuesTheListingThatItIsFrom() {
        var ofCork = new PageEnd(true, ID, "Cork");
        var ofAll = new PageEnd(false, ID, "Cork");

        assertEquals(ofCork, PageEnd.of(ofCork.token(), "Cork"));
        assertEquals(ofAll, PageEnd.of(ofAll.token(), null));
    }

    @Test
    void aTokenContinuesNoOtherListing() {
        var another = List.of(
                new Violation("nextToken", "belongs to a listing with another location: start again without it"));

        assertEquals(another, violations(new PageEnd(true, ID, "Cork").token(), "Cobh"));
        assertEquals(another, violations(new PageEnd(true, ID, "Cork").token(), null));
        assertEquals(another, violations(new PageEnd(false, ID, "Cork").token(), "Cork"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "l",
                "l" + ID,
                "l0190f3c2-0000-7000-8000-00000000000",
                "L" + ID + "Cork",
                "b" + ID + "Cork",
                ID + "Cork",
                "l0190F3C2-0000-7000-8000-000000000000Cork",
                "lidempotency#5a1c1b0e-owner#0123456789abCork",
                "l" + ID + " ",
                "l" + ID + "Cork\n"
            })
    void aTokenThatWasNotMadeHereIsRefused(String text) {
        assertEquals(
                List.of(new Violation("nextToken", "is not a token from an earlier page: start again without it")),
                violations(PageToken.encode(text), "Cork"));
    }

    private static List<Violation> violations(String token, String location) {
        return assertThrows(ProblemException.class, () -> PageEnd.of(token, location))
                .problem()
                .violations();
    }
}
