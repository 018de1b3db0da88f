package dev.spacefinder.local.gateway;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.http.Problem;
import dev.spacefinder.testing.BesideApplications;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/** The address of the API in development, before a function that says what it was asked. */
@BesideApplications
class GatewayTest {

    private static final String PAGE = "http://localhost:5173";

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final AtomicReference<String> problem = new AtomicReference<>();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Runnable atALook = () -> {};
    private Gateway gateway;
    private StandInFunction function;

    @BeforeEach
    void start() throws IOException {
        gateway = new Gateway(0, new TestSources(), PAGE::equals, "<h1>Space Finder API</h1>");
        function = new StandInFunction(gateway.runtimeApi());
    }

    @AfterEach
    void stop() {
        function.close();
        gateway.close();
    }

    @Test
    void makesAnEventOfACall() {
        call().contentType(ContentType.JSON)
                .header("X-Of-Mine", "first", "second")
                .body("{\"name\":\"Zürich\"}".getBytes(UTF_8))
                .post("/spaces/a%20b?limit=3&location=Z%C3%BCrich%2B&flag&location=Bern")
                .then()
                .statusCode(200)
                .body(members("httpMethod", is("POST")))
                .body(members("path", is("/spaces/a%20b")))
                .body(members("multiValueQueryStringParameters.limit", is(List.of("3"))))
                .body(members("multiValueQueryStringParameters.location", is(List.of("Zürich+", "Bern"))))
                .body(members("multiValueQueryStringParameters.flag", is(List.of(""))))
                .body("multiValueHeaders.X-Of-Mine", is(List.of("first", "second")))
                .body("multiValueHeaders.Content-Length", is(List.of("18")))
                .body(members("body", is("{\"name\":\"Zürich\"}")))
                .body("isBase64Encoded", is(false));
    }

    @Test
    void takesABodyInChunks() throws IOException {
        var answer = raw("POST /spaces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\n{\"a\r\n5\r\n\":42}\r\n0\r\n\r\n");

        assertTrue(answer.contains("{\\\"a\\\":42}"), answer);
        assertTrue(answer.contains("\"Content-Length\":[\"8\"]"), answer);
        assertTrue(!answer.contains("Transfer-Encoding"), answer);
    }

    @Test
    void encodesABodyThatIsNoText() {
        call().contentType("application/octet-stream")
                .body(new byte[] {(byte) 0xff, 0})
                .put("/spaces/7")
                .then()
                .body(members("body", is("/wA=")))
                .body("isBase64Encoded", is(true));
    }

    @Test
    void givesTheAnswerAsTheFunctionSaidIt() {
        function.answers(event -> """
            {"statusCode": 201, "body": "aGk=", "isBase64Encoded": true,
             "multiValueHeaders": {"Content-Type": ["image/x"], "Set-Cookie": ["a=1", "b=2"]}}\
            """);

        var answer = call().post("/spaces")
                .then()
                .statusCode(201)
                .header("Content-Type", "image/x")
                .header("Content-Length", "2")
                .extract();

        assertEquals("hi", answer.asString());
        assertEquals(List.of("a=1", "b=2"), answer.headers().getValues("Set-Cookie"));
    }

