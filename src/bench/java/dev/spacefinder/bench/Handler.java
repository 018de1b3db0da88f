package dev.spacefinder.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * One way to do the jobs, ready to run.
 *
 * @param name what it is called in the report
 * @param command the runtime and its arguments
 * @param taskRoot the unpacked deployment package
 * @param zipBytes the size of the deployment package
 * @param needsTable whether it starts only with a table, even where the job has no use for it
 */
record Handler(String name, List<String> command, Path taskRoot, long zipBytes, boolean needsTable) {}
