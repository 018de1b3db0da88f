package dev.spacefinder.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Every cold start as a dot, so that the spread is seen, and the median as a bar. */
final class Plot {

    private static final int WIDTH = 760;
    private static final int LEFT = 90;
    private static final int RIGHT = 70;
    private static final int ROW = 34;
    private static final int HEADING = 44;

    private final List<Result> results;
    private final double longest;

    Plot(List<Result> results) {
        this.results = results;
        this.longest = results.stream()
                .mapToDouble(result -> Report.toMillis(result.coldStart(100)))
                .max()
                .orElseThrow();
    }

    String svg() {
        var drawing = new StringBuilder();
        int y = 10;
        for (var job : results.stream().map(result -> result.job).distinct().toList()) {
            drawing.append(text(LEFT, y + 22, "start", "heading", "Process start to first answer: " + job.title));
            y += HEADING;
            for (var result :
                    results.stream().filter(result -> result.job == job).toList()) {
                drawing.append(row(result, y));
                y += ROW;
            }
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
                <style>.heading{font-weight:bold} text{fill:#57606a} rect{fill:#8fb8de} .ours rect{fill:#2f6fb0} circle{fill:#1f2328;fill-opacity:.35}</style>
                %s</svg>
                """.formatted(WIDTH, y + 10, drawing);
    }

    private String row(Result result, int y) {
        var median = result.coldStart(50);
        var row = new StringBuilder(result.handler == results.get(0).handler ? "<g class=\"ours\">\n" : "<g>\n");
        row.append(text(LEFT - 8, y + 16, "end", "name", result.handler.name()));
        row.append(String.format(
                Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"22\"/>%n", LEFT, y, x(median) - LEFT));
        result.coldStarts.forEach(start -> row.append(String.format(
                Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%d\" r=\"2.5\"/>%n", x(start.toFirstAnswer()), y + 11)));
        row.append(text(
                (int) x(result.coldStart(100)) + 8,
                y + 16,
                "start",
                "figure",
                String.format(Locale.ROOT, "%.0f ms", Report.toMillis(median))));
        return row.append("</g>\n").toString();
    }

    private double x(Duration duration) {
        return LEFT + Report.toMillis(duration) / longest * (WIDTH - LEFT - RIGHT);
    }

    private static String text(int x, int y, String anchor, String kind, String text) {
        return "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n"
                .formatted(kind, x, y, anchor, text);
    }
}
