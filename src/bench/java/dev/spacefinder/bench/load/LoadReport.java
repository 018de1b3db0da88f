package dev.spacefinder.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of a run as people read them. */
final class LoadReport {

    private final Ledger ledger;
    private final Duration duration;
    private final List<Memory> memories;

    LoadReport(Ledger ledger, Duration duration, List<Memory> memories) {
        this.ledger = ledger;
        this.duration = duration;
        this.memories = memories;
    }

    /** Writes {@code load.md}, and gives it. */
    String write(Path folder) throws IOException {
        var report = requests() + "\n" + copies() + "\n"
                + format(
                        "%,d events in %,d s: %,d a second%n",
                        ledger.events(), duration.toSeconds(), ledger.events() * 1000L / duration.toMillis());
        Files.writeString(folder.resolve("load.md"), report);
        return report;
    }

    private String requests() {
        return "\n| request | answers |\n| --- | --- |\n"
                + ledger.kinds().stream()
                        .map(kind -> "| " + kind + " | " + text(ledger.statuses(kind)) + " |\n")
                        .collect(Collectors.joining())
                + "| all | " + text(ledger.statuses()) + " |\n";
    }

    private static String text(Map<Integer, Integer> counts) {
        return counts.entrySet().stream()
                .map(count ->
                        format("%s: %,d", count.getKey() == Call.LOST ? "lost" : count.getKey(), count.getValue()))
                .collect(Collectors.joining(", "));
    }

    private String copies() {
        return "| copy | events | memory, first tenth | last tenth | peak |\n| --- | ---: | ---: | ---: | ---: |\n"
                + memories.stream().map(this::copy).collect(Collectors.joining());
    }

    private String copy(Memory memory) {
        return format(
                "| %d | %,d | %.1f MB | %.1f MB | %.1f MB |%n",
                memories.indexOf(memory) + 1,
                memory.events(),
                memory.median(0) / 1e6,
                memory.median(9) / 1e6,
                memory.peak() / 1e6);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
