package dev.spacefinder.http;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * Answers a web page of an origin that may not call as anyone else: without CORS headers, so that its browser keeps the
 * answer from it. Quarkus' own refusal is a 403 without a body, even for what is open to anyone; a preflight is left to
 * it.
 */
@ApplicationScoped
class ForeignOrigins {

    private final List<String> allowed;

    ForeignOrigins(@ConfigProperty(name = "quarkus.http.cors.origins") Optional<List<String>> allowed) {
        this.allowed = allowed.orElse(List.of());
    }

    void register(@Observes Filters filters) {
        if (allowed.stream().allMatch(ForeignOrigins::isPlain)) {
            filters.register(this::strip, SecurityHandlerPriorities.CORS + 1);
        }
    }

    private void strip(RoutingContext request) {
        var origin = request.request().getHeader(HttpHeaders.ORIGIN);
        if (origin != null && !allowed.contains(origin) && request.request().method() != HttpMethod.OPTIONS) {
            request.request().headers().remove(HttpHeaders.ORIGIN);
        }
        request.next();
    }

    /** Neither a wildcard nor a regular expression, which Quarkus matches. */
    private static boolean isPlain(String origin) {
        return !origin.equals("*") && !origin.startsWith("/");
    }
}
