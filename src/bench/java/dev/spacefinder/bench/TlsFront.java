package dev.spacefinder.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** Stands before a server of plain HTTP with a certificate, and hands on what comes. */
final class TlsFront implements AutoCloseable {

    private final ServerSocket listener;
    private final URI target;

    TlsFront(Authority authority, URI target) {
        this.listener = authority.listen();
        this.target = target;
        start(this::accept);
    }

    /** The same resource as the target's, over TLS. */
    URI uri() {
        return URI.create("https://localhost:" + listener.getLocalPort() + target.getRawPath());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var from = listener.accept();
                var to = new Socket(target.getHost(), target.getPort());
                from.setTcpNoDelay(true);
                to.setTcpNoDelay(true);
                start(() -> pump(from, to));
                start(() -> pump(to, from));
            } catch (IOException e) {
                // The listener was closed, which ends the loop, or somebody has gone away.
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of the two has gone away.
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "tls-front");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
