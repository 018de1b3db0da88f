package dev.spacefinder.local.swaggerui;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Swagger UI at {@code /q/swagger-ui/}, in development and tests. */
@ApplicationScoped
@IfBuildProfile(anyOf = {"dev", "test"})
class SwaggerUi {

    private static final String PATH = "/q/swagger-ui";
    private static final String DOCUMENT = "openapi.json";
    private static final Map<String, String> FILES = Map.of(
            "",
            "text/html; charset=utf-8",
            "start.js",
            "text/javascript; charset=utf-8",
            "swagger-ui-bundle.js",
            "text/javascript; charset=utf-8",
            "swagger-ui.css",
            "text/css; charset=utf-8",
            "oauth2-redirect.html",
            "text/html; charset=utf-8");

    private final SignIn signIn;

    SwaggerUi(
            @ConfigProperty(name = "cognito.issuer") Optional<String> issuer,
            @ConfigProperty(name = "cognito.client-ids") List<String> clientIds,
            @ConfigProperty(name = "cognito.token-uses", defaultValue = "id") List<String> tokenUses) {
        this.signIn = new SignIn(issuer, clientIds, tokenUses);
    }

    void serve(@Observes Router router) {
        router.get(PATH + "*").blockingHandler(this::answer, false);
    }

    private void answer(RoutingContext request) {
        var path = request.normalizedPath();
        var file = path.startsWith(PATH + "/") ? path.substring(PATH.length() + 1) : null;
        if (path.equals(PATH)) {
            request.redirect(PATH + "/");
        } else if (DOCUMENT.equals(file)) {
            request.response().putHeader("Content-Type", "application/json").end(description());
        } else if (file == null || !FILES.containsKey(file)) {
            request.next();
        } else {
            request.response()
                    .putHeader("Content-Type", FILES.get(file))
                    .end(read(file.isEmpty() ? "index.html" : file));
        }
    }

    /** The API's description; the address of the API in it is that of the UI's own server. */
    private Buffer description() {
        var description = read("/META-INF/openapi.json").toJsonObject();
        description.put("servers", new JsonArray().add(JsonObject.of("url", "/")));
        signIn.addTo(description);
        return description.toBuffer();
    }

    private static Buffer read(String file) {
        try (var content = SwaggerUi.class.getResourceAsStream(file)) {
            return Buffer.buffer(content.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
