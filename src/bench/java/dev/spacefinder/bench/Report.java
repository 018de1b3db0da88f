package dev.spacefinder.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures as people read them: tables in Markdown, and a plot. */
final class Report {

    private static final String COLUMNS = """
            | | cold start p50 | p99 | its processor time | first event after an idle start | warm p50 | p99 | processor time | memory, first event | last event | zip |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private final List<Result> results;

    Report(List<Result> results) {
        this.results = results;
    }

    /** Writes {@code benchmark.md}, {@code cold-starts.csv} and {@code cold-start.svg}; gives the tables. */
    String write(Path folder) throws IOException {
        var tables = tables();
        Files.writeString(folder.resolve("benchmark.md"), tables);
        Files.writeString(folder.resolve("cold-starts.csv"), coldStarts());
        Files.writeString(folder.resolve("cold-start.svg"), new Plot(results).svg());
        return tables;
    }

    private String tables() {
        return jobs().map(this::table).collect(Collectors.joining("\n")) + Aim.table(results);
    }

    private String table(Job job) {
        return "\n" + job.title + "\n\n" + COLUMNS + of(job).map(Report::row).collect(Collectors.joining()) + "\n"
                + ratios(job);
    }

    private static String row(Result result) {
        return row(
                result.handler.name(),
                millis(result.coldStart(50)),
                millis(result.coldStart(99)),
                millis(result.coldStartProcessorTime()),
                millis(result.afterIdle(50)),
                millis(result.warm(50)),
                millis(result.warm(99)),
                millis(result.processorTime()),
                megabytes(result.residentBytesAtFirst()),
                megabytes(result.residentBytesAtTheEnd),
                megabytes(result.handler.zipBytes()));
    }

    private String ratios(Job job) {
        var ours = of(job).findFirst().orElseThrow();
        return of(job).filter(other -> other != ours)
                .map(other -> "%s against %s: %s%n"
                        .formatted(
                                ours.handler.name(),
                                other.handler.name(),
                                Arrays.stream(Figure.values())
                                        .map(figure -> figure.title + " " + ratio(figure.ratio(ours, other)))
                                        .collect(Collectors.joining(", "))))
                .collect(Collectors.joining("\n"));
    }

    private String coldStarts() {
        return "job,handler,milliseconds\n"
                + results.stream()
                        .flatMap(result -> result.coldStarts.stream()
                                .map(start -> "%s,%s,%s%n"
                                        .formatted(result.job, result.handler.name(), toMillis(start.toFirstAnswer()))))
                        .collect(Collectors.joining());
    }

    private Stream<Job> jobs() {
        return results.stream().map(result -> result.job).distinct();
    }

    private Stream<Result> of(Job job) {
        return results.stream().filter(result -> result.job == job);
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, toMillis(duration) < 10 ? "%.2f ms" : "%.0f ms", toMillis(duration));
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    static double toMillis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
