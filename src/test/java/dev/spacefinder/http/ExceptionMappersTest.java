package dev.spacefinder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;

import org.junit.jupiter.api.Test;

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

    private static WebApplicationException thrownBy(String className, WebApplicationException exception) {
        exception.setStackTrace(new StackTraceElement[] {new StackTraceElement(className, "handle", null, 1)});
        return exception;
    }

    private static String detail(WebApplicationException exception) {
        return ((Problem) new ExceptionMappers().jakartaException(exception).getEntity()).detail();
    }
}
