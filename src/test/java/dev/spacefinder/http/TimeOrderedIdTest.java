package dev.spacefinder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class TimeOrderedIdTest {

    private static final Instant TIME = Instant.parse("2026-11-23T06:30:00.123456789Z");

    @Test
    void isAUuidOfVersion7ThatHoldsTheTime() {
        var uuid = UUID.fromString(TimeOrderedId.at(TIME));

        assertEquals(7, uuid.version());
        assertEquals(2, uuid.variant());
        assertEquals(TIME.toEpochMilli(), uuid.getMostSignificantBits() >>> 16);
    }

    @Test
    void sortsByTimeWithinAMillisecondToo() {
        var ids = Stream.of(0, 250, 1_000, 999_000, 1_000_000)
                .map(TIME::plusNanos)
                .map(TimeOrderedId::at)
                .toList();

        assertEquals(ids.stream().sorted().toList(), ids);
    }

    @Test
    void isAnotherOneEachTime() {
        assertNotEquals(TimeOrderedId.at(TIME), TimeOrderedId.at(TIME));
    }

    @Test
    void isToldFromWhatIsNoId() {
        assertTrue(TimeOrderedId.isId(TimeOrderedId.at(TIME)));
        assertFalse(TimeOrderedId.isId("idempotency#sub#key"));
        assertFalse(TimeOrderedId.isId("1-1-1-1-1"));
    }

    @Test
    void isTakenFromAPathAsItIs() {
        var id = TimeOrderedId.at(TIME);

        assertEquals(id, TimeOrderedId.require("id", id, "a space"));
    }

    @Test
    void whatIsNoIdIsRefusedByTheNameOfThePathsParameter() {
        var refusal = assertThrows(ProblemException.class, () -> TimeOrderedId.require("id", "1", "a space"));

        assertEquals(
                List.of(new Violation("id", "must be the id of a space: a UUID in lower case")),
                refusal.problem().violations());
    }
}
