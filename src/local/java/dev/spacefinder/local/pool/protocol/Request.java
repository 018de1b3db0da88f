package dev.spacefinder.local.pool.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;

import com.sun.net.httpserver.Headers;

import dev.spacefinder.local.network.LoopbackHost;

/** An HTTP request whose body was read. */
public record Request(String method, URI uri, Headers headers, byte[] body) {

    /** A header, or null if it is absent. */
    public String header(String name) {
        return headers.getFirst(name);
    }

    /**
     * Whether the request names this machine as its host. A web page that had its own name point here (DNS rebinding)
     * names itself.
     */
    boolean isForLoopback() {
        return LoopbackHost.isIn(header("Host")) && headers.get("Host").size() == 1;
    }

    /** Whether it asks for a page that is served beside the pool. */
    boolean isForPage() {
        return uri.getPath().equals("/") && !method.equals("POST") && !method.equals("OPTIONS")
                || uri.getPath().startsWith("/playground/");
    }

    /** Whether it comes from a web page that this server served. */
    public boolean isOwnPage() {
        return ("http://" + header("Host")).equalsIgnoreCase(header("Origin"));
    }

    /** The parameters of the address. */
    public Map<String, String> query() {
        return parameters(uri.getRawQuery());
    }

    /** The parameters of a form that was sent. */
    public Map<String, String> form() {
        return parameters(new String(body, UTF_8));
    }

    private static Map<String, String> parameters(String encoded) {
        var parameters = new LinkedHashMap<String, String>();
        for (var pair : encoded == null || encoded.isEmpty() ? new String[0] : encoded.split("&")) {
            var equals = pair.indexOf('=');
            try {
                parameters.putIfAbsent(
                        URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), UTF_8),
                        equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
        return parameters;
    }
}
