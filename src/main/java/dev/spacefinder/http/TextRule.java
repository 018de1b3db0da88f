package dev.spacefinder.http;

import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonToken;

/**
 * What a text must be.
 *
 * @param least the least length, in Unicode code points
 * @param most the greatest length, in Unicode code points
 * @param content what is wrong with a text of such a length, or null if nothing is
 */
public record TextRule(int least, int most, UnaryOperator<String> content) implements ValueRule {

    /** One line that is not blank, without control characters. */
    public static TextRule line(int least, int most) {
        return new TextRule(least, most, TextRule::checkLine);
    }

    /** Any lines, which may hold tabs, without other control characters. */
    public static TextRule lines(int least, int most) {
        return new TextRule(least, most, TextRule::checkLines);
    }

    /** What is wrong with the text, for people, or null if nothing is. */
    public String check(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            return "must be " + least + " to " + most + " characters";
        }
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            return "must not hold half of a surrogate pair";
        }
        return content.apply(text);
    }

    @Override
    public String check(JsonToken type, String text) {
        return type == JsonToken.VALUE_STRING ? check(text) : "must be a string";
    }

    private static String checkLine(String text) {
        if (text.codePoints().anyMatch(c -> isControl(c) || isLineBreak(c))) {
            return "must not hold control characters or line breaks";
        }
        return text.codePoints().allMatch(TextRule::isInvisible) ? "must not be blank" : null;
    }

    private static String checkLines(String text) {
        return text.codePoints().anyMatch(c -> isControl(c) && c != '\n' && c != '\r' && c != '\t')
                ? "must not hold control characters other than line breaks and tabs"
                : null;
    }

    private static boolean isControl(int character) {
        return Character.getType(character) == Character.CONTROL;
    }

    private static boolean isLineBreak(int character) {
        int type = Character.getType(character);
        return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isInvisible(int character) {
        return Character.isSpaceChar(character) || Character.getType(character) == Character.FORMAT;
    }
}
