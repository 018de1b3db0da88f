package dev.spacefinder.local.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that nobody but their owner can read. */
final class PrivateFiles {

    private PrivateFiles() {
    }

    /** Makes an empty file, or empties the one that is there. */
    static Path create(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createDirectories(file.getParent());
        if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
            return Files.createFile(file,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.createFile(file);
    }

    /** Writes a file so that it is there whole or not at all. */
    static void write(Path file, byte[] content) throws IOException {
        var fresh = create(file.resolveSibling(file.getFileName() + ".new"));
        Files.write(fresh, content, StandardOpenOption.WRITE);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }
}
