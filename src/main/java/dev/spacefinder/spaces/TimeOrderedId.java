package dev.spacefinder.spaces;

import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/** The ids of spaces: UUIDs that sort by the time they were made (RFC 9562, UUIDv7). */
final class TimeOrderedId {

    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int NANOS_PER_MILLI = 1_000_000;

    private TimeOrderedId() {}

    /** A new id. The twelve bits after the milliseconds are their fraction (RFC 9562, section 6.2, method 3). */
    static String at(Instant time) {
        long fraction = (time.getNano() % NANOS_PER_MILLI) * 4096L / NANOS_PER_MILLI;
        return new UUID(
                        time.toEpochMilli() << 16 | 0x7000 | fraction,
                        UUID.randomUUID().getLeastSignificantBits())
                .toString();
    }

    /** Whether this could be the id of a space: a UUID in lower case. */
    static boolean isId(String text) {
        return UUID_FORM.matcher(text).matches();
    }
}
