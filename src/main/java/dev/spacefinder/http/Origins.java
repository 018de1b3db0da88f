package dev.spacefinder.http;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.quarkus.vertx.http.security.CORS;
import io.quarkus.vertx.http.security.HttpSecurity;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * Which web pages may call: those of the origins that come with the deployment (Fetch Standard, "CORS protocol").
 *
 * <p>Quarkus' own filter answers them. It is told of them here, because its settings are a part of some two hundred,
 * which a deployment that names its origins would otherwise read again at each cold start.
 */
@ApplicationScoped
class Origins {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");
    private static final Set<String> HEADERS =
            Set.of("Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key");
    private static final Set<String> EXPOSED_HEADERS =
            Set.of("ETag", "Location", "Retry-After", "WWW-Authenticate", "X-Request-Id");

    /** Each preflight is an event of its own. */
    private static final Duration MAX_AGE = Duration.ofHours(2);

    private final List<String> allowed;

    Origins(@ConfigProperty(name = "quarkus.http.cors.origins") Optional<List<String>> allowed) {
        this.allowed = allowed.orElse(List.of());
    }

    void allow(@Observes HttpSecurity security) {
        // It adds them to those that Quarkus has read itself; and "*" stands for all only where it stands alone.
        var missing = new LinkedHashSet<>(allowed);
        HttpSecurityUtils.getDefaultAuthConfig().cors().origins().ifPresent(missing::removeAll);
        security.cors(CORS.builder()
                .origins(missing)
                .methods(METHODS)
                .headers(HEADERS)
                .exposedHeaders(EXPOSED_HEADERS)
                .accessControlMaxAge(MAX_AGE)
                .accessControlAllowCredentials(false)
                .build());
    }

    /**
     * Answers a page of a foreign origin as anyone else: without CORS headers, so that its browser keeps the answer
     * from it. Quarkus' own refusal is a 403 without a body, even for what is open to anyone; a preflight is left to
     * it.
     */
    void letForeignOnesBe(@Observes Filters filters) {
        if (allowed.stream().allMatch(Origins::isPlain)) {
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
