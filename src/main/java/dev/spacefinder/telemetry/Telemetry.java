package dev.spacefinder.telemetry;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Takes down what happens, by whoever knows it, for the line of the event at hand. Lambda gives a process one event at
 * a time: so there is one such line, and nobody has to hand it around. What is counted between two events, as by a
 * thread of its own, is in the line of the next.
 */
public final class Telemetry {

    /** The most values of one metric in a line (CloudWatch, "Specification: Embedded metric format"). */
    private static final int MOST_VALUES = 100;

    private static String sub;
    private static String reason;
    private static Change change;
    private static boolean isRepeated;
    private static Throwable failure;
    private static Map<Metric, List<Double>> metrics = new EnumMap<>(Metric.class);

    private Telemetry() {}

    /** A change of a thing, by the versions before and after it: null where there was or is none. */
    record Change(String resource, String id, Long versionBefore, Long versionAfter) {}

    /** What is known at the end of an event. */
    record Facts(String sub, String reason, Change change, Throwable failure, Map<Metric, List<Double>> metrics) {}

    /** Who is calling, as a verified token says. */
    public static synchronized void caller(String verifiedSub) {
        sub = verifiedSub;
    }

    /** Why the caller is refused: a stable code. */
    public static synchronized void refused(String code) {
        reason = code;
    }

    /**
     * A thing was made, changed or deleted.
     *
     * @param versionBefore null for a new one
     * @param versionAfter null for one that is gone
     */
    public static synchronized void changed(String resource, String id, Long versionBefore, Long versionAfter) {
        change = new Change(resource, id, versionBefore, versionAfter);
    }

    /** What is answered was done by an earlier event: this one changes nothing. */
    public static synchronized void repeated() {
        isRepeated = true;
    }

    /** Nobody expected that. */
    public static synchronized void failed(Throwable unexpected) {
        failure = unexpected;
    }

    /** It happened once more. */
    public static synchronized void count(Metric metric) {
        metrics.merge(metric, List.of(1.0), (before, one) -> List.of(before.get(0) + 1));
    }

    /** It took so long, from that moment of {@link System#nanoTime()} until now. */
    public static synchronized void measureSince(long start, Metric metric) {
        var values = metrics.computeIfAbsent(metric, first -> new ArrayList<>());
        if (values.size() < MOST_VALUES) {
            values.add(millisSince(start));
        }
    }

    /** In milliseconds and thousandths of them. */
    static double millisSince(long start) {
        return (System.nanoTime() - start) / 1_000 / 1e3;
    }

    /** An event begins: what is known of the one before is not its own. */
    static synchronized void begin() {
        sub = null;
        reason = null;
        change = null;
        isRepeated = false;
        failure = null;
    }

    /** An event ends, and its line with it. */
    static synchronized Facts end() {
        var facts = new Facts(sub, reason, isRepeated ? null : change, failure, metrics);
        metrics = new EnumMap<>(Metric.class);
        return facts;
    }
}
