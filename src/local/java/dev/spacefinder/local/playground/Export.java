package dev.spacefinder.local.playground;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

/** Answers users and spaces as a file to keep. */
final class Export implements HttpHandler {

    private final Supplier<JsonNode> content;

    /** @param content what there is at that moment */
    Export(Supplier<JsonNode> content) {
        this.content = content;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            Playground.refuseMethod(exchange, "GET");
            return;
        }
        exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"seed.json\"");
        Playground.send(exchange, 200, "application/json", (content.get().toPrettyString() + "\n").getBytes(UTF_8));
    }
}
