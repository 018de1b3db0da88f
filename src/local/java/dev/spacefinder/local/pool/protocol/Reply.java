package dev.spacefinder.local.pool.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP answer. */
public record Reply(int status, Map<String, String> headers, byte[] body) {

    /** An answer with a text. */
    public static Reply of(int status, String mediaType, String body) {
        return new Reply(status, Map.of("Content-Type", mediaType), body.getBytes(UTF_8));
    }

    /** An answer without a body. */
    public static Reply empty(int status) {
        return new Reply(status, Map.of(), new byte[0]);
    }

    /** The same with one header more. */
    public Reply with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }
}
