package dev.spacefinder.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Stands between the API and DynamoDB: notes the calls, and goes wrong in the ways that DynamoDB and networks do. */
public final class DynamoDbProxy implements AutoCloseable {

    /** One way to go wrong. */
    public enum Fault {
        /** DynamoDB refuses because the table is used too much. */
        THROTTLED,
        /** DynamoDB fails. */
        INTERNAL_ERROR,
        /** DynamoDB fails with a status that the SDK does not try again: the caller is told at once. */
        FINAL_ERROR,
        /** DynamoDB refuses because the role may not do that. */
        NOT_ALLOWED,
        /** DynamoDB refuses because another transaction holds the item. */
        HELD_BY_ANOTHER_TRANSACTION,
        /** DynamoDB does what was asked, but its answer is lost. */
        ANSWER_LOST,
        /** The same, but the caller is told at once, as with {@link #FINAL_ERROR}. */
        ANSWER_REPLACED,
        /** Nobody ever answers. */
        SILENT
    }

    private static final String ERROR = "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"%s\"%s}";
    private static final Set<String> NOT_FORWARDED =
            Set.of("connection", "content-length", "host", "upgrade", "expect", "http2-settings");

    private static final Set<String> READS = Set.of("GetItem", "Query");

    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI dynamoDb;
    private final Queue<String> operations = new ConcurrentLinkedQueue<>();
    private final Set<FunctionRole.Call> calls = ConcurrentHashMap.newKeySet();
    private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
    private final Map<String, Fault> nextOf = new ConcurrentHashMap<>();
    private final AtomicReference<Fault> always = new AtomicReference<>();
    private final AtomicReference<Runnable> afterRead = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public DynamoDbProxy(URI dynamoDb) {
        this.dynamoDb = dynamoDb;
        try {
            server = Loopback.server();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** The operations called since the last look, in their order. */
    public List<String> operations() {
        var called = List.copyOf(operations);
        operations.clear();
        return called;
    }

    /** What has been asked of which table and index. */
    Set<FunctionRole.Call> calls() {
        return calls;
    }

    /** What goes wrong with the next calls, one after the other. */
    public void next(Fault... faults) {
        next.addAll(List.of(faults));
    }

    /** What goes wrong with the next call of that operation. */
    public void nextOf(String operation, Fault fault) {
        nextOf.put(operation, fault);
    }

    /** What goes wrong with every call until {@link #heal}. */
    public void always(Fault fault) {
        always.set(fault);
    }

    /** What happens once, between the next GetItem or Query and its answer. */
    public void afterNextRead(Runnable happening) {
        afterRead.set(happening);
    }

    public void heal() {
        next.clear();
        nextOf.clear();
        always.set(null);
        afterRead.set(null);
        operations.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var operation =
                    exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
            operations.add(operation);
            calls.addAll(FunctionRole.calls(operation, body));
            var fault = faultOf(operation);
            if (fault == null) {
                pass(exchange, forward(exchange, body, operation));
                return;
            }
            switch (fault) {
                case THROTTLED -> fail(exchange, 400, "ProvisionedThroughputExceededException", "");
                case INTERNAL_ERROR -> fail(exchange, 500, "InternalServerError", "");
                case FINAL_ERROR -> fail(exchange, 501, "NotImplemented", "");
                case NOT_ALLOWED -> fail(exchange, 400, "AccessDeniedException", "");
                case HELD_BY_ANOTHER_TRANSACTION -> {
                    if (operation.equals("TransactWriteItems")) {
                        fail(
                                exchange,
                                400,
                                "TransactionCanceledException",
                                ",\"CancellationReasons\":[{\"Code\":\"None\"},{\"Code\":\"TransactionConflict\"}]");
                    } else {
                        fail(exchange, 400, "TransactionConflictException", "");
                    }
                }
                case ANSWER_LOST -> forward(exchange, body, operation);
                case ANSWER_REPLACED -> {
                    forward(exchange, body, operation);
                    fail(exchange, 501, "NotImplemented", "");
                }
                case SILENT -> closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Fault faultOf(String operation) {
        if (always.get() != null) {
            return always.get();
        }
        var fault = nextOf.remove(operation);
        return fault == null ? next.poll() : fault;
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body, String operation)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(dynamoDb).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase())) {
                values.forEach(value -> request.header(name, value));
            }
        });
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        var happening = READS.contains(operation) ? afterRead.getAndSet(null) : null;
        if (happening != null) {
            happening.run();
        }
        return answer;
    }

    private static void pass(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        answer.headers().map().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name) && !name.equals("transfer-encoding")) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    private static void fail(HttpExchange exchange, int status, String type, String more) throws IOException {
        var body = ERROR.formatted(type, "made by a test", more).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
