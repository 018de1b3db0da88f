package dev.spacefinder.spaces;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The Idempotency-Key header: what a client sends to say that a repeated POST is the same one. */
record IdempotencyKey(String value) {

    static final String HEADER = "Idempotency-Key";

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7E]{1,64}");

    /**
     * Reads the lines of the header, or gives null where there are none.
     *
     * @throws Refusal if it is not 1 to 64 visible ASCII characters, once
     */
    static IdempotencyKey parse(List<String> lines) {
        if (lines == null || lines.isEmpty()) {
            return null;
        }
        if (lines.size() > 1 || !FORM.matcher(lines.get(0)).matches()) {
            throw Refusal.invalid(HEADER, "must be 1 to 64 visible ASCII characters, for instance a UUID");
        }
        return new IdempotencyKey(lines.get(0));
    }

    /** The id of the item that holds the first answer to this caller's key. */
    String itemId(String caller) {
        return "idempotency#" + caller + "#" + sha256(value);
    }

    /** What tells two bodies apart. The fields hold no control characters that could be taken for the separators. */
    static String fingerprint(SpaceInput input) {
        return sha256(String.join(
                "\0", input.name(), input.location(), orAbsent(input.description()), orAbsent(input.photoUrl())));
    }

    private static String orAbsent(String value) {
        return value == null ? "\1" : value;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
