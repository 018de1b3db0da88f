package dev.spacefinder.lambda;

import java.net.SocketException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JacksonException;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.StartupEvent;

/**
 * What Lambda's poll loop, and what it calls, would log too much of: that an event cannot be read, with what stands in
 * it, and, where Lambda ends the process, all that fails for that.
 */
@Singleton
class QuietPollLoop {

    /** Their filters last as long as somebody holds the loggers. */
    private static final List<Logger> LOGGERS = List.of(
            Logger.getLogger("io.quarkus.amazon.lambda.runtime.AbstractLambdaPollLoop"),
            Logger.getLogger("quarkus.amazon.lambda.http"),
            Logger.getLogger("io.quarkus.vertx.http.runtime.QuarkusErrorHandler"));

    void filterItsLog(@Observes StartupEvent start) {
        LOGGERS.forEach(logger -> logger.setFilter(QuietPollLoop::isToBeLogged));
    }

    private static boolean isToBeLogged(LogRecord entry) {
        if (entry.getThrown() instanceof JacksonException e) {
            entry.setMessage("An event could not be read: " + e.getClass().getSimpleName());
            entry.setThrown(null);
        } else if (entry.getThrown() instanceof InterruptedException) {
            entry.setLevel(Level.WARNING);
            entry.setMessage("The process was ended in the middle of an event");
            entry.setThrown(null);
        }
        return !isClosedByOurselves(entry) && Arc.container() != null;
    }

    private static boolean isClosedByOurselves(LogRecord entry) {
        return entry.getThrown() instanceof SocketException end && "Socket closed".equals(end.getMessage());
    }
}
