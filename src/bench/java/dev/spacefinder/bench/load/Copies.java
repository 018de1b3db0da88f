package dev.spacefinder.bench.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.spacefinder.lambda.LambdaFunction;
import dev.spacefinder.lambda.RuntimeApi;

/** Copies of the function, one for each concurrent request, as Lambda runs them. */
final class Copies implements AutoCloseable {

    private static final Pattern REVIEWS_LEFT = Pattern.compile("eviews of the space ([0-9a-f-]{36})");

    private final List<Copy> all;
    private final BlockingQueue<Copy> idle;

    Copies(int number, Path bootstrap, Map<String, String> settings, Path logs) {
        all = IntStream.range(0, number)
                .mapToObj(copy -> new Copy(new LambdaFunction(
                        List.of(bootstrap.toString()),
                        bootstrap.getParent(),
                        settings,
                        logs.resolve("copy-" + copy + ".log"))))
                .toList();
        idle = new LinkedBlockingQueue<>(all);
    }

    /** Hands the event to a copy that is idle, and waits for one if there is none. */
    RuntimeApi.Outcome invoke(String event) throws InterruptedException {
        var copy = idle.take();
        try {
            return copy.invoke(event);
        } finally {
            idle.add(copy);
        }
    }

    List<Memory> memories() {
        return all.stream().map(copy -> copy.memory).toList();
    }

    /** What they did against the rules of the Runtime API, and the errors that they logged. */
    List<String> faults() {
        var faults = new ArrayList<String>();
        for (var copy : all) {
            faults.addAll(copy.function.faults());
            copy.function.log().lines().filter(line -> line.contains("ERROR")).forEach(faults::add);
        }
        return faults;
    }

    /** The deleted spaces of which the log says that not all reviews could be removed. */
    Set<String> spacesWithReviewsLeft() {
        return all.stream()
                .flatMap(copy -> copy.function.log().lines())
                .flatMap(line -> REVIEWS_LEFT.matcher(line).results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        all.forEach(copy -> copy.function.close());
    }

    private static final class Copy {

        private final LambdaFunction function;
        private final Memory memory = new Memory();

        Copy(LambdaFunction function) {
            this.function = function;
        }

        RuntimeApi.Outcome invoke(String event) {
            var outcome = function.invoke(event);
            memory.afterEvent(function);
            return outcome;
        }
    }
}
