package dev.spacefinder.local.pool.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jboss.logging.Logger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

import dev.spacefinder.local.network.LoopbackAddresses;

/** Listens on the loopback addresses that {@code localhost} stands for, and answers no other host name. */
public final class Server implements AutoCloseable {

    static {
        // Without it each answer on a kept connection waits 40 ms for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Logger LOG = Logger.getLogger(Server.class);
    private static final int LARGEST_BODY = 256 * 1024;
    private static final String MAX_AGE = "172800";

    private final List<HttpServer> listeners = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "local user pool");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Function<Request, Reply> answers = request -> Reply.empty(503);
    private volatile HttpHandler page;
    private boolean started;
    private volatile Watcher watcher = (request, reply, took) -> {};

    /**
     * Takes the port; nothing is answered before {@link #start}.
     *
     * @param port 0 for any free one
     * @throws IOException with a sentence for the developer if the port is taken
     */
    public Server(int port) throws IOException {
        try {
            for (var address : LoopbackAddresses.ofLocalhost()) {
                listeners.add(
                        HttpServer.create(new InetSocketAddress(address, listeners.isEmpty() ? port : port()), 0));
            }
        } catch (BindException e) {
            close();
            throw new IOException(
                    "Port " + port + " is in use, so the local user pool cannot start. "
                            + "Stop what listens there, or move the pool with the setting local.pool-port.",
                    e);
        }
    }

    /** The port that it has, a chosen or a free one. */
    public int port() {
        return listeners.get(0).getAddress().getPort();
    }

    /** Answers requests from now on, several at once; where it does already, with these answers. */
    public void start(Function<Request, Reply> answers) {
        this.answers = answers;
        if (started) {
            return;
        }
        started = true;
        for (var listener : listeners) {
            listener.setExecutor(threads);
            listener.createContext("/", this::handle);
            open(listener);
        }
    }

    /** The listener's own thread becomes a daemon, as the thread that starts it is one. */
    private void open(HttpServer listener) {
        CompletableFuture.runAsync(listener::start, threads).join();
    }

    /** Serves a page of the pool's own origin: {@code GET /} and what is below {@code /playground/}. */
    public void serve(HttpHandler page) {
        this.page = page;
    }

    /** Tells of each request that is answered, but for those for the page. */
    public void watch(Watcher watcher) {
        this.watcher = watcher;
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            var body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
            var request = new Request(
                    exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders(), body);
            if (page != null && request.isForLoopback() && request.isForPage()) {
                exchange.setStreams(new ByteArrayInputStream(body), null);
                page.handle(exchange);
                return;
            }
            var began = System.nanoTime();
            var reply = reply(request);
            tell(request, reply, Duration.ofNanos(System.nanoTime() - began));
            reply.headers().forEach(exchange.getResponseHeaders()::add);
            var hasBody = reply.body().length > 0 && !request.method().equals("HEAD");
            if (!hasBody && !request.method().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", "0");
            }
            exchange.sendResponseHeaders(reply.status(), hasBody ? reply.body().length : -1);
            if (hasBody) {
                exchange.getResponseBody().write(reply.body());
            }
        } catch (IOException e) {
            LOG.debug("A client of the local user pool went away.", e);
        }
    }

    private void tell(Request request, Reply reply, Duration took) {
        try {
            watcher.answered(request, reply, took);
        } catch (RuntimeException e) {
            LOG.error("The log of the local user pool failed.", e);
        }
    }

    private Reply reply(Request request) {
        if (!request.isForLoopback()) {
            return Reply.of(403, "text/plain", "The local user pool answers to localhost only.\n");
        }
        if (request.body().length > LARGEST_BODY) {
            return Reply.of(413, "text/plain", "The request is larger than 256 kB.\n")
                    .with("Connection", "close");
        }
        if (request.method().equals("OPTIONS")) {
            return preflight(request);
        }
        try {
            return answers.apply(request);
        } catch (RuntimeException e) {
            LOG.error("The local user pool failed.", e);
            return Reply.of(500, "text/plain", "Something went wrong; the server's log says what.\n");
        }
    }

    private static Reply preflight(Request request) {
        var reply = Reply.empty(200)
                .with("Access-Control-Allow-Origin", "*")
                .with("Access-Control-Allow-Methods", "POST, GET")
                .with("Access-Control-Max-Age", MAX_AGE)
                .with("x-amzn-RequestId", UUID.randomUUID().toString());
        var wanted = request.header("Access-Control-Request-Headers");
        return wanted == null ? reply : reply.with("Access-Control-Allow-Headers", wanted);
    }

    @Override
    public void close() {
        if (!started) {
            // One that was never started keeps its port after it was stopped.
            started = true;
            listeners.forEach(this::open);
        }
        listeners.forEach(listener -> listener.stop(0));
        threads.shutdown();
        try {
            // A thread that is interrupted while it writes the pool's state would lose the write.
            threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
