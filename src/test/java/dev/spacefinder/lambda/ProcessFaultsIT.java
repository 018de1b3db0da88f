package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import dev.spacefinder.lambda.GatewayEvent.Answer;
import dev.spacefinder.testing.SigningKey;

/** What Lambda does to a process between events and, where it has to, in the middle of one. */
class ProcessFaultsIT {

    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final int TERMINATED = 143;

    @TempDir
    static Path taskRoot;

    private static Surroundings surroundings;

    private LambdaFunction function;
    private String token;

    @BeforeAll
    static void prepare() {
        surroundings = new Surroundings(taskRoot);
    }

    @AfterAll
    static void clear() {
        surroundings.close();
    }

    @BeforeEach
    void start(TestInfo test) {
        surroundings.heal();
        token = surroundings.tokenOf("admin", "admins").toString();
        function = surroundings.start(test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void behavedWell() {
        function.endWell("Exception");
        assertThat(messages(), not(hasItem(containsString("ERROR"))));
    }

    /** All but the line of each event, which says ERROR where its answer was 500. */
    private List<String> messages() {
        return function.log()
                .lines()
                .filter(line -> line.contains("loggerName"))
                .toList();
    }

    @Test
    void goesOnAfterAMinuteInTheIce() throws InterruptedException {
        var shortLived =
                surroundings.tokenOf("admin").lasting(Duration.ofSeconds(30)).toString();
        var created = create(UUID.randomUUID().toString(), shortLived);
        assertThat(created.status(), is(201));
        var space = "/spaces/" + created.body().path("id").asText();

        function.freeze();
        long frozenAt = System.nanoTime();
        assertThat("connections kept", surroundings.toDynamoDb().closeConnections(), greaterThan(0));
        var next = SigningKey.rsa("next");
        surroundings.issuer().publish(next);
        TimeUnit.MILLISECONDS.sleep(A_MINUTE.toMillis());
        assertThat(System.nanoTime() - frozenAt, greaterThan(A_MINUTE.toNanos() - 1));
        function.thaw();

        var late = answer(GatewayEvent.get("/hello").bearer(shortLived));
        assertThat(late.status(), is(401));
        assertThat(late.body().path("reason").asText(), is("expired"));
        var found = answer(GatewayEvent.get(space).bearer(token));
        assertThat(found.status(), is(200));
        assertThat(found.body(), is(created.body()));
        var rotated = surroundings
                .tokenOf("admin")
                .header("kid", "next")
                .signedWith(next)
                .toString();
        assertThat(answer(GatewayEvent.get("/hello").bearer(rotated)).status(), is(200));
    }

    @Test
    void endsQuietlyInTheMiddleOfAnEventAndWritesNothingByHalves() throws Exception {
        assertThat(answer(GatewayEvent.get("/spaces").bearer(token)).status(), is(200));
        surroundings.heal();
        var key = UUID.randomUUID().toString();
        surroundings.toDynamoDb().always(surroundings.toDynamoDb().lost());
        var ended = CompletableFuture.supplyAsync(() -> create(key, token));
        surroundings.toDynamoDb().awaitForwarded();

        assertThat(function.shutDown(), is(TERMINATED));
        assertThat(
                "nobody is told that it is done",
                ended.handle((answer, none) -> none != null || isFailure(answer))
                        .get());

        surroundings.heal();
        try (var next = surroundings.start("next")) {
            var replayed = answer(next, creation(key, token));
            assertThat(replayed.status(), is(201));
            var there = answer(
                    next, GatewayEvent.get("/spaces").query("location", key).bearer(token));
            assertThat(there.body().path("items").size(), is(1));
            assertThat(there.body().path("items").path(0), is(replayed.body()));
        }
    }

    private static boolean isFailure(Answer answer) {
        return answer.status() >= 500;
    }

    private Answer create(String key, String token) {
        return answer(function, creation(key, token));
    }

    private static GatewayEvent creation(String key, String token) {
        return GatewayEvent.get("/spaces")
                .post("{\"name\":\"Loft\",\"location\":\"%s\"}".formatted(key))
                .header("Idempotency-Key", key)
                .bearer(token);
    }

    private Answer answer(GatewayEvent event) {
        return answer(function, event);
    }

    private static Answer answer(LambdaFunction function, GatewayEvent event) {
        return GatewayEvent.answer(function.invoke(event.toString()));
    }
}
