package dev.spacefinder;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.spacefinder.http.Problem;

/** The classes of what is deployed, found in their folder: a new one cannot be forgotten. */
public final class ShippedClasses {

    private static final String SUFFIX = ".class";
    private static final Path NOT_DEPLOYED = Path.of("dev/spacefinder/local");

    private ShippedClasses() {}

    /** All of them, not initialised. */
    public static List<Class<?>> all() {
        return files().map(ShippedClasses::load).toList();
    }

    /** Their files. */
    public static Stream<Path> files() {
        var root = root();
        try (var files = Files.walk(root)) {
            return files
                    .filter(file -> file.toString().endsWith(SUFFIX)
                            && !root.relativize(file).startsWith(NOT_DEPLOYED))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(Problem.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(Path file) {
        var name =
                root().relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
        try {
            return Class.forName(
                    name.substring(0, name.length() - SUFFIX.length()), false, ShippedClasses.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
