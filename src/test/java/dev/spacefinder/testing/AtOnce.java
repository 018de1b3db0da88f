package dev.spacefinder.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import dev.spacefinder.http.ProblemException;

/** Callers of a store who start at the same moment. */
public final class AtOnce {

    private AtOnce() {}

    /**
     * What one of them was told: 200 and the answer, or the status of the refusal.
     *
     * @param <T> what the store answers
     */
    public record Outcome<T>(int status, T answer) {}

    /**
     * Lets each of them call once.
     *
     * @param request what the caller of that number asks
     */
    public static <T> List<Outcome<T>> call(int callers, IntFunction<Callable<T>> request) throws Exception {
        var start = new CyclicBarrier(callers);
        var threads = Executors.newFixedThreadPool(callers);
        try {
            var running = IntStream.range(0, callers)
                    .mapToObj(caller -> threads.submit(() -> {
                        start.await();
                        try {
                            return new Outcome<>(200, request.apply(caller).call());
                        } catch (ProblemException refusal) {
                            return new Outcome<T>(refusal.problem().status(), null);
                        }
                    }))
                    .toList();
            var outcomes = new ArrayList<Outcome<T>>();
            for (var outcome : running) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        } finally {
            threads.shutdown();
        }
    }
}
