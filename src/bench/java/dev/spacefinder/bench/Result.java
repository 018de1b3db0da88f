package dev.spacefinder.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What was measured of one handler at one job. */
final class Result {

    final Job job;
    final Handler handler;
    final List<ColdStart> coldStarts = new ArrayList<>();
    final List<Duration> afterIdle = new ArrayList<>();
    final List<Duration> warm = new ArrayList<>();
    final List<Duration> processorTimes = new ArrayList<>();
    long residentBytesAtTheEnd;

    Result(Job job, Handler handler) {
        this.job = job;
        this.handler = handler;
    }

    Duration coldStart(int percentile) {
        return percentile(coldStarts.stream().map(ColdStart::toFirstAnswer).toList(), percentile);
    }

    Duration coldStartProcessorTime() {
        return percentile(coldStarts.stream().map(ColdStart::processorTime).toList(), 50);
    }

    /** The first event of a process that was started a while before. */
    Duration afterIdle(int percentile) {
        return percentile(afterIdle, percentile);
    }

    Duration warm(int percentile) {
        return percentile(warm, percentile);
    }

    /** Of an event: the median of the blocks. */
    Duration processorTime() {
        return percentile(processorTimes, 50);
    }

    /** After the first event: the median of the cold starts. */
    long residentBytesAtFirst() {
        return percentile(coldStarts.stream().map(ColdStart::residentBytes).toList(), 50);
    }

    /** The nearest rank: the smallest value that at least so many percent of all do not exceed. */
    private static <T extends Comparable<T>> T percentile(List<T> values, int percentile) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (sorted.size() * percentile + 99) / 100 - 1));
    }

    /**
     * One cold start.
     *
     * @param toFirstAnswer from the start of the process to the answer of its first event
     * @param processorTime what its threads had used by then
     * @param residentBytes the memory it held then
     */
    record ColdStart(Duration toFirstAnswer, Duration processorTime, long residentBytes) {}
}
