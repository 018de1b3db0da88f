package dev.spacefinder.bench.load;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What the clients did and were told, for the end. */
final class Ledger {

    /** How many there were of each kind, by the status of the answer. */
    private final Map<String, Map<Integer, AtomicInteger>> counts = new ConcurrentHashMap<>();

    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Map<Thing, Version> listed = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger events = new AtomicInteger();
    private final int wanted;

    Ledger(int wanted) {
        this.wanted = wanted;
    }

    boolean isFull() {
        return events.get() >= wanted;
    }

    void delivered() {
        events.incrementAndGet();
    }

    /** Counts a request that has that status, or {@link Call#LOST}, for its client. */
    void count(String kind, int status) {
        counts.computeIfAbsent(kind, any -> new ConcurrentHashMap<>())
                .computeIfAbsent(status, any -> new AtomicInteger())
                .incrementAndGet();
    }

    void add(Call call) {
        calls.add(call);
    }

    /** One space of a list; what lists have shown already is not added again. */
    void listed(Call call) {
        if (!call.seen().equals(listed.put(call.thing(), call.seen()))) {
            calls.add(call);
        }
    }

    /** Something that is wrong whatever is in the tables. */
    void violated(String sentence) {
        violations.add(sentence);
    }

    int events() {
        return events.get();
    }

    Collection<Call> calls() {
        return List.copyOf(calls);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    /** Of all kinds together, by status. */
    Map<Integer, Integer> statuses() {
        var sums = new TreeMap<Integer, Integer>();
        counts.values()
                .forEach(
                        byStatus -> byStatus.forEach((status, count) -> sums.merge(status, count.get(), Integer::sum)));
        return sums;
    }

    Map<Integer, Integer> statuses(String kind) {
        var sums = new TreeMap<Integer, Integer>();
        counts.get(kind).forEach((status, count) -> sums.put(status, count.get()));
        return sums;
    }

    Collection<String> kinds() {
        return counts.keySet().stream().sorted().toList();
    }
}
