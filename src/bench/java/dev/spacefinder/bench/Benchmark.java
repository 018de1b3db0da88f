package dev.spacefinder.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.spacefinder.lambda.LambdaFunction;
import dev.spacefinder.lambda.RuntimeApi;

/**
 * Starts every handler cold and keeps it at work, on each job, with the same stand-in for Lambda, in one run; the
 * handlers take turns, so that what else the machine does falls on all of them alike.
 *
 * <p>System properties: {@code bench.handlers} (those to run, comma-separated), {@code bench.jobs} (those to do),
 * {@code bench.colds} (cold starts of each), {@code bench.events} (warm events of each), {@code bench.also}
 * ({@code name=zip arguments,...}: more native packages, to compare builds and settings), {@code bench.dir} (where the
 * figures go).
 */
public final class Benchmark {

    private static final int BLOCK = 250;
    private static final int PRACTICE = 100;

    /** Rounds of cold starts in which what the functions call is new to its work. */
    private static final int UNCOUNTED = 2;

    /** How long a function waits for its first event: Lambda starts it before it has one. */
    private static final Duration IDLE = Duration.ofMillis(250);

    private final Fixture fixture;
    private final Starter starter;
    private final List<Handler> handlers;
    private final Path folder;
    private final List<Job> jobs;
    private final int colds;
    private final int events;

    private Benchmark(Fixture fixture, Starter starter, List<Handler> handlers, Path folder) {
        this.fixture = fixture;
        this.starter = starter;
        this.handlers = handlers;
        this.folder = folder;
        this.jobs = Stream.of(System.getProperty("bench.jobs", "hello,space,space_over_tls")
                        .split(","))
                .map(job -> Job.valueOf(job.toUpperCase(Locale.ROOT)))
                .toList();
        this.colds = Integer.getInteger("bench.colds", 20);
        this.events = Integer.getInteger("bench.events", 5000);
    }

    /** Runs in the project's folder, after the packages are built. */
    public static void main(String[] args) throws IOException {
        var folder = Files.createDirectories(
                Path.of(System.getProperty("bench.dir", "target/bench")).toAbsolutePath());
        var authority = new Authority(folder.resolve("tls"));
        var handlers = new Handlers(Path.of("").toAbsolutePath(), folder, authority);
        try (var fixture = new Fixture(Path.of("infra/template.yaml"), authority)) {
            var benchmark = new Benchmark(fixture, handlers.starter(), handlers.ready(), folder);
            benchmark.practise(handlers.nothing());
            var results = benchmark.run();
            System.out.println(new Report(results).write(folder));
        }
    }

    /** Until this JVM has compiled what it measures with. */
    private void practise(Handler nothing) {
        System.out.println("Practising with " + PRACTICE + " processes that do nothing");
        for (int i = 0; i < PRACTICE; i++) {
            coldStart(Job.HELLO, nothing);
        }
        try (var function = start(Job.HELLO, nothing)) {
            var event = Job.HELLO.event(fixture);
            IntStream.range(0, PRACTICE * BLOCK).forEach(i -> function.invoke(event));
        }
    }

    private List<Result> run() {
        var results = new ArrayList<Result>();
        for (var job : jobs) {
            var figures = new HashMap<Handler, Result>();
            handlers.forEach(handler -> figures.put(handler, new Result(job, handler)));
            System.out.println(
                    job.title + ": " + colds + " cold starts and " + events + " warm events of each handler");
            inTurns(UNCOUNTED, handler -> coldStart(job, handler));
            inTurns(colds, handler -> figures.get(handler).coldStarts.add(coldStart(job, handler)));
            inTurns(colds, handler -> figures.get(handler).afterIdle.add(firstAfterIdle(job, handler)));
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
        var event = job.event(fixture);
        try (var function = start(job, handler)) {
            var outcome = function.invoke(event);
            job.check(fixture, handler, outcome);
            return new Result.ColdStart(
                    Duration.ofNanos(outcome.answeredAt() - starter.startedAt()),
                    function.processorTime().minus(starter.processorTimeBefore()),
                    function.residentBytes());
        }
    }

    private Duration firstAfterIdle(Job job, Handler handler) {
        var event = job.event(fixture);
        try (var function = start(job, handler)) {
            function.awaitPoll();
            Thread.sleep(IDLE.toMillis());
            var outcome = function.invoke(event);
            job.check(fixture, handler, outcome);
            return toAnswer(outcome);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
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
            figures.warm.add(toAnswer(outcome));
        });
        figures.processorTimes.add(function.processorTime().minus(before).dividedBy(BLOCK));
    }

    private static Duration toAnswer(RuntimeApi.Outcome outcome) {
        return Duration.ofNanos(outcome.answeredAt() - outcome.deliveredAt());
    }

    private LambdaFunction start(Job job, Handler handler) {
        var command = new ArrayList<>(handler.command());
        if (job.isOverTls(fixture)) {
            command.addAll(1, handler.overTls());
        }
        return new LambdaFunction(
                starter.of(command),
                handler.taskRoot(),
                job.settings(fixture, handler.needsTable()),
                folder.resolve(handler.name().replace(' ', '-') + ".log"));
    }

    private interface Turn {
        void take(Handler handler);
    }
}
