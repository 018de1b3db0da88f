package dev.spacefinder.bench.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import dev.spacefinder.bench.Surroundings;
import dev.spacefinder.lambda.DeploymentPackage;
import dev.spacefinder.testing.DynamoDbClients;

/**
 * Lets many clients at once call copies of the native function that share one DynamoDB Local, loses some of the
 * answers, and holds what the clients were told against what is in the tables in the end.
 *
 * <p>System properties: {@code load.events} (how many), {@code load.copies} (of the function, and clients),
 * {@code load.seed} (what the clients do follows from it, but not who comes first), {@code load.dir} (where report and
 * logs go).
 */
public final class Load {

    private static final Duration BETWEEN_NEWS = Duration.ofSeconds(5);
    private static final int MOST_SHOWN = 20;

    private final Ledger ledger = new Ledger(Integer.getInteger("load.events", 20_000));
    private final int copies = Integer.getInteger("load.copies", 4);
    private final long seed = Long.getLong("load.seed", System.nanoTime());
    private final Path folder;
    private Duration duration;

    private Load(Path folder) {
        this.folder = folder;
    }

    /** Runs in the project's folder, after the native function is built. */
    public static void main(String[] args) throws Exception {
        var folder = Path.of(System.getProperty("load.dir", "target/load")).toAbsolutePath();
        new Load(Files.createDirectories(folder)).run();
    }

    private void run() throws Exception {
        System.out.println("Load: seed " + seed + "; the same again with -Dload.seed=" + seed);
        var taskRoot = Files.createDirectories(folder.resolve("package"));
        Files.deleteIfExists(taskRoot.resolve("bootstrap"));
        var bootstrap = DeploymentPackage.bootstrap(taskRoot);
        try (var surroundings = new Surroundings(Path.of("infra/template.yaml"));
                var functions = new Copies(copies, bootstrap, surroundings.settings(), folder);
                var client = DynamoDbClients.of(surroundings.dynamoDb())) {
            letClientsCall(surroundings, functions);
            var report = new LoadReport(ledger, duration, functions.memories()).write(folder);
            System.out.println(report);
            var violations = new ArrayList<>(ledger.violations());
            violations.addAll(functions.faults());
            violations.addAll(new Expectations(ledger, functions.memories()).violations());
            violations.addAll(
                    Reconciliation.violations(ledger.calls(), Tables.read(client), functions.spacesWithReviewsLeft()));
            judge(violations);
        }
    }

    private void letClientsCall(Surroundings surroundings, Copies functions)
            throws InterruptedException, ExecutionException {
        var callers = new Callers(surroundings.issuer());
        var spaces = new KnownSpaces();
        var random = new SplittableRandom(seed);
        var threads = Executors.newFixedThreadPool(copies);
        var startedAt = System.nanoTime();
        try {
            var clients = CompletableFuture.allOf(IntStream.range(0, copies)
                    .mapToObj(i -> new Client(functions, callers, spaces, ledger, random.split()))
                    .map(client -> CompletableFuture.runAsync(client, threads))
                    .toArray(CompletableFuture[]::new));
            while (!isDone(clients)) {
                tell(startedAt);
            }
            duration = Duration.ofNanos(System.nanoTime() - startedAt);
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean isDone(CompletableFuture<?> clients) throws InterruptedException, ExecutionException {
        try {
            clients.get(BETWEEN_NEWS.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void tell(long startedAt) {
        var seconds = Duration.ofNanos(System.nanoTime() - startedAt).toSeconds();
        System.out.printf(
                "%,d events after %d s, %,d a second; answers by status: %s%n",
                ledger.events(), seconds, ledger.events() / seconds, ledger.statuses());
    }

    private static void judge(List<String> violations) {
        violations.stream().limit(MOST_SHOWN).forEach(violation -> System.out.println("VIOLATED: " + violation));
        if (!violations.isEmpty()) {
            throw new IllegalStateException(
                    violations.size() + " things are not as the clients were told; the first: " + violations.get(0));
        }
        System.out.println("What the clients were told and what is in the tables agree.");
    }
}
