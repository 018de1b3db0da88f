package dev.spacefinder.reviews;

import dev.spacefinder.http.JsonInput;
import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.TextRule;
import dev.spacefinder.http.ValueRule;

/** What a caller says about a space. */
record ReviewInput(int rating, String text) {

    private static final JsonInput JSON = JsonInput.of("a review")
            .required("rating", ValueRule.wholeNumber(1, 5))
            .optional("text", TextRule.lines(0, 1000))
            .serverMade("id", "author", "createdAt", "updatedAt", "version")
            .build();

    /**
     * Reads the body of a request.
     *
     * @throws ProblemException 400 if it is not a JSON object with a review's fields alone, or a field breaks its rule
     */
    static ReviewInput parse(byte[] body) {
        var values = JSON.read(body);
        return new ReviewInput(values.wholeNumber("rating"), values.text("text"));
    }
}
