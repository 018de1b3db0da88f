package dev.spacefinder.identity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Where a pool publishes its keys. What stands there is read with limits of time and size, and no redirect is followed:
 * whoever can answer here can sign in as anyone.
 *
 * @param uri the document's URL
 * @param readTimeout how long nothing may come
 */
record JwksEndpoint(URI uri, Duration readTimeout) implements SigningKeys.Publisher {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(6);
    private static final int MAX_BYTES = 64 * 1024;

    /** Cognito's documents live for a day; one that says nothing or too little is still not asked for all the time. */
    private static final Duration MIN_AGE = Duration.ofMinutes(5);

    private static final Duration MAX_AGE = Duration.ofDays(1);

    JwksEndpoint(URI uri) {
        this(uri, READ_TIMEOUT);
    }

    @Override
    public Jwks fetch() throws IOException {
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        try {
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
            connection.setReadTimeout((int) readTimeout.toMillis());
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("it answers with status " + connection.getResponseCode());
            }
            return new Jwks(
                    Jwks.parse(read(connection.getInputStream())), maxAge(connection.getHeaderField("Cache-Control")));
        } finally {
            connection.disconnect();
        }
    }

    private String read(InputStream answer) throws IOException {
        var document = new ByteArrayOutputStream();
        var chunk = new byte[8 * 1024];
        long start = System.nanoTime();
        for (int length; (length = answer.read(chunk)) >= 0; ) {
            document.write(chunk, 0, length);
            if (document.size() > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            if (System.nanoTime() - start > readTimeout.toNanos()) {
                throw new IOException("it takes longer than " + readTimeout.toSeconds() + " s to read");
            }
        }
        return document.toString(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return uri.toString();
    }

    /** RFC 9111, section 5.2.2.1. */
    static Duration maxAge(String cacheControl) {
        if (cacheControl != null) {
            for (var directive : cacheControl.split(",")) {
                if (directive.strip().regionMatches(true, 0, "max-age=", 0, 8)) {
                    return clamped(directive.strip().substring(8));
                }
            }
        }
        return MIN_AGE;
    }

    private static Duration clamped(String seconds) {
        try {
            return Duration.ofSeconds(
                    Math.max(MIN_AGE.toSeconds(), Math.min(MAX_AGE.toSeconds(), Long.parseLong(seconds))));
        } catch (NumberFormatException e) {
            return MIN_AGE;
        }
    }
}
