package dev.spacefinder.local.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jboss.logging.Logger;

import dev.spacefinder.http.Problem;
import dev.spacefinder.local.network.LoopbackAddresses;
import dev.spacefinder.local.network.LoopbackHost;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/**
 * The API's address in development: what API Gateway and Lambda are on AWS, on loopback alone. It takes HTTP calls,
 * brings the function up to date with its sources, and hands it one event at a time over Lambda's runtime API.
 *
 * <p>It stands in place of Quarkus' own event server, which listens on every network interface, shows callers' events
 * to whoever asks, and is stuck for good once a WebSocket was opened. It outlives live reload, so that a change that
 * does not work gets an answer as well; its own code is therefore the one that was there at the start.
 */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Gateway.class);
    /** Lambda takes events of 6 MB. */
    private static final int LARGEST_BODY = 6 * 1024 * 1024;

    private static final int LONGEST_LINE = 8 * 1024;
    private static final int LARGEST_HEADERS = 20 * 1024;
    private static final Pattern DEV_UI = Pattern.compile("/q/dev(-ui|-v1)?(/.*)?");

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final List<HttpServer> listeners = new ArrayList<>();
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final RuntimeApi function = new RuntimeApi();

    /** Whether a refresh waits for its turn. */
    private final AtomicBoolean refreshing = new AtomicBoolean();

    private final Sources sources;
    private final Predicate<String> origins;
    private final Buffer page;
    private final Thread dispatcher = new Thread(this::dispatch, "local gateway");

    /**
     * Listens; what is called before a function has asked for events waits for it.
     *
     * @param port the port on loopback, or 0 for any free one
     * @param sources what the function is made from
     * @param origins the origins whose pages may read what is answered in the function's place
     * @param page what {@code GET /} shows
     * @throws IOException with a sentence for the developer if the port cannot be had
     */
    public Gateway(int port, Sources sources, Predicate<String> origins, String page) throws IOException {
        this.sources = sources;
        this.origins = origins;
        this.page = Buffer.buffer(page);
        try {
            for (var address : LoopbackAddresses.ofLocalhost()) {
                listeners.add(vertx.createHttpServer(new HttpServerOptions()
                                .setHost(address.getHostAddress())
                                .setPort(listeners.isEmpty() ? port : port())
                                .setMaxInitialLineLength(LONGEST_LINE)
                                .setMaxHeaderSize(LARGEST_HEADERS)
                                .setHttp2ClearTextEnabled(false)
                                .setHandle100ContinueAutomatically(true))
                        .requestHandler(this::receive)
                        .invalidRequestHandler(this::refuseUnreadable)
                        .listen()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get());
            }
        } catch (ExecutionException e) {
            close();
            throw new IOException("Port " + port + " is in use, so the API cannot start. "
                    + "Stop what listens there, or move the API with -Dlocal.api-port=<port>.");
        } catch (InterruptedException e) {
            close();
            throw new IOException("The start was interrupted.");
        }
        dispatcher.setDaemon(true);
        dispatcher.start();
    }

    /** The port that it has, a chosen or a free one. */
    public int port() {
        return listeners.get(0).actualPort();
    }

    /**
     * Lets a function start, and gives no event to the one before any more.
     *
     * @return host, port and path of Lambda's runtime API; whoever knows the path is the function
     */
    public String runtimeApi() {
        return "127.0.0.1:" + port() + function.begin();
    }

    /** Brings the function up to date as soon as no call is underway, without one. */
    public void refresh() {
        if (refreshing.compareAndSet(false, true)) {
            tasks.add(() -> {
                refreshing.set(false);
                bringUpToDate();
            });
        }
    }

    private void receive(HttpServerRequest request) {
        var refusal = refusal(request);
        if (refusal != null) {
            call(request, Buffer.buffer()).answer(refusal);
            request.end().onComplete(rest -> {});
        } else if (request.path() != null && function.isAt(request.path())) {
            request.body().onSuccess(body -> function.answer(request, body));
        } else if ("/".equals(request.path()) && request.method() == HttpMethod.GET) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                    .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                    .end(page);
        } else {
            readWhole(request);
        }
    }

    private Call call(HttpServerRequest request, Buffer body) {
        return new Call(request, body, origins);
    }

    private static Problem refusal(HttpServerRequest request) {
        var hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() != 1 || !LoopbackHost.isIn(hosts.get(0))) {
            return Problem.of(403, "The local API answers to localhost only.");
        }
        if (request.method() == HttpMethod.CONNECT) {
            return Problem.of(501, "The API is no proxy.");
        }
        if (request.headers().contains(HttpHeaders.UPGRADE, "websocket", true)) {
            return Problem.of(501, "The API has no WebSockets: on AWS it is a function behind a REST API.");
        }
        if (request.path() != null && DEV_UI.matcher(request.path()).matches()) {
            return Problem.of(
                    501, "Quarkus' Dev UI needs WebSockets, which a function does not have. There is /q/swagger-ui/.");
        }
        return null;
    }

    /** A body that never ends is never handed on. One that is too large is read to its end, so that its answer is. */
    private void readWhole(HttpServerRequest request) {
        var body = Buffer.buffer();
        var length = new long[1];
        request.handler(part -> {
            length[0] += part.length();
            if (length[0] <= LARGEST_BODY) {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> {
            var call = call(request, body);
            if (length[0] > LARGEST_BODY) {
                call.answer(Problem.of(413, "A request may have 6 MB."));
            } else {
                tasks.add(() -> handOn(call));
            }
        });
        request.exceptionHandler(e -> LOG.debug("A caller of the API went away.", e));
    }

    private void refuseUnreadable(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        var status = cause instanceof TooLongHttpLineException
                ? 414
                : cause instanceof TooLongHttpHeaderException ? 431 : 400;
        call(request, Buffer.buffer()).answer(Problem.ofUnreadable(status));
        request.response().close();
    }

    /** The only thread that changes or asks the function, so that it never restarts under a call. */
    private void dispatch() {
        try {
            while (true) {
                var task = tasks.take();
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    // Without this thread nothing would be answered any more.
                    LOG.error("The local gateway failed.", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handOn(Call call) {
        if (call.isGone()) {
            return;
        }
        try {
            var problem = bringUpToDate();
            if (problem != null) {
                call.answer(problem);
            } else {
                function.invoke(call);
            }
        } catch (RuntimeException | Error e) {
            call.answer(Problem.of(500, "The local gateway failed: the terminal says why."));
            throw e;
        }
    }

    private Problem bringUpToDate() {
        sources.bringUpToDate();
        return sources.problem().map(sentence -> Problem.of(500, sentence)).orElse(null);
    }

    @Override
    public void close() {
        dispatcher.interrupt();
        listeners.forEach(listener ->
                listener.close().toCompletionStage().toCompletableFuture().join());
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
