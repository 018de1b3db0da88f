package dev.spacefinder.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The programs of this machine that the benchmark is built with. */
final class Commands {

    private Commands() {}

    /** Runs one to its end, in that folder, where {@code build.log} gets its output. */
    static void run(Path folder, String... command) {
        System.out.println("In " + folder + ": " + String.join(" ", command));
        var log = folder.resolve("build.log");
        try {
            int status = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + status + "; see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A program of the JDK that runs this. */
    static String ofTheJdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /** @throws IllegalStateException naming the programs that are missing, and how they are installed */
    static void require(String what, List<String> programs, String packages) {
        var missing = programs.stream().filter(program -> !isThere(program)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException(what + " is built with " + String.join(", ", programs) + "; missing: "
                    + String.join(", ", missing) + ". On Debian: apt-get install " + packages);
        }
    }

    static boolean isThere(String program) {
        return !path(program).isEmpty();
    }

    /** Where the program is, or an empty text. */
    static String path(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }
}
