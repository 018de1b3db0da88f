package dev.spacefinder.local.playground;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import dev.spacefinder.local.pool.LocalUserPoolSettings.Message;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Reply;
import dev.spacefinder.local.pool.protocol.Request;
import dev.spacefinder.local.pool.protocol.Watcher;

/**
 * What happens at the local server, as server-sent events: the calls of the pool and of the API, the mail box, and what
 * is announced. Whoever begins to read gets the newest of each, and then what comes.
 */
public final class Feed implements Watcher, Consumer<Message>, HttpHandler, AutoCloseable {

    private static final int KEPT_CALLS = 200;
    private static final int KEPT_ANNOUNCEMENTS = 20;
    private static final int MOST_READERS = 32;
    /** A reader that is this far behind is cut off; a page then connects again and gets the newest. */
    private static final int WAITING = 500;
    /** So often something is written to find out whether the reader is still there. */
    private static final int HEARTBEAT_SECONDS = 15;

    /** After a live reload the server is back sooner than browsers try again by themselves. */
    private static final int RETRY_MILLISECONDS = 1_000;

    private static final String CUT_OFF = "";
    private static final String TARGET = "AWSCognitoIdentityProviderService.";

    private final Mailbox mailbox;
    private final Clock clock;
    /** In JSON, the newest first. */
    private final Deque<String> calls = new ArrayDeque<>();
    /** In JSON, the newest first. */
    private final Deque<String> announcements = new ArrayDeque<>();

    private final List<BlockingQueue<String>> readers = new ArrayList<>();
    private long number;

    /**
     * A feed of which nothing is kept yet.
     *
     * @param mailbox has taken a message before this feed takes it
     * @param clock tells when something happened
     */
    public Feed(Mailbox mailbox, Clock clock) {
        this(mailbox, clock, Map.of());
    }

    /**
     * A feed that goes on where another one ended.
     *
     * @param before what that one said it had {@link #kept()}
     */
    public Feed(Mailbox mailbox, Clock clock, Map<String, List<String>> before) {
        this.mailbox = mailbox;
        this.clock = clock;
        calls.addAll(before.getOrDefault("calls", List.of()));
        announcements.addAll(before.getOrDefault("announcements", List.of()));
        number = calls.isEmpty()
                ? 0
                : Playground.read(calls.getFirst()).path("number").asLong();
    }

    /** What it has, in types that outlive the application. */
    public synchronized Map<String, List<String>> kept() {
        return Map.of("calls", List.copyOf(calls), "announcements", List.copyOf(announcements));
    }

    private record Announcement(String text, Instant at) {}

    /** Says something to everybody who has the page open: that a setting of the pool changed, for instance. */
    public synchronized void announce(String text) {
        announcements.addFirst(Playground.written(new Announcement(text, clock.instant())));
        if (announcements.size() > KEPT_ANNOUNCEMENTS) {
            announcements.removeLast();
        }
        publish(event("announcements", listed(announcements)));
    }

    /** A message came into the mail box. */
    @Override
    public void accept(Message message) {
        mailChanged();
    }

    /** The mail box has other messages now. */
    public synchronized void mailChanged() {
        publish(event("mail", Playground.written(mailbox.messages())));
    }

    /** A call of the pool: an operation of its API, or a page or endpoint of its managed login. */
    @Override
    public void answered(Request request, Reply reply, Duration took) {
        var path = request.uri().getPath();
        if (request.method().equals("OPTIONS") || path.endsWith(".css") || path.endsWith(".svg")) {
            return;
        }
        var target = request.header("X-Amz-Target");
        var error = reply.headers().get("x-amzn-ErrorType");
        if (target != null) {
            var operation = target.replace(TARGET, "");
            record(
                    "pool",
                    operation.matches("[A-Za-z]{1,64}") ? operation : "an unknown operation",
                    reply.status(),
                    error == null ? null : error.replace(":", ""),
                    took,
                    Redaction.POOL.json(request.body()),
                    Redaction.POOL.json(reply.body()));
        } else {
            var isJson = reply.headers().getOrDefault("Content-Type", "").startsWith("application/json");
            record(
                    "pool",
                    request.method() + " " + Redaction.text(path),
                    reply.status(),
                    null,
                    took,
                    Redaction.POOL.parameters(request.method().equals("POST") ? request.form() : request.query()),
                    isJson ? Redaction.POOL.json(reply.body()) : goal(reply));
        }
    }

