package dev.spacefinder.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The zip that is deployed, as the build left it. */
public final class DeploymentPackage {

    static final Path ZIP = Path.of("target/function.zip");

    private DeploymentPackage() {}

    /** The names of the files in it. */
    static List<String> files() {
        try (var zip = new ZipFile(ZIP.toFile())) {
            return zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacks {@code bootstrap} into that folder, as Lambda does. */
    public static Path bootstrap(Path folder) {
        var bootstrap = folder.resolve("bootstrap");
        try (var zip = new ZipFile(ZIP.toFile());
                var content = zip.getInputStream(zip.getEntry("bootstrap"))) {
            Files.copy(content, bootstrap);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bootstrap.toFile().setExecutable(true);
        return bootstrap;
    }
}
