package dev.spacefinder.reviews;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.spacefinder.http.Versioned;

/**
 * A review as callers see it.
 *
 * @param author the {@code sub} of the caller who wrote it, once for each space
 * @param updatedAt when this version was written
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Review(String id, int rating, String text, String author, Instant createdAt, Instant updatedAt, long version)
        implements Versioned {

    /** A new review, with the version after the last one that the author's review of this space had. */
    static Review first(String id, ReviewInput input, String author, Instant now, long lastVersion) {
        return new Review(id, input.rating(), input.text(), author, now, now, lastVersion + 1);
    }

    /** The next version of this review. */
    Review next(ReviewInput input, Instant now) {
        return new Review(id, input.rating(), input.text(), author, createdAt, now, version + 1);
    }
}
