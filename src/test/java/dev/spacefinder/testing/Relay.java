package dev.spacefinder.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stands before a server of HTTP 1.1 as the network does, and goes wrong as networks do: below HTTP, where a server of
 * the JDK's cannot. Whoever connects may keep the connection.
 */
public final class Relay implements AutoCloseable {

    /** What becomes of an answer on its way. */
    @FunctionalInterface
    public interface Fate {

        /**
         * @param answer the answer's bytes
         * @param to where it is awaited
         */
        void befall(byte[] answer, Connection to) throws IOException, InterruptedException;
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(200);
    private static final Set<String> NOT_FORWARDED =
            Set.of("connection", "content-length", "expect", "host", "http2-settings", "transfer-encoding", "upgrade");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI target;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Queue<Fate> next = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> forwarded = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int port;
    private volatile Fate always;
    private volatile ServerSocket listener;

    /**
     * Listens on a free port of the loopback interface.
     *
     * @param target where the requests go
     */
    public Relay(URI target) {
        this.target = target;
        listener = listen(0);
        port = listener.getLocalPort();
    }

    /** The same resource as the target's, by way of this relay. */
    public URI uri() {
        return URI.create("http://localhost:" + port + target.getRawPath());
    }

    // What goes wrong

    /** What becomes of the next answers, one after the other. */
    public void next(Fate... fates) {
        next.addAll(List.of(fates));
    }

    /** What becomes of all answers until {@link #heal}. */
    public void always(Fate fate) {
        always = fate;
    }

    /** From now on all goes well. */
    public void heal() {
        next.clear();
        always = null;
        forwarded.clear();
        if (listener.isClosed()) {
            listener = listen(port);
        }
    }

    /** From now on connections are refused, and those that there are have been reset. */
    public void goAway() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resetConnections();
    }

    /** Closes the connections that there are, as a server does with those that it finds idle. */
    public int closeConnections() {
        return take(Connection::close);
    }

    /** Resets the connections that there are, as a server does that was started again. */
    public int resetConnections() {
        return take(Connection::reset);
    }

    /**
     * Forgets the connections that there are, as a router does: what is sent on them gets nowhere, and nobody is told.
     */
    public int loseConnections() {
        return take(connection -> connection.lost = true);
    }

    /** Waits until a request has reached the server, and has been answered there. */
    public void awaitForwarded() {
        try {
            if (forwarded.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS) == null) {
                throw new AssertionError("Nothing was asked of " + target + " within " + TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The answer comes as it is. */
    public Fate whole() {
        return (answer, to) -> to.send(answer);
    }

    /** The answer comes that late. */
    public Fate late(Duration delay) {
        return (answer, to) -> {
            closed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
            to.send(answer);
        };
    }

    /** The answer never comes. */
    public Fate lost() {
        return (answer, to) -> closed.await();
    }

    /** The connection is reset when half of the answer is there. */
    public Fate cutOff() {
        return (answer, to) -> {
            to.send(Arrays.copyOf(answer, answer.length / 2));
            to.reset();
        };
    }

    /** The body comes byte by byte, never late enough for whoever waits for the next one, and takes minutes. */
    public Fate trickling() {
        return (answer, to) -> {
            int head = new String(answer, ISO_8859_1).indexOf(END_OF_HEAD) + END_OF_HEAD.length();
            to.send(Arrays.copyOf(answer, head));
            for (int i = head; i < answer.length; i++) {
                closed.await(BETWEEN_BYTES.toMillis(), TimeUnit.MILLISECONDS);
                to.send(new byte[] {answer[i]});
            }
        };
    }

    /** Another document comes, with status 200. */
    public Fate replacedBy(String document) {
        return (answer, to) -> to.send(answer("200 OK", Map.of(), document.getBytes(ISO_8859_1)));
    }

    @Override
    public void close() {
        closed.countDown();
        goAway();
    }

    private int take(Consumer<Connection> action) {
        var there = new ArrayList<>(connections);
        there.forEach(action);
        connections.removeAll(there);
        return there.size();
    }

    private ServerSocket listen(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            start(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                var connection = new Connection(socket.accept());
                connections.add(connection);
                start(() -> serve(connection));
            } catch (IOException e) {
                // The listener was closed, which ends the loop.
            }
        }
    }

    private void serve(Connection connection) {
        try {
            for (var request = connection.receive(); request != null; request = connection.receive()) {
                if (!connection.lost) {
                    relay(request, connection);
                }
            }
        } catch (IOException e) {
            // The other side has gone away, or the test has cut it off.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
            connection.close();
        }
    }

    private void relay(Request request, Connection connection) throws IOException, InterruptedException {
        var response = client.send(request.to(target), HttpResponse.BodyHandlers.ofByteArray());
        var answer =
                answer(response.statusCode() + " Relayed", response.headers().map(), response.body());
        forwarded.add(request.line);
        var fate = always == null ? next.poll() : always;
        if (fate == null) {
            connection.send(answer);
        } else {
            fate.befall(answer, connection);
        }
    }

    private static byte[] answer(String status, Map<String, List<String>> headers, byte[] body) {
        var head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
        headers.forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name)) {
                values.forEach(value -> head.append(name + ": " + value + "\r\n"));
            }
        });
        head.append("Content-Length: " + body.length + END_OF_HEAD);
        var answer = new ByteArrayOutputStream();
        answer.writeBytes(head.toString().getBytes(ISO_8859_1));
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private record Request(String line, List<String> headers, byte[] body) {

        HttpRequest to(URI target) {
            var words = line.split(" ");
            var request = HttpRequest.newBuilder(target.resolve(words[1]))
                    .method(words[0], HttpRequest.BodyPublishers.ofByteArray(body));
            for (var header : headers) {
                var name = header.substring(0, header.indexOf(':'));
                if (!NOT_FORWARDED.contains(name.toLowerCase())) {
                    request.header(name, header.substring(name.length() + 1).strip());
                }
            }
            return request.build();
        }
    }

    /** A connection from whoever asks. */
    public static final class Connection {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private volatile boolean lost;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        private void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        private Request receive() throws IOException {
            var line = readLine();
            if (line == null) {
                return null;
            }
            var headers = new ArrayList<String>();
            int length = 0;
            for (var header = readLine(); header != null && !header.isEmpty(); header = readLine()) {
                headers.add(header);
                if (header.toLowerCase().startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring("content-length:".length()).strip());
                }
            }
            return new Request(line, headers, in.readNBytes(length));
        }

        /** Without its end, or null where the other side has ended. */
        private String readLine() throws IOException {
            var line = new StringBuilder();
            for (int each; (each = in.read()) >= 0; ) {
                if (each == '\n') {
                    return line.toString().stripTrailing();
                }
                line.append((char) each);
            }
            return null;
        }

        private void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void reset() {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is closed already.
            }
            close();
        }
    }
}
