package dev.spacefinder.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The parts of a line that no event over HTTP can bring about at will. What is counted is the process's: no test runs
 * beside these.
 */
@Isolated
class EventLogTest {

    private static final String SECRET = "what a user wrote";

    @BeforeEach
    void forgetWhatOthersCounted() {
        Telemetry.end();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Root=mark",
                "Self=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
                "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e70g;"
            })
    void whatIsNoTraceHeaderHasNoTrace(String header) {
        assertNull(EventLog.traceId(header));
    }

    @Test
    void aStackTraceNamesTheCausesAndQuotesNone() {
        var failure = new IllegalStateException(SECRET, new IllegalArgumentException(SECRET));

        var text = EventLog.stackTrace(failure);

        assertTrue(
                text.startsWith(
                        "java.lang.IllegalStateException\n\tat " + getClass().getName()),
                text);
        assertTrue(text.contains("\nCaused by: java.lang.IllegalArgumentException\n\tat "), text);
        assertTrue(!text.contains(SECRET), text);
    }

    @Test
    void aStackTraceOfCausesThatGoRoundEnds() {
        var failure = new IllegalStateException();
        failure.initCause(new IllegalArgumentException(failure));

        assertTrue(EventLog.stackTrace(failure).length() <= 16_000);
    }

    @Test
    void aLineHasAHundredValuesOfAMetricAtMost() {
        for (int i = 0; i < 150; i++) {
            Telemetry.measureSince(System.nanoTime(), Metric.DYNAMODB_LATENCY);
            Telemetry.count(Metric.CONFLICTS);
        }

        var metrics = Telemetry.end().metrics();

        assertEquals(100, metrics.get(Metric.DYNAMODB_LATENCY).size());
        assertEquals(150.0, metrics.get(Metric.CONFLICTS).get(0));
    }

    @Test
    void whatIsCountedBetweenTwoEventsIsInTheLineOfTheNext() {
        Telemetry.count(Metric.KEY_FETCH_FAILURES);
        Telemetry.begin();

        assertEquals(
                1.0, Telemetry.end().metrics().get(Metric.KEY_FETCH_FAILURES).get(0));
        assertTrue(Telemetry.end().metrics().isEmpty());
    }

    @Test
    void anEventKnowsNothingOfTheOneBefore() {
        Telemetry.caller("somebody");
        Telemetry.refused("expired");
        Telemetry.changed("spaces", "1", null, 1L);
        Telemetry.failed(new IllegalStateException());
        Telemetry.begin();

        var facts = Telemetry.end();

        assertNull(facts.sub());
        assertNull(facts.reason());
        assertNull(facts.change());
        assertNull(facts.failure());
    }
}
