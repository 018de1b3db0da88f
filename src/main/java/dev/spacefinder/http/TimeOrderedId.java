package dev.spacefinder.http;

import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/** The ids of what the API makes: UUIDs that sort by the time they were made (RFC 9562, UUIDv7). */
public final class TimeOrderedId {

    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int NANOS_PER_MILLI = 1_000_000;

    private TimeOrderedId() {}

    /** A new id. The twelve bits after the milliseconds are their fraction (RFC 9562, section 6.2, method 3). */
    public static String at(Instant time) {
        long fraction = (time.getNano() % NANOS_PER_MILLI) * 4096L / NANOS_PER_MILLI;
        return new UUID(
                        time.toEpochMilli() << 16 | 0x7000 | fraction,
                        UUID.randomUUID().getLeastSignificantBits())
                .toString();
    }

    /** Whether this could be an id: a UUID in lower case. */
    public static boolean isId(String text) {
        return UUID_FORM.matcher(text).matches();
    }

    /**
     * The id that stands in a path.
     *
     * @param parameter the name of the path's parameter
     * @param ofWhat what it is the id of, such as {@code a space}
     * @throws ProblemException 400 if it could not be an id
     */
    public static String require(String parameter, String id, String ofWhat) {
        if (!isId(id)) {
            throw ProblemException.invalid(parameter, "must be the id of " + ofWhat + ": a UUID in lower case");
        }
        return id;
    }
}
