package dev.spacefinder.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

import dev.spacefinder.testing.Loopback;
import dev.spacefinder.testing.SigningKey;

/** What a pool publishes, from a server that misbehaves. */
@Timeout(30)
class JwksEndpointTest {

    private static final SigningKey ONE = SigningKey.rsa("one");
    private static final SigningKey TWO = SigningKey.rsa("two");
    private static final SigningKey EC = SigningKey.ec("ec");
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = Loopback.server();
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void readsTheKeysAndHowLongTheyLast() throws IOException {
        serve(exchange -> {
            exchange.getResponseHeaders().add("Cache-Control", "public, max-age=7200");
            answer(exchange, 200, SigningKey.jwks(ONE, TWO));
        });

        assertEquals(
                new Jwks(Map.of("one", ONE.publicKey(), "two", TWO.publicKey()), Duration.ofHours(2)),
                endpoint().fetch());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "absent | 300",
                "'' | 300",
                "no-store | 300",
                "max-age=0 | 300",
                "max-age=299 | 300",
                "max-age=301 | 301",
                "MAX-AGE=3600 | 3600",
                "public,max-age=3600,must-revalidate | 3600",
                "max-age=86400 | 86400",
                "max-age=86401 | 86400",
                "max-age=99999999999999999999 | 300",
                "max-age=-1 | 300",
                "max-age=soon | 300",
                "max-age= | 300",
                "s-maxage=3600 | 300"
            })
    void takesTheMaxAgeWithinFiveMinutesAndADay(String cacheControl, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), JwksEndpoint.maxAge(cacheControl));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"keys\"",
                "{}",
                "{\"keys\":null}",
                "{\"keys\":[]}",
                "{\"keys\":{}}",
                "{\"keys\":\"none\"}",
                "{\"keys\":[1]}",
                "{\"keys\":[null]}",
                "{\"keys\":[{}]}",
                "{\"keys\":[{\"kty\":\"RSA\"}]}",
                "<html><body>Service unavailable</body></html>",
                "{\"keys\":[],\"keys\":[]}"
            })
    void refusesADocumentWithoutKeys(String document) {
        serve(exchange -> answer(exchange, 200, document));

        assertThrows(IOException.class, endpoint()::fetch);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 400, 403, 404, 429, 500, 503})
    void refusesAnErrorPageEvenIfItHoldsKeys(int status) {
        serve(exchange -> answer(exchange, status, status == 204 ? "" : SigningKey.jwks(ONE)));

        assertThrows(IOException.class, endpoint()::fetch);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void followsNoRedirect(int status) {
        var followed = new AtomicInteger();
        server.createContext("/elsewhere", exchange -> {
            followed.incrementAndGet();
            answer(exchange, 200, SigningKey.jwks(ONE));
        });
        serve(exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            answer(exchange, status, "");
        });

        assertThrows(IOException.class, endpoint()::fetch);
        assertEquals(0, followed.get());
    }

    @Test
    void refusesAnAnswerThatIsCutOff() {
        serve(exchange -> {
            var document = SigningKey.jwks(ONE).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, document.length);
            exchange.getResponseBody().write(document, 0, document.length / 2);
            exchange.getResponseBody().flush();
            server.stop(0);
        });

        assertThrows(IOException.class, endpoint()::fetch);
    }

    @Test
    void waitsForASlowAnswerNoLongerThanItsTimeout() {
        serve(exchange -> awaitEnd());

        assertThrows(IOException.class, endpoint(SHORT)::fetch);
    }

    @Test
    void waitsForTheRestOfAnAnswerNoLongerThanItsTimeout() {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"keys\":[".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            awaitEnd();
        });

        assertThrows(IOException.class, endpoint(SHORT)::fetch);
    }

    @Test
    void readsNoMoreThanItNeedsOfTenMegabytes() throws Exception {
        var written = new AtomicInteger();
        var gaveUp = new CountDownLatch(1);
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 10 * 1024 * 1024);
            var spaces = " ".repeat(64 * 1024).getBytes(UTF_8);
            try {
                for (int i = 0; i < 160; i++) {
                    exchange.getResponseBody().write(spaces);
                    written.addAndGet(spaces.length);
                }
            } catch (IOException e) {
                gaveUp.countDown();
            }
        });

        assertThrows(IOException.class, endpoint()::fetch);
        gaveUp.await();
        assertTrue(written.get() < 10 * 1024 * 1024, () -> written + " bytes were read");
    }

    @Test
    void readsUpTo64Kilobytes() throws IOException {
        var keys = SigningKey.jwks(ONE);
        var document = new AtomicReference<>(keys + " ".repeat(64 * 1024 - keys.length()));
        serve(exchange -> answer(exchange, 200, document.get()));

        assertEquals(Map.of("one", ONE.publicKey()), endpoint().fetch().keys());

        document.updateAndGet(text -> text + " ");
        assertThrows(IOException.class, endpoint()::fetch);
    }

    @Test
    void asksCachesOnTheWayToFetchItAnew() throws IOException {
        var asked = new AtomicReference<String>();
        serve(exchange -> {
            asked.set(exchange.getRequestHeaders().getFirst("Cache-Control"));
            answer(exchange, 200, SigningKey.jwks(ONE));
        });

        endpoint().fetch();

        assertEquals("no-cache", asked.get());
    }

    @Test
    void isNamedInTheLogByItsUrl() {
        assertEquals(
                "http://localhost:1/jwks.json",
                new JwksEndpoint(URI.create("http://localhost:1/jwks.json")).toString());
    }

    @Test
    void reportsAServerThatIsNotThere() {
        server.stop(0);

        assertThrows(IOException.class, endpoint()::fetch);
    }

    @Test
    void takesOnlyKeysThatMaySignWithRs256() throws IOException {
        var odd = String.join(
                ",",
                EC.jwk(),
                SigningKey.shortRsa("short").jwk(),
                ONE.as("enc").jwk("enc", "RS256"),
                ONE.as("rs512").jwk("sig", "RS512"),
                ONE.as("pss").jwk("sig", "PS256"),
                ONE.as("x").jwk().replaceAll("\"kid\":\"x\",?", ""),
                "{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\"c2VjcmV0\",\"alg\":\"HS256\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"okp\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
                "{\"kty\":\"RSA\",\"kid\":\"no-modulus\",\"e\":\"AQAB\"}",
                "{\"kty\":\"RSA\",\"kid\":\"zero\",\"n\":\"AA\",\"e\":\"AQAB\"}",
                "{\"kty\":\"RSA\",\"kid\":\"number\",\"n\":1,\"e\":2}",
                "{\"kty\":\"EC\",\"kid\":\"off-curve\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"new\",\"kid\":\"new\"}",
                "{\"kid\":\"bare\"}",
                "{}");

        var keys = Jwks.parse("{\"keys\":[" + odd + "," + ONE.jwk() + "," + TWO.jwk("sig", null) + "]}");

        assertEquals(Set.of("one", "two"), keys.keySet());
    }

    @Test
    void theFirstOfTwoKeysWithOneIdCounts() throws IOException {
        var impostor = TWO.as("one");

        assertEquals(Map.of("one", ONE.publicKey()), Jwks.parse(SigningKey.jwks(ONE, impostor)));
    }

    private JwksEndpoint endpoint() {
        return endpoint(Duration.ofSeconds(10));
    }

    private JwksEndpoint endpoint(Duration readTimeout) {
        return new JwksEndpoint(
                URI.create("http://localhost:" + server.getAddress().getPort() + "/jwks.json"), readTimeout);
    }

    private void serve(HttpHandler handler) {
        server.createContext("/jwks.json", handler);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
