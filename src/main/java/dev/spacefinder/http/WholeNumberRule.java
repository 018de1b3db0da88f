package dev.spacefinder.http;

import com.fasterxml.jackson.core.JsonToken;

/** A whole number from {@code least} to {@code most}, written without fraction and exponent. */
record WholeNumberRule(int least, int most) implements ValueRule {

    /** The greatest length of an {@code int}, with its sign. */
    private static final int LONGEST = 11;

    @Override
    public String check(JsonToken type, String text) {
        var isInRange = type == JsonToken.VALUE_NUMBER_INT
                && text.length() <= LONGEST
                && Long.parseLong(text) >= least
                && Long.parseLong(text) <= most;
        return isInRange ? null : "must be a whole number from " + least + " to " + most;
    }
}
