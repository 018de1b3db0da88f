package dev.spacefinder.lambda;

import java.net.SocketException;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

/**
 * Where Lambda ends the process, the Lambda extension closes the connection on which it waits for the next event, and
 * would log that as an error.
 */
@Singleton
class QuietShutdown {

    private static final Logger POLL_LOOP = Logger.getLogger("io.quarkus.amazon.lambda.runtime.AbstractLambdaPollLoop");

    void leaveOutTheEndOfThePoll(@Observes StartupEvent start) {
        POLL_LOOP.setFilter(entry -> !isClosedByOurselves(entry));
    }

    private static boolean isClosedByOurselves(LogRecord entry) {
        return entry.getThrown() instanceof SocketException end && "Socket closed".equals(end.getMessage());
    }
}
