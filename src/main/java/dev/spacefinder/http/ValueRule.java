package dev.spacefinder.http;

import com.fasterxml.jackson.core.JsonToken;

/** What the value of a JSON object's field must be. */
public interface ValueRule {

    /**
     * What is wrong with a value, for people, or null if nothing is.
     *
     * @param type the value's type; of an object or a list, its start
     * @param text the text of a string or a number as it was written, else null
     */
    String check(JsonToken type, String text);

    /** A whole number from {@code least} to {@code most}, written without fraction and exponent. */
    static ValueRule wholeNumber(int least, int most) {
        return new WholeNumberRule(least, most);
    }
}
