package dev.spacefinder.local.swaggerui;

import java.io.IOException;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Swagger UI at {@code /q/swagger-ui/}, in development and tests. */
@ApplicationScoped
@IfBuildProfile(anyOf = {"dev", "test"})
class SwaggerUi {

    private static final String PATH = "/q/swagger-ui";
    private static final Map<String, String> FILES = Map.of(
            "",
            "text/html; charset=utf-8",
            "start.js",
            "text/javascript; charset=utf-8",
            "swagger-ui-bundle.js",
            "text/javascript; charset=utf-8",
            "swagger-ui.css",
            "text/css; charset=utf-8");

    void serve(@Observes Router router) {
        router.get(PATH + "*").blockingHandler(SwaggerUi::answer, false);
    }

    private static void answer(RoutingContext request) {
        var path = request.normalizedPath();
        var file = path.startsWith(PATH + "/") ? path.substring(PATH.length() + 1) : null;
        if (path.equals(PATH)) {
            request.redirect(PATH + "/");
        } else if (file == null || !FILES.containsKey(file)) {
            request.next();
        } else {
            request.response()
                    .putHeader("Content-Type", FILES.get(file))
                    .end(read(file.isEmpty() ? "index.html" : file));
        }
    }

    private static Buffer read(String file) {
        try (var content = SwaggerUi.class.getResourceAsStream(file)) {
            return Buffer.buffer(content.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
