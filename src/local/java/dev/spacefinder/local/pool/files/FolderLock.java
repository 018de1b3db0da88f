package dev.spacefinder.local.pool.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * Reserves a state folder for one server, because two servers would overwrite each other's changes. The lock ends with
 * the process at the latest.
 */
public final class FolderLock implements AutoCloseable {

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the folder, which is made if it is not there, from other servers and other users of the machine.
     *
     * @throws IOException if another server has it; the message says what to do
     */
    public static FolderLock take(Path folder) throws IOException {
        var file = PrivateFiles.open(folder.resolve("lock"));
        if (tryLock(file) == null) {
            file.close();
            throw new IOException("Another local server uses the folder " + folder
                    + ": stop it, or give this one a folder of its own with -Dlocal.folder=<folder>.");
        }
        PrivateFiles.closeToOthers(folder);
        return new FolderLock(file);
    }

    private static FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The local user pool cannot give its folder back.", e);
        }
    }
}