    /** Where a redirect leads to, without its parameters, which may carry a code; null for what is no redirect. */
    private static String goal(Reply reply) {
        var location = reply.headers().get("Location");
        return location == null ? null : "Location: " + Redaction.text(location.replaceFirst("[?#].*", ""));
    }

    /**
     * A call of the API.
     *
     * @param target the path and, after a question mark, the parameters
     * @param mediaType the media type of the answer, or null
     */
    public void answered(
            String method, String target, byte[] request, int status, String mediaType, byte[] answer, Duration took) {
        var isJson = mediaType != null && mediaType.contains("json");
        record(
                "api",
                method + " " + Redaction.API.target(target),
                status,
                isJson && status >= 400 ? reason(answer) : null,
                took,
                Redaction.API.json(request),
                isJson ? Redaction.API.json(answer) : null);
    }

    /** What a problem document says in one word: its reason, or else its title. */
    private static String reason(byte[] problem) {
        try {
            var document = Json.MAPPER.readTree(problem);
            return document.path("reason").asText(document.path("title").asText(null));
        } catch (IOException e) {
            return null;
        }
    }

    private synchronized void record(
            String to, String name, int status, String reason, Duration took, String request, String answer) {
        number++;
        var call = Playground.written(
                new Call(number, clock.instant(), to, name, status, reason, took.toMillis(), request, answer));
        calls.addFirst(call);
        if (calls.size() > KEPT_CALLS) {
            calls.removeLast();
        }
        publish(event("call", call));
    }

    /** Sends the events until the reader goes away. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            Playground.refuseMethod(exchange, "GET");
            return;
        }
        var events = begin();
        if (events == null) {
            Playground.answer(exchange, 503, "text/plain", "The page is open in too many places. Close some.\n");
            return;
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            var out = exchange.getResponseBody();
            for (var event = events.take(); !event.isEmpty(); ) {
                out.write(event.getBytes(UTF_8));
                out.flush();
                var next = events.poll(HEARTBEAT_SECONDS, SECONDS);
                event = next == null ? ":\n\n" : next;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(events);
        }
    }

    private synchronized BlockingQueue<String> begin() {
        if (readers.size() == MOST_READERS) {
            return null;
        }
        var events = new ArrayBlockingQueue<String>(WAITING);
        events.add("retry: " + RETRY_MILLISECONDS + "\n"
                + event("mail", Playground.written(mailbox.messages()))
                + event("calls", listed(calls))
                + event("announcements", listed(announcements)));
        readers.add(events);
        return events;
    }

    private synchronized void end(BlockingQueue<String> events) {
        readers.removeIf(reader -> reader == events);
    }

    private void publish(String event) {
        readers.removeIf(reader -> {
            var isBehind = !reader.offer(event);
            if (isBehind) {
                cutOff(reader);
            }
            return isBehind;
        });
    }

    private static void cutOff(BlockingQueue<String> reader) {
        reader.clear();
        reader.add(CUT_OFF);
    }

    /** Cuts every reader off. */
    @Override
    public synchronized void close() {
        readers.forEach(Feed::cutOff);
        readers.clear();
    }

    private static String listed(Deque<String> contents) {
        return "[" + String.join(",", contents) + "]";
    }

    private static String event(String name, String content) {
        return "event: " + name + "\ndata: " + content + "\n\n";
    }
}
