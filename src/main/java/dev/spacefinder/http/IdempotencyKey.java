package dev.spacefinder.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.ws.rs.core.HttpHeaders;

/**
 * The Idempotency-Key header: what a client sends to say that a repeated POST is the same one
 * (draft-ietf-httpapi-idempotency-key-header).
 */
public record IdempotencyKey(String value) {

    private static final String HEADER = "Idempotency-Key";
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7E]{1,64}");

    /**
     * The request's key, or null without one.
     *
     * @throws ProblemException 400 if it is not 1 to 64 visible ASCII characters, once
     */
    public static IdempotencyKey of(HttpHeaders headers) {
        return parse(headers.getRequestHeader(HEADER));
    }

    static IdempotencyKey parse(List<String> lines) {
        if (lines == null || lines.isEmpty()) {
            return null;
        }
        if (lines.size() > 1 || !FORM.matcher(lines.get(0)).matches()) {
            throw ProblemException.invalid(HEADER, "must be 1 to 64 visible ASCII characters, for instance a UUID");
        }
        return new IdempotencyKey(lines.get(0));
    }

    /** The id under which to keep the first answer to this caller's key: no other caller's key has it. */
    public String idFor(String caller) {
        return "idempotency#" + caller + "#" + sha256(value);
    }

    /**
     * A digest that tells two bodies apart.
     *
     * @param fields the body's fields in a fixed order, null for one that is absent; they must hold no control
     *     characters that could be taken for the separators, U+0000 and U+0001
     */
    public static String fingerprint(String... fields) {
        return sha256(
                Arrays.stream(fields).map(field -> field == null ? "\1" : field).collect(Collectors.joining("\0")));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
