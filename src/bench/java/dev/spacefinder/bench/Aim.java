package dev.spacefinder.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the native function has to keep to.
 *
 * @param other the handler that it is compared with
 * @param most the ratio that it may reach
 */
record Aim(Job job, Figure figure, String other, double most) {

    private static final String OURS = "native";
    private static final long MOST_ZIP_BYTES = 24_000_000;

    private static final List<Aim> ALL = List.of(
            new Aim(Job.HELLO, Figure.COLD_START, "node", 0.2),
            new Aim(Job.HELLO, Figure.COLD_START, "rust", 4),
            new Aim(Job.HELLO, Figure.WARM, "node", 1.2),
            new Aim(Job.HELLO, Figure.PROCESSOR_TIME, "node", 1.2),
            new Aim(Job.HELLO, Figure.MEMORY, "node", 1),
            new Aim(Job.SPACE, Figure.COLD_START, "node", 0.2),
            new Aim(Job.SPACE, Figure.COLD_START, "rust", 4),
            new Aim(Job.SPACE, Figure.WARM, "node", 1),
            new Aim(Job.SPACE, Figure.PROCESSOR_TIME, "node", 1),
            new Aim(Job.SPACE, Figure.MEMORY, "node", 0.7));

    /** As a table in Markdown: of those that can be told from the results. */
    static String table(List<Result> results) {
        var rows = Stream.concat(ALL.stream().flatMap(aim -> aim.row(results)), zip(results))
                .collect(Collectors.joining());
        return rows.isEmpty() ? "" : "\n| aim | measured | met |\n| --- | ---: | --- |\n" + rows;
    }

    private Stream<String> row(List<Result> results) {
        return find(results, OURS)
                .flatMap(ours -> find(results, other).map(theirs -> figure.ratio(ours, theirs)))
                .map(ratio -> "| %s: %s at most %s of %s's | %s | %s |%n"
                        .formatted(
                                job.title.split(",")[0],
                                figure.title,
                                Report.ratio(most),
                                other,
                                Report.ratio(ratio),
                                met(ratio <= most)));
    }

    private Stream<Result> find(List<Result> results, String handler) {
        return results.stream()
                .filter(result -> result.job == job && result.handler.name().equals(handler));
    }

    private static Stream<String> zip(List<Result> results) {
        return results.stream()
                .map(result -> result.handler)
                .filter(handler -> handler.name().equals(OURS))
                .limit(1)
                .map(handler -> "| zip at most %s | %s | %s |%n"
                        .formatted(
                                Report.megabytes(MOST_ZIP_BYTES),
                                Report.megabytes(handler.zipBytes()),
                                met(handler.zipBytes() <= MOST_ZIP_BYTES)));
    }

    private static String met(boolean met) {
        return met ? "yes" : "no";
    }
}
