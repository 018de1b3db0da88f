package dev.spacefinder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonToken;

/** What a text must be, to the character. */
class TextRuleTest {

    private static final String CLINKING_GLASSES = "\uD83E\uDD42";

    private final TextRule line = TextRule.line(2, 4);
    private final TextRule lines = TextRule.lines(2, 4);

    @Test
    void isMeasuredInCodePoints() {
        for (var rule : new TextRule[] {line, lines}) {
            assertEquals("must be 2 to 4 characters", rule.check(CLINKING_GLASSES));
            assertNull(rule.check(CLINKING_GLASSES.repeat(2)));
            assertNull(rule.check(CLINKING_GLASSES.repeat(4)));
            assertEquals("must be 2 to 4 characters", rule.check(CLINKING_GLASSES.repeat(5)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83Eab", "ab\uDD42", "\uDD42\uD83E"})
    void holdsNoHalfOfACharacter(String text) {
        assertEquals("must not hold half of a surrogate pair", line.check(text));
        assertEquals("must not hold half of a surrogate pair", lines.check(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\tb", "a\0b", "a\u007Fb", "a\u0085b", "a\u2028b", "a\u2029b"})
    void isOneLineWithoutControlCharacters(String text) {
        assertEquals("must not hold control characters or line breaks", line.check(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"  ", "\u00A0\u3000", "\u200B\u200B", "\u2060 "})
    void aLineShowsSomething(String text) {
        assertEquals("must not be blank", line.check(text));
        assertNull(line.check(text + "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "\t\t", "  ", "a\u2028b"})
    void linesMayBeBrokenIndentedAndBlank(String text) {
        assertNull(lines.check(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\u001Bb", "a\u007Fb", "a\u0085b"})
    void linesHoldNoOtherControlCharacters(String text) {
        assertEquals("must not hold control characters other than line breaks and tabs", lines.check(text));
    }

    @Test
    void isAString() {
        assertNull(line.check(JsonToken.VALUE_STRING, "12"));
        assertEquals("must be 2 to 4 characters", line.check(JsonToken.VALUE_STRING, "1"));
        assertEquals("must be a string", line.check(JsonToken.VALUE_NUMBER_INT, "12"));
    }
}