    @Test
    void answersHeadWithoutABody() {
        call().head("/openapi").then().statusCode(200).body(is(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "192.0.2.1:8080", "localhost.evil.example", ""})
    void refusesAForeignHost(String host) throws IOException {
        assertRefused(403, raw("GET /hello HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"));
    }

    @Test
    void refusesACallWithoutAHost() throws IOException {
        assertRefused(403, raw("GET /hello HTTP/1.0\r\n\r\n"));
    }

    @Test
    void refusesWebSockets() throws IOException {
        assertRefused(
                501,
                raw("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        assertAnswers();
    }

    @Test
    void answersACallThatWouldRatherSpeakHttp2() throws IOException {
        var answer = raw("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertTrue(!answer.contains("h2c"), answer);
    }

    @Test
    void refusesToBeAProxy() throws IOException {
        assertRefused(501, raw("CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\nConnection: close\r\n\r\n"));
        assertAnswers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/dev-ui", "/q/dev-ui/welcome", "/q/dev-ui/json-rpc-ws"})
    void saysThatDevUiDoesNotWorkHere(String path) {
        assertProblem(501, call().get(path).then()).body(members("detail", containsString("/q/swagger-ui/")));
    }

    @Test
    void refusesABodyThatAFunctionDoesNotGet() {
        assertProblem(413, call().body(new byte[7_000_000]).post("/spaces").then());
        assertAnswers();
    }

    @Test
    void refusesAQueryThatIsNotWellFormed() throws IOException {
        assertRefused(400, raw("GET /spaces?limit=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/9.9\r\n\r\n", "\u0001\u0002\r\n\r\n", "GET /a b c d\r\n\r\n"})
    void refusesWhatIsNoHttp(String sent) throws IOException {
        assertTrue(raw(sent).startsWith("HTTP/"), "an answer");
        assertAnswers();
    }

    @Test
    void refusesAnAddressThatIsTooLong() throws IOException {
        assertRefused(414, raw("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    @Test
    void refusesHeadersThatAreTooLarge() throws IOException {
        assertRefused(431, raw("GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "a".repeat(30_000) + "\r\n\r\n"));
    }

    @Test
    void doesNotWaitForABodyThatNeverComes() throws IOException {
        try (var half = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            half.getOutputStream()
                    .write("POST /spaces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf"
                            .getBytes(US_ASCII));
            half.getOutputStream().flush();
            assertAnswers();
        }
        assertEquals(1, function.invocations());
    }

    @Test
    void answersTheOthersWhenACallerGoesAway() throws IOException {
        var away = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        function.answers(event -> {
            try {
                away.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            function.answers(StandInFunction.ECHO);
            return "{\"statusCode\": 200}";
        });
        away.getOutputStream().write("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));

        assertAnswers();
    }

    @Test
    void listensOnLoopbackAlone() throws IOException {
        for (var address : addressesOnTheNetwork()) {
            assertThrows(ConnectException.class, () -> new Socket(address, gateway.port()).close());
        }
    }

    @Test
    void letsACallerWhoAsksFirstSendTheBody() throws IOException {
        var answer = raw(
                "POST /spaces HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" + "Content-Length: 9\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 100 Continue"), answer);
        assertAnswers();
    }

    @Test
    void showsEventsToNobodyBeforeThereIsAFunction() throws IOException {
        try (var unused = new Gateway(0, new TestSources(), PAGE::equals, "");
                var stranger = new Socket(InetAddress.getLoopbackAddress(), unused.port())) {
            ask(stranger, "GET //2018-06-01/runtime/invocation/next HTTP/1.1");
            try (var caller = new Socket(InetAddress.getLoopbackAddress(), unused.port());
                    var late = new StandInFunction(unused.runtimeApi())) {
                ask(caller, "GET /hello HTTP/1.1");

                // What was asked first is answered first, by the function: it was a call like any other.
                assertEquals('H', stranger.getInputStream().read());
                assertEquals('H', caller.getInputStream().read());
                assertEquals(2, late.invocations());
            }
        }
    }

    @Test
    void showsEventsToNobodyButTheFunction() {
        call().get("/_lambda_/2018-06-01/runtime/invocation/next")
                .then()
                .body(members("path", is("/_lambda_/2018-06-01/runtime/invocation/next")));
    }

    @Test
    void showsAPageWhereABrowserBegins() {
        call().get("/").then().statusCode(200).contentType(ContentType.HTML).body(containsString("Space Finder API"));
    }

    @Test
    void looksAtTheSourcesBeforeEachCall() {
        assertAnswers();
        assertAnswers();

        assertEquals(2, looks.get());
    }

    @Test
    void saysWhatIsWrongWithTheSources() {
        problem.set("HelloResource.java:23: error: unclosed string literal");

        assertProblem(500, call().header("Origin", PAGE).get("/hello").then())
                .body(members("detail", is("HelloResource.java:23: error: unclosed string literal")))
                .header("Access-Control-Allow-Origin", PAGE);
        assertEquals(0, function.invocations());

        problem.set(null);
        assertAnswers();
    }

    @Test
    void letsAPageSendTheCallThatTellsItWhatIsWrong() {
        problem.set("it is broken");

        call().header("Origin", PAGE)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization")
                .options("/hello")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", PAGE)
                .header("Access-Control-Allow-Headers", "authorization");
    }

    @Test
    void keepsWhatIsWrongFromForeignPages() {
        problem.set("it is broken");

        assertProblem(
                        500,
                        call().header("Origin", "https://evil.example")
                                .get("/hello")
                                .then())
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void asksTheFunctionThatWasMadeAnew() {
        var old = function;
        atALook = () -> {
            function = new StandInFunction(gateway.runtimeApi());
            function.answers(event -> "{\"statusCode\": 200, \"body\": \"new\"}");
            atALook = () -> {};
        };

        call().get("/hello").then().statusCode(200).body(equalTo("new"));
        old.close();
    }

    @Test
    void handsAnEventOnAgainThatTheFunctionGaveBack() {
        function.givesBackTheNext();

        assertAnswers();
    }

    @Test
    void handsAnEventToTheNextFunctionWhenOneIsReplacedUnderIt() {
        var old = function;
        old.answers(event -> {
            function = new StandInFunction(gateway.runtimeApi());
            return "{\"statusCode\": 200, \"body\": \"too late\"}";
        });

        assertAnswers();
        old.close();
    }

    @Test
    void answersWhenTheFunctionFails() {
        function.answers(event -> {
            throw new IllegalStateException("a secret");
        });
        assertProblem(500, call().get("/hello").then()).body(not(containsString("a secret")));

        function.answers(StandInFunction.ECHO);
        assertAnswers();
    }

    @Test
    void saysThatThePortIsTaken() {
        var failure =
                assertThrows(IOException.class, () -> new Gateway(gateway.port(), new TestSources(), PAGE::equals, ""));

        assertEquals(
                "Port " + gateway.port() + " is in use, so the API cannot start. "
                        + "Stop what listens there, or move the API with -Dlocal.api-port=<port>.",
                failure.getMessage());
    }

    @Test
    void goesOnAfterAnErrorOfTheVirtualMachine() {
        atALook = () -> {
            throw new StackOverflowError("a compiler that went too deep");
        };
        assertProblem(500, call().get("/hello").then());

        atALook = () -> {};
        assertAnswers();
    }

    private static void ask(Socket gateway, String line) throws IOException {
        gateway.setSoTimeout(10_000);
        gateway.getOutputStream().write((line + "\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
        gateway.getOutputStream().flush();
    }

    private class TestSources implements Sources {

        @Override
        public void bringUpToDate() {
            looks.incrementAndGet();
            atALook.run();
        }

        @Override
        public Optional<String> problem() {
            return Optional.ofNullable(problem.get());
        }
    }

    private RequestSpecification call() {
        return given().port(gateway.port()).urlEncodingEnabled(false);
    }

    private void assertAnswers() {
        call().get("/hello").then().statusCode(200).body(members("path", is("/hello")));
    }

    private static ValidatableResponse assertProblem(int status, ValidatableResponse answer) {
        return answer.statusCode(status)
                .contentType(startsWith(Problem.MEDIA_TYPE))
                .body(members("status", is(status)));
    }

    private static void assertRefused(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status) || answer.startsWith("HTTP/1.0 " + status), answer);
        assertTrue(answer.contains("Content-Type: " + Problem.MEDIA_TYPE), answer);
    }

    /** The one answer that comes back, or what there is of it until the gateway closes the connection. */
    private String raw(String sent) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(sent.getBytes(US_ASCII));
            socket.getOutputStream().flush();
            var answer = new StringBuilder();
            var body = -1;
            for (int next;
                    body != answer.length() && (next = socket.getInputStream().read()) >= 0; ) {
                answer.append((char) next);
                if (body < 0 && answer.toString().endsWith("\r\n\r\n")) {
                    var length = CONTENT_LENGTH.matcher(answer);
                    body = answer.length() + (length.find() ? Integer.parseInt(length.group(1)) : 0);
                }
            }
            return answer.toString();
        }
    }

    private static List<InetAddress> addressesOnTheNetwork() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
    }
}
