package dev.spacefinder.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * One way to do the jobs, ready to run.
 *
 * @param name what it is called in the report
 * @param command the runtime and its arguments
 * @param overTls the first arguments where it has to trust the benchmark's own authority, if the environment does not
 *     tell it
 * @param taskRoot the unpacked deployment package
 * @param zipBytes the size of the deployment package
 * @param needsTable whether it starts only with a table, even where the job has no use for it
 */
record Handler(
        String name, List<String> command, List<String> overTls, Path taskRoot, long zipBytes, boolean needsTable) {

    /** The one that does none of the jobs, and shows what the benchmark itself takes. */
    static final String NOTHING = "nothing";

    boolean doesTheJob() {
        return !name.equals(NOTHING);
    }
}
