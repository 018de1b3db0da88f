package dev.spacefinder.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import dev.spacefinder.testing.LogFields;

class MetricTest {

    @Test
    void everyMetricIsDocumentedAndNoOther() {
        assertEquals(
                LogFields.metrics(),
                Arrays.stream(Metric.values()).map(metric -> metric.title).toList());
    }
}
