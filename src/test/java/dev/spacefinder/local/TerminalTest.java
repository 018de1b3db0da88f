package dev.spacefinder.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    /** The second column is what is printed: an escape character, a bell, marks of direction and of a line's end. */
    @ParameterizedTest
    @CsvSource({
        "27, \\u001b",
        "7, \\u0007",
        "10, \\u000a",
        "155, \\u009b",
        "8238, \\u202e",
        "8232, \\u2028",
        "233, \u00e9",
        "32, ' '"
    })
    void printsNothingThatATerminalActsOn(int sent, String printed) {
        assertEquals("a" + printed + "b", Terminal.printable("a" + (char) sent + "b"));
    }
}
