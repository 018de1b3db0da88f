package dev.spacefinder.spaces;

import java.net.URI;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.HttpHeaders;

import io.quarkus.amazon.lambda.http.model.AwsProxyRequestContext;

/** The URL of the request as its caller wrote it: behind a gateway the path has the stage before it. */
final class CallersUrl {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+(:[0-9]{1,5})?");

    private CallersUrl() {}

    /**
     * The URL of a part of the resource that the caller asked.
     *
     * @param path the path that reached the function
     * @param gateway what the gateway says about the request, or null
     * @param headers the request's headers by their names
     */
    static URI below(String path, AwsProxyRequestContext gateway, UnaryOperator<String> headers, String part) {
        var full = gateway == null || gateway.getPath() == null ? path : gateway.getPath();
        var child = full.replaceFirst("/*$", "") + "/" + part;
        var host = headers.apply(HttpHeaders.HOST);
        if (host == null || !HOST.matcher(host).matches()) {
            return URI.create(child);
        }
        var scheme = "https".equals(headers.apply("X-Forwarded-Proto")) ? "https" : "http";
        return URI.create(scheme + "://" + host + child);
    }
}
