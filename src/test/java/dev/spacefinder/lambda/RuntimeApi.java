package dev.spacefinder.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.spacefinder.testing.Loopback;

/**
 * The Lambda Runtime API as a custom runtime sees it (Lambda Developer Guide, "Using the Lambda runtime API for custom
 * runtimes"): one function, one event at a time. What a runtime does against the rules is refused as Lambda refuses it,
 * and kept in {@link #faults()}.
 */
public final class RuntimeApi implements AutoCloseable {

    /** The most bytes that an answer may have (Lambda quotas: "Invocation payload"). */
    static final int MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100;

    private static final long ENDED_AFTER_MILLIS = 200;
    private static final String ROOT = "/2018-06-01/runtime";
    private static final String NEXT = ROOT + "/invocation/next";
    private static final String INIT_ERROR = ROOT + "/init/error";
    private static final String FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:spaces";

    /** In the place of an event. */
    private static final Invocation HANG_UP = new Invocation(new byte[0], 0, Instant.EPOCH);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(RuntimeApi::daemon);
    private final BlockingQueue<Invocation> events = new SynchronousQueue<>();
    private final BlockingQueue<String> polls = new LinkedBlockingQueue<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> initError = new CompletableFuture<>();
    private volatile Invocation current;
    private volatile boolean ended;

    /** Listens on a free port of the loopback interface. */
    public RuntimeApi() {
        try {
            server = Loopback.server();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Host and port, the value of {@code AWS_LAMBDA_RUNTIME_API}. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * Hands an event to the runtime as soon as it asks for one, and waits for its answer.
     *
     * @param timeout how long the function may take, from now on; the deadline that it is told
     * @throws AssertionError if no answer comes in time
     */
    public Outcome invoke(byte[] event, Duration timeout) {
        return invoke(new Invocation(event, event.length, Instant.now().plus(timeout)), timeout);
    }

    /** The same with a connection that ends where half of the event is there. */
    Outcome invokeCutOff(byte[] event, Duration timeout) {
        return invoke(new Invocation(event, event.length / 2, Instant.now().plus(timeout)), timeout);
    }

    private Outcome invoke(Invocation invocation, Duration timeout) {
        try {
            deliver(invocation, timeout);
            return invocation.outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("The function did not answer within " + timeout);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Closes the connection on which the runtime waits for an event, as soon as there is one. */
    void hangUp(Duration timeout) {
        try {
            deliver(HANG_UP, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void deliver(Invocation invocation, Duration timeout) throws InterruptedException {
        long giveUpAt = System.nanoTime() + timeout.toNanos();
        while (!events.offer(invocation, ENDED_AFTER_MILLIS, TimeUnit.MILLISECONDS)) {
            if (ended) {
                throw new AssertionError("The runtime has ended");
            }
            if (System.nanoTime() > giveUpAt) {
                throw new AssertionError("The runtime did not ask for an event within " + timeout);
            }
        }
    }

    /** Tells that the runtime is gone, so that nobody waits for it. */
    void runtimeEnded() {
        ended = true;
        var unanswered = current;
        if (unanswered != null) {
            unanswered.outcome.completeExceptionally(new IllegalStateException("The runtime has ended"));
        }
    }

    /** Waits until the runtime has asked for its next event: from then on Lambda may freeze it. */
    void awaitPoll(Duration timeout) {
        try {
            if (polls.poll(timeout.toMillis(), TimeUnit.MILLISECONDS) == null) {
                throw new AssertionError("The runtime did not ask for an event within " + timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What the runtime reported of an initialisation that failed. */
    CompletableFuture<String> initError() {
        return initError;
    }

    /** What the runtime did against the rules, in the order it was seen; empty for a well-behaved one. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var request = exchange.getRequestMethod() + " " + path;
        if (request.equals("GET " + NEXT)) {
            next(exchange);
        } else if (request.equals("POST " + INIT_ERROR)) {
            initError.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            accepted(exchange);
        } else if (request.startsWith("POST " + ROOT + "/invocation/")) {
            finish(exchange, path.substring((ROOT + "/invocation/").length()));
        } else {
            refuse(exchange, 404, "UnknownPath", request);
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        if (current != null) {
            refuse(exchange, 403, "InvalidStateTransition", "asked for an event before it answered the last one");
            return;
        }
        polls.add(NEXT);
        try {
            var event = events.take();
            polls.clear();
            if (event == HANG_UP) {
                exchange.close();
                return;
            }
            current = event;
        } catch (InterruptedException e) {
            exchange.close();
            return;
        }
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        headers.set("Lambda-Runtime-Aws-Request-Id", current.id);
        headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(current.deadline.toEpochMilli()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", FUNCTION_ARN);
        headers.set(
                "Lambda-Runtime-Trace-Id",
                "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0");
        current.deliveredAt = System.nanoTime();
        if (current.delivered == current.event.length) {
            send(exchange, 200, current.event);
        } else {
            exchange.sendResponseHeaders(200, current.event.length);
            exchange.getResponseBody().write(current.event, 0, current.delivered);
            exchange.getResponseBody().flush();
            exchange.close();
        }
    }

    private void finish(HttpExchange exchange, String idAndKind) throws IOException {
        long answeredAt = System.nanoTime();
        var body = exchange.getRequestBody().readAllBytes();
        var invocation = current;
        if (invocation == null
                || !List.of(invocation.id + "/response", invocation.id + "/error")
                        .contains(idAndKind)) {
            refuse(exchange, 400, "InvalidRequestID", "answered " + idAndKind + ", which is not the event it has");
        } else if (body.length > MAX_ANSWER_BYTES) {
            refuse(exchange, 413, "RequestEntityTooLarge", "answered with " + body.length + " bytes");
        } else {
            current = null;
            accepted(exchange);
            invocation.outcome.complete(
                    new Outcome(idAndKind.endsWith("/response"), body, invocation.deliveredAt, answeredAt));
        }
    }

    private void refuse(HttpExchange exchange, int status, String type, String message) throws IOException {
        faults.add(message);
        exchange.getRequestBody().readAllBytes();
        send(
                exchange,
                status,
                "{\"errorType\":\"%s\",\"errorMessage\":\"%s\"}"
                        .formatted(type, message)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static void accepted(HttpExchange exchange) throws IOException {
        send(exchange, 202, "{\"status\":\"OK\"}\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        try (var stream = exchange.getResponseBody()) {
            stream.write(body);
        }
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "runtime-api");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * What came of an event.
     *
     * @param answered true for an answer, false for an error that the runtime reported
     * @param body the answer or the error, as it was posted
     * @param deliveredAt when the event was handed over, on the clock of {@link System#nanoTime()}
     * @param answeredAt when what came of it arrived, on the same clock
     */
    public record Outcome(boolean answered, byte[] body, long deliveredAt, long answeredAt) {

        @Override
        public String toString() {
            return (answered ? "answer " : "error ") + new String(body, StandardCharsets.UTF_8);
        }
    }

    private static final class Invocation {

        final String id = UUID.randomUUID().toString();
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        final byte[] event;
        final int delivered;
        final Instant deadline;
        volatile long deliveredAt;

        /** @param delivered how many bytes of the event arrive before the connection ends */
        Invocation(byte[] event, int delivered, Instant deadline) {
            this.event = event;
            this.delivered = delivered;
            this.deadline = deadline;
        }
    }
}
