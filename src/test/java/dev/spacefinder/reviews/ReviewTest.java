package dev.spacefinder.reviews;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.spacefinder.reviews.Page.Summary;

/** A review, what it is made of, and what many of them say together. */
class ReviewTest {

    private static final Instant BEFORE = Instant.parse("2026-11-23T06:30:00Z");
    private static final Instant NOW = Instant.parse("2026-11-24T06:30:00Z");

    @Test
    void isWhatItsAuthorSays() {
        assertEquals(
                new ReviewInput(4, "Quiet."), ReviewInput.parse("{\"rating\":4,\"text\":\"Quiet.\"}".getBytes(UTF_8)));
    }

    @Test
    void hasAtFirstTheVersionAfterThatOfADeletedOne() {
        assertEquals(
                new Review("id", 4, "Quiet.", "author", NOW, NOW, 8),
                Review.first("id", new ReviewInput(4, "Quiet."), "author", NOW, 7));
    }

    @Test
    void keepsItsIdItsAuthorAndItsBeginningWhenItIsChanged() {
        assertEquals(
                new Review("id", 1, null, "author", BEFORE, NOW, 9),
                new Review("id", 4, "Quiet.", "author", BEFORE, BEFORE, 8).next(new ReviewInput(1, null), NOW));
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 5.00", "3, 10, 3.33", "3, 11, 3.67", "8, 29, 3.63"})
    void manyHaveAnAverageOfTwoDecimals(long count, long sumOfRatings, BigDecimal average) {
        assertEquals(new Summary(count, average), Summary.of(count, sumOfRatings));
    }

    @Test
    void noneHaveNoAverage() {
        assertNull(Summary.of(0, 0).averageRating());
    }
}
