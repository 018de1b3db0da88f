package dev.spacefinder.bench;

import java.util.function.ToDoubleFunction;

/** What two handlers are compared by. */
enum Figure {
    COLD_START("cold start", result -> result.coldStart(50).toNanos()),
    AFTER_IDLE("first event after an idle start", result -> result.afterIdle(50).toNanos()),
    WARM("warm p50", result -> result.warm(50).toNanos()),
    PROCESSOR_TIME(
            "processor time of an event", result -> result.processorTime().toNanos()),
    MEMORY("memory", result -> result.residentBytesAtTheEnd);

    final String title;
    private final ToDoubleFunction<Result> value;

    Figure(String title, ToDoubleFunction<Result> value) {
        this.title = title;
        this.value = value;
    }

    double ratio(Result ours, Result other) {
        return value.applyAsDouble(ours) / value.applyAsDouble(other);
    }
}
