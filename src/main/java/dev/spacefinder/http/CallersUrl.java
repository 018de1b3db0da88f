package dev.spacefinder.http;

import java.net.URI;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.amazon.lambda.http.model.AwsProxyRequestContext;

/** The URL of the request as its caller wrote it, for {@code Location}: a gateway puts its stage before the path. */
public final class CallersUrl {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+(:[0-9]{1,5})?");

    private CallersUrl() {}

    /**
     * The URL that the caller asked, without its query; only a path where the request names no sound host.
     *
     * @param gateway what the gateway says about the request, or null
     */
    public static URI of(UriInfo uri, AwsProxyRequestContext gateway, HttpHeaders headers) {
        return of(uri.getRequestUri().getRawPath(), gateway, headers::getHeaderString);
    }

    /**
     * The URL of a part of the resource that the caller asked, as {@link #of} gives that of the resource.
     *
     * @param part the part's name, one segment of a path
     */
    public static URI below(UriInfo uri, AwsProxyRequestContext gateway, HttpHeaders headers, String part) {
        return below(uri.getRequestUri().getRawPath(), gateway, headers::getHeaderString, part);
    }

    static URI below(String path, AwsProxyRequestContext gateway, UnaryOperator<String> headers, String part) {
        return URI.create(of(path, gateway, headers).toString().replaceFirst("/*$", "") + "/" + part);
    }

    static URI of(String path, AwsProxyRequestContext gateway, UnaryOperator<String> headers) {
        var full = gateway == null || gateway.getPath() == null ? path : gateway.getPath();
        var host = headers.apply(HttpHeaders.HOST);
        if (host == null || !HOST.matcher(host).matches()) {
            return URI.create(full);
        }
        var scheme = "https".equals(headers.apply("X-Forwarded-Proto")) ? "https" : "http";
        return URI.create(scheme + "://" + host + full);
    }
}
