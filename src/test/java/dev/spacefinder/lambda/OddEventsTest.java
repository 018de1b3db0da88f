package dev.spacefinder.lambda;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.spacefinder.telemetry.EventLog;
import dev.spacefinder.testing.ApiTestResource;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

/** Events as they come past every client and gateway, of which no HTTP request can be made. */
@QuarkusTest
@WithTestResource(ApiTestResource.class)
class OddEventsTest {

    /** Stands in each of the events. */
    static final String MARK = "mark-7f3a";

    /** What the application writes to its log while it answers: on the JVM with the events' own lines. */
    String logOf(Runnable events) throws IOException {
        var log = new StringBuffer();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                // Tests that run beside this one write to the same log: theirs are not threads of the application.
                if (Thread.currentThread().getContextClassLoader() instanceof QuarkusClassLoader) {
                    log.append(getFormatter().format(entry));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setFormatter(new PatternFormatter("%p %c %s%e%n"));
        var everything = Logger.getLogger("");
        var ownLines = Logger.getLogger(EventLog.class.getName());
        everything.addHandler(handler);
        ownLines.addHandler(handler);
        ownLines.setUseParentHandlers(false);
        ownLines.setLevel(Level.FINE);
        try {
            events.run();
        } finally {
            ownLines.setLevel(null);
            ownLines.setUseParentHandlers(true);
            ownLines.removeHandler(handler);
            everything.removeHandler(handler);
        }
        assertThat("Was listened to", log.toString(), containsString("\"status\":400"));
        return log.toString();
    }

    /**
     * What is odd about an event, and how it is answered.
     *
     * @param reason of a 401, or null
     */
    record Odd(String what, Map<String, Object> event, int status, String reason) {

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Odd> events() {
        return Stream.of(
                header("NUL in Authorization", "Authorization", "Bearer " + MARK + "\0"),
                header("LF in Authorization", "Authorization", "Bearer " + MARK + "\nX: y"),
                header("NUL in a header", "X-Mark", MARK + "\0"),
                header("LF in a header", "X-Mark", MARK + "\n y"),
                header("a space in a header's name", "X " + MARK, "value"),
                header("an empty name of a header", "", MARK),
                header("a host that is none", "Host", "[" + MARK),
                header("a length that is no number", "Content-Length", MARK),
                header("a port that is no number", "X-Forwarded-Port", MARK),
                path("/hello world" + MARK, 400),
                path("/hello/\u00e9" + MARK, 400),
                path("/%zz" + MARK, 400),
                path("/%2", 400),
                path("/hello?" + MARK, 400),
                path("hello" + MARK, 400),
                path("*", 400),
                path("", 400),
                path("//", 404),
                path("///", 404),
                odd("nothing", Map.of(), 400, null),
                odd("no path", Map.of("httpMethod", "GET", "body", MARK), 400, null),
                odd("a method that is none", Map.of("httpMethod", "G T", "path", "/" + MARK), 400, null),
                odd("a body that is no base64", post("%%%" + MARK, true), 400, null),
                odd("a body of more than Lambda takes", post(MARK + "x".repeat(7_000_000), false), 413, null),
                odd("no headers", with(get("/hello"), "multiValueHeaders", null), 401, "missing_token"),
                odd("a header without values", get("/hello", "Authorization", null), 401, "missing_token"),
                odd(
                        "a header with a value of null",
                        get("/hello", "Authorization", Collections.singletonList(null)),
                        401,
                        "missing_token"),
                odd(
                        "a parameter without values",
                        with(get("/hello"), "multiValueQueryStringParameters", with(new HashMap<>(), MARK, null)),
                        401,
                        "missing_token"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void areAnsweredWithAProblemDocument(Odd odd) {
        var problem = members("status", is(odd.status), "type", is("about:blank"), "reason", is(odd.reason));
        answer(odd.event)
                .body(members("statusCode", is(odd.status)))
                .body(members("multiValueHeaders.Content-Type", contains("application/problem+json")))
                .body(members("body", allOf(problem, not(containsString(MARK)))));
    }

    @Test
    void leaveNothingInTheLog() throws IOException {
        var log = logOf(() -> {
            events().forEach(odd -> answer(odd.event));
            answer(get("/hello")).body(members("statusCode", is(401)));
        });

        assertThat(log, not(containsString(MARK)));
        assertThat(log, not(containsString("ERROR")));
        assertThat(log, not(containsString("Exception")));
    }

    @Test
    void anIdThatIsNoneIsNotSentBack() {
        var event = with(get("/hello"), "requestContext", Map.of("requestId", "id\n" + MARK));

        answer(event)
                .body(members("multiValueHeaders.X-Request-Id", contains(not(containsString(MARK)))))
                .body(members("body", startsWith("{")));
    }

    /** What the event server, in the place of Lambda, gets as the answer to that event. */
    private static ValidatableResponse answer(Map<String, Object> event) {
        return given().contentType("application/json")
                .body(event)
                .post("/_lambda_")
                .then()
                .statusCode(200);
    }

    private static Odd header(String what, String name, String value) {
        return odd(what, get("/hello", name, List.of(value)), 400, null);
    }

    private static Odd path(String path, int status) {
        return odd("the path " + path, get(path), status, null);
    }

    private static Odd odd(String what, Map<String, Object> event, int status, String reason) {
        return new Odd(what, event, status, reason);
    }

    private static Map<String, Object> get(String path) {
        return new HashMap<>(Map.of("httpMethod", "GET", "path", path, "multiValueHeaders", Map.of()));
    }

    private static Map<String, Object> get(String path, String header, List<String> values) {
        return with(get(path), "multiValueHeaders", with(new HashMap<>(), header, values));
    }

    private static Map<String, Object> post(String body, boolean base64) {
        var event = get("/spaces", "Content-Type", List.of("application/json"));
        event.put("httpMethod", "POST");
        event.put("body", body);
        event.put("isBase64Encoded", base64);
        return event;
    }

    private static Map<String, Object> with(Map<String, Object> event, String member, Object value) {
        event.put(member, value);
        return event;
    }
}
