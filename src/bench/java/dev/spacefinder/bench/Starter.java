package dev.spacefinder.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts a function's process by way of a small program that notes the time and becomes the function: what the JVM
 * takes to start a process, several milliseconds, would count for all alike and flatter whoever is slow.
 */
final class Starter {

    private final Path program;
    private final Path noted;

    /** @param program {@code starter.c}, compiled */
    Starter(Path program, Path folder) {
        this.program = program;
        this.noted = folder.resolve("started-at");
    }

    List<String> of(List<String> command) {
        return Stream.concat(Stream.of(program.toString(), noted.toString()), command.stream())
                .toList();
    }

    /** When the last process that has answered was started, on the clock of {@link System#nanoTime()}. */
    long startedAt() {
        return noted(0);
    }

    /** What had been used by then of the processor time that the operating system counts for it. */
    Duration processorTimeBefore() {
        return Duration.ofNanos(noted(1));
    }

    private long noted(int number) {
        try {
            return Long.parseLong(Files.readString(noted).split(" ")[number]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
