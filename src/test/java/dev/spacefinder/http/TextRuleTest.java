package dev.spacefinder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonToken;

/** What a text must be, to the character. */
class TextRuleTest {

    private static final TextRule LINE = TextRule.line(2, 4);
    private static final TextRule LINES = TextRule.lines(2, 4);
    private static final String CLINKING_GLASSES = "\uD83E\uDD42";

    @Test
    void isMeasuredInCodePoints() {
        for (var rule : new TextRule[] {LINE, LINES}) {
            assertEquals("must be 2 to 4 characters", rule.check(CLINKING_GLASSES));
            assertNull(rule.check(CLINKING_GLASSES.repeat(2)));
            assertNull(rule.check(CLINKING_GLASSES.repeat(4)));
            assertEquals("must be 2 to 4 characters", rule.check(CLINKING_GLASSES.repeat(5)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83Eab", "ab\uDD42", "\uDD42\uD83E"})
    void holdsNoHalfOfACharacter(String text) {
        assertEquals("must not hold half of a surrogate pair", LINE.check(text));
        assertEquals("must not hold half of a surrogate pair", LINES.check(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\tb", "a\0b", "a\u007Fb", "a\u0085b", "a\u2028b", "a\u2029b"})
    void isOneLineWithoutControlCharacters(String text) {
        assertEquals("must not hold control characters or line breaks", LINE.check(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"  ", "\u00A0\u3000", "\u200B\u200B", "\u2060 "})
    void aLineShowsSomething(String text) {
        assertEquals("must not be blank", LINE.check(text));
        assertNull(LINE.check(text + "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "\t\t", "  ", "a\u2028b"})
    void linesMayBeBrokenIndentedAndBlank(String text) {
        assertNull(LINES.check(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\u001Bb", "a\u007Fb", "a\u0085b"})
    void linesHoldNoOtherControlCharacters(String text) {
        assertEquals("must not hold control characters other than line breaks and tabs", LINES.check(text));
    }

    @Test
    void isAString() {
        assertNull(LINE.check(JsonToken.VALUE_STRING, "12"));
        assertEquals("must be 2 to 4 characters", LINE.check(JsonToken.VALUE_STRING, "1"));
        assertEquals("must be a string", LINE.check(JsonToken.VALUE_NUMBER_INT, "12"));
    }
}
