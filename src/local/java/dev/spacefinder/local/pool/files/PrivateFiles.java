package dev.spacefinder.local.pool.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that nobody but their owner can read. */
public final class PrivateFiles {

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /** Makes an empty file, or empties the one that is there. */
    public static Path create(Path file) throws IOException {
        Files.deleteIfExists(file);
        return Files.createFile(file, attributes(file));
    }

    /** Opens a file to write to, and makes it if it is not there. */
    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes(file));
    }

    /**
     * Takes a folder and what is in it from everybody but its owner, whatever was allowed before. It is made if it is
     * not there.
     */
    public static void closeToOthers(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!hasPermissions(folder)) {
            return;
        }
        try (var all = Files.walk(folder)) {
            for (var path : all.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                Files.setPosixFilePermissions(path, Files.isDirectory(path) ? FOLDER : FILE);
            }
        }
    }

    private static FileAttribute<?>[] attributes(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return hasPermissions(file.getParent())
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FILE)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasPermissions(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix");
    }

    /** Writes a file: after a crash it has either the new content or the old. */
    public static void write(Path file, byte[] content) throws IOException {
        var fresh = create(file.resolveSibling(file.getFileName() + ".new"));
        Files.write(fresh, content, StandardOpenOption.WRITE);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
