package dev.spacefinder.local.playground;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads the server-sent events of the local server, one after the other. */
final class EventReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stream<String> lines;
    private final Iterator<String> next;

    private EventReader(Stream<String> lines) {
        this.lines = lines;
        this.next = lines.iterator();
    }

    /** Begins to read; what is answered first has come when this returns. */
    static EventReader open(URI pool) {
        try {
            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(pool.resolve("/playground/events"))
                                    .build(),
                            BodyHandlers.ofLines());
            assertEquals(200, answer.statusCode());
            return new EventReader(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The content of the next event of this name. */
    JsonNode next(String name) {
        return next(name, content -> true);
    }

    /** The content of the next event of this name that is wanted. */
    JsonNode next(String name, Predicate<JsonNode> wanted) {
        return assertTimeoutPreemptively(PATIENCE, () -> {
            while (true) {
                if (next.next().equals("event: " + name)) {
                    var content = JSON.readTree(next.next().substring("data: ".length()));
                    if (wanted.test(content)) {
                        return content;
                    }
                }
            }
        });
    }

    @Override
    public void close() {
        lines.close();
    }
}
