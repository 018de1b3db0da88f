package dev.spacefinder.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Problem documents for what is refused before a resource is found: unknown paths, bodies over the limit, bad requests. */
@ApplicationScoped
class FrameworkErrors {

    private static final int[] STATUSES = { 400, 404, 405, 413, 414, 415, 431, 500, 503 };

    private final ObjectMapper json;

    FrameworkErrors(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Router router) {
        for (int status : STATUSES) {
            router.errorHandler(status, this::answer);
        }
    }

    private void answer(RoutingContext request) {
        var response = request.response();
        if (response.headWritten()) {
            return;
        }
        response.setStatusCode(request.statusCode()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(write(Problem.of(request.statusCode(), null)));
    }

    private String write(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
