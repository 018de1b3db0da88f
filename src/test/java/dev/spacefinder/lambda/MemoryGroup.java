package dev.spacefinder.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A control group of Linux that holds a process to so much memory: one that needs more is ended by the kernel. */
final class MemoryGroup implements AutoCloseable {

    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    /** Pages of a file are counted where they are read first: so the program leaves the cache before it starts. */
    private static final String START =
            "echo $$ >%s && sync \"$0\" && dd if=\"$0\" iflag=nocache count=0 status=none && exec \"$0\"";

    private final Path folder;

    private MemoryGroup(Path folder) {
        this.folder = folder;
    }

    /** A new group, where this process may make one: as root, mostly. */
    static Optional<MemoryGroup> of(long bytes) {
        try {
            for (var mount : Files.readAllLines(MOUNTS)) {
                var fields = mount.split(" ");
                var type = fields[2];
                if (type.equals("cgroup2")
                        || type.equals("cgroup")
                                && List.of(fields[3].split(",")).contains("memory")) {
                    var limit = type.equals("cgroup2") ? "memory.max" : "memory.limit_in_bytes";
                    var group = make(Path.of(fields[1], "function-" + UUID.randomUUID()), limit, bytes);
                    if (group.isPresent()) {
                        return group;
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<MemoryGroup> make(Path folder, String limit, long bytes) throws IOException {
        if (!Files.isWritable(folder.getParent())) {
            return Optional.empty();
        }
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            return Optional.empty();
        }
        var group = new MemoryGroup(folder);
        // In a group of version 2 it is missing where no group above hands the memory on.
        if (!Files.exists(folder.resolve(limit))) {
            group.close();
            return Optional.empty();
        }
        Files.writeString(folder.resolve(limit), Long.toString(bytes));
        return Optional.of(group);
    }

    /** The command that runs that program in this group. */
    List<String> commandFor(Path program) {
        return List.of("/bin/sh", "-c", START.formatted(folder.resolve("cgroup.procs")), program.toString());
    }

    /** Removes the group, after its process has ended. */
    @Override
    public void close() {
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
