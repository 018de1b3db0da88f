package dev.spacefinder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Set;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** What callers are told of a Jakarta exception: what a resource wrote, and nothing that the framework did. */
class ExceptionMappersTest {

    private static final String SENTENCE = "There is no review of yours.";

    @Test
    void keepsTheMessageThatAResourceWrote() {
        assertEquals(SENTENCE, detail(new NotFoundException(SENTENCE)));
        assertEquals(SENTENCE, detail(new ForbiddenException(SENTENCE)));
        assertEquals(SENTENCE, detail(new BadRequestException(SENTENCE)));
    }

    @Test
    void keepsTheMessageAndNotItsCause() {
        assertEquals(SENTENCE, detail(new NotFoundException(SENTENCE, new IllegalStateException("internal"))));
    }

    @Test
    void tellsNothingOfACauseAlone() {
        assertNull(detail(new NotFoundException(new IllegalStateException("internal"))));
    }

    @Test
    void leavesJakartasOwnMessageOut() {
        assertNull(detail(new NotFoundException()));
        assertNull(detail(new WebApplicationException(413)));
        assertEquals(Problem.MALFORMED_REQUEST, detail(new BadRequestException()));
    }

    @Test
    void leavesAMessageOfTheFrameworkOut() {
        for (var thrower : new String[] {
            "org.jboss.resteasy.reactive.server.handlers.RequestDeserializeHandler",
            "io.quarkus.resteasy.reactive.jackson.runtime.serialisers.ServerJacksonMessageBodyReader",
            "dev.spacefinderlike.Framework"
        }) {
            assertNull(detail(thrownBy(thrower, new NotFoundException("No reader for com.example.Internal"))), thrower);
        }
    }

    @Test
    void leavesAMessageWithoutAStackOut() {
        var exception = new NotFoundException("From somewhere");
        exception.setStackTrace(new StackTraceElement[0]);
        assertNull(detail(exception));
    }

    @Test
    void keepsWhatTheMethodsAreAndWhenToTryAgainAndNoOtherHeader() {
        var answer = Response.status(503)
                .header("Allow", "GET")
                .header("Retry-After", "10")
                .header("X-Internal", "name")
                .build();

        var kept = new ExceptionMappers().jakartaException(new WebApplicationException(answer));

        assertEquals("GET", kept.getHeaderString("Allow"));
        assertEquals("10", kept.getHeaderString("Retry-After"));
        assertEquals(
                Set.of("Allow", "Retry-After", "Content-Type"),
                kept.getHeaders().keySet());
    }

    @Test
    void hasNeitherOfTheseWhereTheFrameworkGaveNone() {
        assertEquals(
                Set.of("Content-Type"),
                new ExceptionMappers()
                        .jakartaException(new NotFoundException())
                        .getHeaders()
                        .keySet());
    }

    @Test
    void saysOfABodyThatJacksonCannotReadOnlyThatItIsWrong() {
        var unreadable = new JsonParseException(null, "internal");
        var ofAnotherShape = MismatchedInputException.from(null, String.class, "internal");
        var expected = Problem.invalid(List.of(new Violation("body", "must be a JSON document of the expected shape")));

        assertEquals(
                expected,
                new ExceptionMappers()
                        .jakartaException(new WebApplicationException(unreadable, 400))
                        .getEntity());
        assertEquals(
                expected,
                new ExceptionMappers().bodyOfAnotherShape(ofAnotherShape).getEntity());
    }

    @Test
    void saysOfWhatNobodyExpectedThatItIsNotTheCallersFault() {
        var answer = new ExceptionMappers().unexpected(new IllegalStateException("internal"));

        assertEquals(500, answer.getStatus());
        assertEquals(
                Problem.of(500, "The request failed for a reason on our side: try again later."), answer.getEntity());
    }

    @Test
    void answersAProblemAsItIs() {
        var problem = Problem.of(409, "Somebody was faster.");

        assertEquals(
                problem,
                new ExceptionMappers().problem(ProblemException.of(problem)).getEntity());
    }

    private static WebApplicationException thrownBy(String className, WebApplicationException exception) {
        exception.setStackTrace(new StackTraceElement[] {new StackTraceElement(className, "handle", null, 1)});
        return exception;
    }

    private static String detail(WebApplicationException exception) {
        return ((Problem) new ExceptionMappers().jakartaException(exception).getEntity()).detail();
    }
}
