package dev.spacefinder.bench.load;

import java.util.ArrayList;
import java.util.List;

import dev.spacefinder.lambda.LambdaFunction;

/** The memory of one copy of the function over the run. */
final class Memory {

    private static final int EVENTS_BETWEEN = 20;

    private final List<Long> resident = new ArrayList<>();
    private int events;
    private long peak;

    void afterEvent(LambdaFunction function) {
        if (++events % EVENTS_BETWEEN == 0) {
            resident.add(function.residentBytes());
            peak = function.peakBytes();
        }
    }

    int events() {
        return events;
    }

    /** The median of what it held during that tenth of its events, counted from 0. */
    long median(int tenth) {
        var part = resident.subList(resident.size() * tenth / 10, resident.size() * (tenth + 1) / 10).stream()
                .sorted()
                .toList();
        return part.get(part.size() / 2);
    }

    /** The most that it ever held. */
    long peak() {
        return peak;
    }
}
