package dev.spacefinder.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.spacefinder.lambda.LambdaFunction;

/**
 * Starts every handler cold and keeps it at work, on each job, with the same stand-in for Lambda, in one run; the
 * handlers take turns, so that what else the machine does falls on all of them alike.
 *
 * <p>System properties: {@code bench.handlers} (those to run, comma-separated), {@code bench.colds} (cold starts of
 * each), {@code bench.events} (warm events of each), {@code bench.also} ({@code name=zip arguments,...}: more native
 * packages, to compare builds and settings), {@code bench.dir} (where the figures go).
 */
public final class Benchmark {

    private static final int BLOCK = 250;

    private final Fixture fixture;
    private final List<Handler> handlers;
    private final Path folder;
    private final int colds;
    private final int events;

    private Benchmark(Fixture fixture, List<Handler> handlers, Path folder) {
        this.fixture = fixture;
        this.handlers = handlers;
        this.folder = folder;
        this.colds = Integer.getInteger("bench.colds", 20);
        this.events = Integer.getInteger("bench.events", 5000);
    }

    /** Runs in the project's folder, after the packages are built. */
    public static void main(String[] args) throws IOException {
        var folder = Files.createDirectories(
                Path.of(System.getProperty("bench.dir", "target/bench")).toAbsolutePath());
        var handlers = new Handlers(Path.of("").toAbsolutePath(), folder).ready();
        try (var fixture = new Fixture(Path.of("infra/template.yaml"))) {
            var results = new Benchmark(fixture, handlers, folder).run();
            System.out.println(new Report(results).write(folder));
        }
    }

    private List<Result> run() {
        var results = new ArrayList<Result>();
        for (var job : Job.values()) {
            var figures = new HashMap<Handler, Result>();
            handlers.forEach(handler -> figures.put(handler, new Result(job, handler)));
            System.out.println(
                    job.title + ": " + colds + " cold starts and " + events + " warm events of each handler");
            inTurns(colds, handler -> figures.get(handler).coldStarts.add(coldStart(job, handler)));
            keepAtWork(job, figures);
            handlers.forEach(handler -> results.add(figures.get(handler)));
        }
        return results;
    }

    /** Each round begins with another handler. */
    private void inTurns(int rounds, Turn turn) {
        for (int round = 0; round < rounds; round++) {
            var order = new ArrayList<>(handlers);
            Collections.rotate(order, -round);
            order.forEach(turn::take);
        }
    }

    private Result.ColdStart coldStart(Job job, Handler handler) {
        try (var function = start(job, handler)) {
            var outcome = function.invoke(job.event(fixture));
            job.check(fixture, handler, outcome);
            return new Result.ColdStart(
                    Duration.ofNanos(outcome.answeredAt() - function.startedAt()),
                    function.processorTime(),
                    function.residentBytes());
        }
    }

    private void keepAtWork(Job job, Map<Handler, Result> figures) {
        var functions = new HashMap<Handler, LambdaFunction>();
        try {
            for (var handler : handlers) {
                functions.put(handler, start(job, handler));
                job.check(fixture, handler, functions.get(handler).invoke(job.event(fixture)));
            }
            inTurns(
                    (events + BLOCK - 1) / BLOCK,
                    handler -> block(job, handler, functions.get(handler), figures.get(handler)));
            functions.forEach(
                    (handler, function) -> figures.get(handler).residentBytesAtTheEnd = function.residentBytes());
        } finally {
            functions.values().forEach(LambdaFunction::close);
        }
    }

    private void block(Job job, Handler handler, LambdaFunction function, Result figures) {
        var event = job.event(fixture);
        var before = function.processorTime();
        IntStream.range(0, BLOCK).forEach(i -> {
            var outcome = function.invoke(event);
            job.check(fixture, handler, outcome);
            figures.warm.add(Duration.ofNanos(outcome.answeredAt() - outcome.deliveredAt()));
        });
        figures.processorTimes.add(function.processorTime().minus(before).dividedBy(BLOCK));
    }

    private LambdaFunction start(Job job, Handler handler) {
        return new LambdaFunction(
                handler.command(),
                handler.taskRoot(),
                job.settings(fixture, handler.needsTable()),
                folder.resolve(handler.name().replace(' ', '-') + ".log"));
    }

    private interface Turn {
        void take(Handler handler);
    }
}
