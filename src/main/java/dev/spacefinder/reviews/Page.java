package dev.spacefinder.reviews;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/** Some of a space's reviews, what all of them say together, and the token that continues, or null at the end. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Page(List<Review> items, Summary summary, String nextToken) {

    /**
     * What all reviews of a space say together.
     *
     * @param averageRating with two decimals; null where there is no review
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Summary(long count, BigDecimal averageRating) {

        static Summary of(long count, long sumOfRatings) {
            return new Summary(
                    count,
                    count == 0
                            ? null
                            : BigDecimal.valueOf(sumOfRatings)
                                    .divide(BigDecimal.valueOf(count), 2, RoundingMode.HALF_UP));
        }
    }
}
