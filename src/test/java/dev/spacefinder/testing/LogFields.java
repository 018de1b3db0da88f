package dev.spacefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What infra/README.md says that stands in the log: its one place for the names. */
public final class LogFields {

    private static final Path DOCUMENT = Path.of("infra/README.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z_]+)` \\|");

    private LogFields() {}

    /** The fields of an event's line, but for its metrics. */
    public static List<String> documented() {
        return table("field");
    }

    /** The metrics of an event's line. */
    public static List<String> metrics() {
        return table("metric");
    }

    private static List<String> table(String heading) {
        try {
            var document = Files.readString(DOCUMENT);
            var start = document.indexOf("\n| " + heading + " |");
            if (start < 0) {
                throw new AssertionError(DOCUMENT + " has no table whose first column is headed '" + heading + "'");
            }
            var table = document.substring(start, document.indexOf("\n\n", start));
            return ROW.matcher(table).results().map(row -> row.group(1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
