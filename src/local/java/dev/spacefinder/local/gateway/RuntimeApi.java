package dev.spacefinder.local.gateway;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;

import dev.spacefinder.http.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lambda's runtime API, and what Quarkus adds to it in development: the function asks for the next event, and posts
 * what became of it.
 */
final class RuntimeApi {

    private static final String INVOCATIONS = "/2018-06-01/runtime/invocation/";
    private static final String REQUEST_ID = "Lambda-Runtime-Aws-Request-Id";
    private static final int SECONDS_TO_START = 60;

    /** What became of an event. */
    private sealed interface Outcome {

        record Answered(Buffer answer) implements Outcome {}

        record Failed() implements Outcome {}

        /** The function never saw it. */
        record Returned() implements Outcome {}
    }

    private record Invocation(String id, CompletableFuture<Outcome> outcome) {}

    private final LinkedBlockingDeque<HttpServerRequest> pollers = new LinkedBlockingDeque<>();
    private volatile String path = newPath();
    private volatile Invocation underway;

    /** Forgets a function that is gone, whose thread may still ask, and makes up the path for the next one. */
    String begin() {
        path = newPath();
        var gone = List.copyOf(pollers);
        pollers.removeAll(gone);
        gone.forEach(poller -> poller.connection().close());
        // Quarkus may restart the function on its own before it looks at the event.
        end(new Outcome.Returned());
        return path;
    }

    private static String newPath() {
        return "/" + UUID.randomUUID();
    }

    /** Whether a request is for this API. */
    boolean isAt(String requested) {
        return requested.startsWith(path + INVOCATIONS);
    }

    /** Answers a request of the function. */
    void answer(HttpServerRequest request, Buffer body) {
        var asked = request.path().substring((path + INVOCATIONS).length());
        if (asked.equals("next")) {
            request.connection().closeHandler(closed -> pollers.remove(request));
            end(new Outcome.Failed());
            pollers.add(request);
            return;
        }
        var invocation = underway;
        if (invocation != null && asked.startsWith(invocation.id() + "/")) {
            switch (asked.substring(asked.lastIndexOf('/') + 1)) {
                case "response" -> end(new Outcome.Answered(body));
                case "requeue" -> end(new Outcome.Returned());
                default -> end(new Outcome.Failed());
            }
        }
        request.response().setStatusCode(202).end();
    }

    private void end(Outcome outcome) {
        var invocation = underway;
        if (invocation != null) {
            invocation.outcome().complete(outcome);
        }
    }

    /** Lets the function answer the call, and waits until it has. */
    void invoke(Call call) {
        byte[] event;
        try {
            event = call.event();
        } catch (IllegalArgumentException e) {
            call.answer(Problem.ofUnreadable(400));
            return;
        }
        try {
            Outcome outcome;
            do {
                var poller = pollers.poll(SECONDS_TO_START, TimeUnit.SECONDS);
                if (poller == null) {
                    call.answer(Problem.of(503, "The function does not run: the terminal says why."));
                    return;
                }
                outcome = outcome(call.id(), event, poller);
            } while (outcome instanceof Outcome.Returned);
            if (outcome instanceof Outcome.Answered answered) {
                call.answer(Call.read(answered.answer()));
            } else {
                call.answer(Problem.of(500, "The function failed: the terminal says why."));
            }
        } catch (IOException e) {
            call.answer(Problem.of(500, "The function's answer cannot be read."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcome(String id, byte[] event, HttpServerRequest poller) throws InterruptedException {
        var invocation = new Invocation(id, new CompletableFuture<>());
        underway = invocation;
        try {
            poller.response()
                    .putHeader(REQUEST_ID, id)
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(event))
                    .onFailure(e -> invocation.outcome().complete(new Outcome.Returned()));
            return invocation.outcome().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            underway = null;
        }
    }
}
