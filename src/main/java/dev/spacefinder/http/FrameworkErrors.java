package dev.spacefinder.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.telemetry.Telemetry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Problem documents for what is refused before a resource is found: unknown paths, bodies over the limit, bad requests.
 */
@ApplicationScoped
class FrameworkErrors {

    private static final int[] STATUSES = {400, 404, 405, 413, 414, 415, 431, 500, 503};

    private final ObjectMapper json;

    FrameworkErrors(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Router router) {
        for (int status : STATUSES) {
            router.errorHandler(status, request -> answer(request, status));
        }
    }

    /** The status is the handler's: where a path cannot be read, the request has none yet. */
    private void answer(RoutingContext request, int status) {
        var response = request.response();
        if (response.headWritten()) {
            return;
        }
        if (status == 500) {
            Telemetry.failed(request.failure());
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(write(Problem.ofUnreadable(status)));
    }

    private String write(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
