package dev.spacefinder.http;

import jakarta.ws.rs.HttpMethod;

import io.vertx.core.http.impl.HttpUtils;

/** The template of a request's route, such as {@code /spaces/{id}}: what a path may be told by that nobody may see. */
public final class RouteTemplate {

    private RouteTemplate() {}

    /**
     * The template of the route that a request takes, of any route of the path where it has no such method; null where
     * there is no such path.
     */
    public static String of(String method, String path) {
        var templates = AllowedMethods.templates(HttpUtils.normalizePath(path));
        var own = templates.get(HttpMethod.HEAD.equals(method) ? HttpMethod.GET : method);
        return own == null ? templates.values().stream().findFirst().orElse(null) : own;
    }
}
