package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A function's process as Lambda runs it on Linux: its environment, one event at a time, frozen when idle, stopped by
 * SIGTERM.
 */
public final class LambdaFunction implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(2);

    private final RuntimeApi api = new RuntimeApi();
    private final Path log;
    private final Process process;
    private final long startedAt;

    /**
     * Starts a function.
     *
     * @param command the runtime and its arguments: for a native function, {@code bootstrap} alone
     * @param taskRoot the folder that the deployment package was unpacked to
     * @param settings the function's own environment variables; the process has these and Lambda's, and no others
     * @param log where its output goes
     */
    public LambdaFunction(List<String> command, Path taskRoot, Map<String, String> settings, Path log) {
        this.log = log;
        var builder = new ProcessBuilder(command)
                .directory(taskRoot.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment(taskRoot, settings));
        startedAt = System.nanoTime();
        try {
            process = builder.start();
        } catch (IOException e) {
            api.close();
            throw new UncheckedIOException(e);
        }
        process.onExit().thenRun(api::runtimeEnded);
    }

    /**
     * The variables that Lambda sets (Developer Guide, "Defined runtime environment variables"), and the function's
     * own.
     */
    private Map<String, String> environment(Path taskRoot, Map<String, String> settings) {
        var environment = new HashMap<>(Map.ofEntries(
                Map.entry("AWS_LAMBDA_RUNTIME_API", api.address()),
                Map.entry("AWS_LAMBDA_FUNCTION_NAME", "spaces"),
                Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
                Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
                Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
                Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/spaces"),
                Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]00000000000000000000000000000000"),
                Map.entry("AWS_REGION", "us-east-1"),
                Map.entry("AWS_DEFAULT_REGION", "us-east-1"),
                Map.entry("AWS_ACCESS_KEY_ID", "local"),
                Map.entry("AWS_SECRET_ACCESS_KEY", "local"),
                Map.entry("AWS_SESSION_TOKEN", "local"),
                Map.entry("_HANDLER", "not.used"),
                Map.entry("LAMBDA_TASK_ROOT", taskRoot.toString()),
                Map.entry("LAMBDA_RUNTIME_DIR", "/var/runtime"),
                Map.entry("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
                Map.entry("LANG", "en_US.UTF-8"),
                Map.entry("TZ", ":UTC")));
        environment.putAll(settings);
        return environment;
    }

    /** Hands the function an event and waits for what comes of it. */
    public RuntimeApi.Outcome invoke(String event) {
        return invoke(event, TIMEOUT);
    }

    RuntimeApi.Outcome invoke(String event, Duration timeout) {
        return tellingTheLog(() -> api.invoke(event.getBytes(StandardCharsets.UTF_8), timeout));
    }

    /** Hands the function half of an event, and waits for what comes of it. */
    RuntimeApi.Outcome invokeCutOff(String event) {
        return tellingTheLog(() -> api.invokeCutOff(event.getBytes(StandardCharsets.UTF_8), TIMEOUT));
    }

    private RuntimeApi.Outcome tellingTheLog(Supplier<RuntimeApi.Outcome> invocation) {
        try {
            return invocation.get();
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + (process.isAlive() ? "" : "; it ended with " + process.exitValue())
                            + "; its log:\n" + log(),
                    e);
        }
    }

    /** Closes the connection on which the function waits for an event. */
    void hangUp() {
        api.hangUp(TIMEOUT);
    }

    /** Waits until the function asks for its next event. */
    public void awaitPoll() {
        api.awaitPoll(TIMEOUT);
    }

    /** Freezes the function, as Lambda does once it is idle. */
    void freeze() {
        awaitPoll();
        signal("STOP");
    }

    /** Lets it go on, as Lambda does before the next event. */
    void thaw() {
        signal("CONT");
    }

    /**
     * Asks the function to end, and ends it if it does not within two seconds, as Lambda does.
     *
     * @return its exit status: 137 if it had to be ended
     */
    int shutDown() {
        signal("TERM");
        return awaitExit(TIME_TO_STOP);
    }

    /** Waits for a function that ends by itself. */
    int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    RuntimeApi api() {
        return api;
    }

    /** When its process was started, on the clock of {@link System#nanoTime()}. */
    long startedAt() {
        return startedAt;
    }

    /** The bytes of memory that its process holds now (VmRSS of proc(5)). */
    public long residentBytes() {
        return bytes("VmRSS:");
    }

    /** The most bytes of memory that its process has held (VmHWM of proc(5)). */
    public long peakBytes() {
        return bytes("VmHWM:");
    }

    private long bytes(String name) {
        return read(proc("status"))
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    /** The processor time that its living threads have used so far (schedstat of proc(5)). */
    public Duration processorTime() {
        try (var threads = Files.list(proc("task"))) {
            return Duration.ofNanos(threads.mapToLong(thread ->
                            Long.parseLong(read(thread.resolve("schedstat")).split(" ")[0]))
                    .sum());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has written so far. */
    public String log() {
        return read(log);
    }

    /** What it did against the rules of the Runtime API. */
    public List<String> faults() {
        return api.faults();
    }

    /**
     * Ends it at once, and asserts that it kept to the rules of the Runtime API, and that its log has none of these.
     */
    void endWell(String... unsaid) {
        close();
        assertThat(faults(), empty());
        for (var text : unsaid) {
            assertThat(log(), not(containsString(text)));
        }
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit(TIME_TO_STOP);
        api.close();
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("kill -" + name + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
