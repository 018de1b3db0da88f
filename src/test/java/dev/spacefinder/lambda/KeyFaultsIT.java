package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.spacefinder.lambda.GatewayEvent.Answer;
import dev.spacefinder.testing.Relay;
import dev.spacefinder.testing.SigningKey;
import dev.spacefinder.testing.Token;

/**
 * The user pool's keys out of reach of the deployed binary. Nobody is sent to sign in for it, and each is served when
 * the answer said that it makes sense to try again.
 */
class KeyFaultsIT {

    /** Less than an answer of the pool may take (JwksEndpoint.READ_TIMEOUT). */
    private static final Duration LATE = Duration.ofSeconds(3);

    /** How long an event waits for keys (SigningKeys.PATIENCE), and as much again for a busy machine. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(14);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    @TempDir
    static Path taskRoot;

    private static Surroundings surroundings;

    private LambdaFunction function;

    @BeforeAll
    static void prepare() {
        surroundings = new Surroundings(taskRoot);
    }

    @AfterAll
    static void clear() {
        surroundings.close();
    }

    @BeforeEach
    void heal() {
        surroundings.heal();
    }

    @AfterEach
    void behavedWell() {
        function.endWell("ERROR", "\tat ");
    }

    /** How the pool fails at once. */
    enum Fault {
        REFUSES_CONNECTIONS(Relay::goAway),
        CUTS_ITS_ANSWERS_OFF(pool -> pool.always(pool.cutOff())),
        ANSWERS_WITH_A_PAGE(pool -> pool.always(pool.replacedBy("<html><body>Please wait</body></html>"))),
        ANSWERS_WITHOUT_KEYS(pool -> pool.always(pool.replacedBy("{\"keys\":[]}")));

        private final Consumer<Relay> happen;

        Fault(Consumer<Relay> happen) {
            this.happen = happen;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPoolThatFailsAtTheStartIsToldAndFoundWhenItIsBack(Fault fault) {
        fault.happen.accept(toPool());
        function = surroundings.start(fault.name());

        var refusal = me(token());
        assertUnavailable(refusal, 2);
        assertServedInTime(refusal, token());
    }

    @Test
    void aPoolThatIsSlowAtTheStartIsWaitedFor() {
        toPool().next(toPool().late(LATE));
        function = surroundings.start("slow");

        assertThat(me(token()).status(), is(200));
        assertThat(since(function.startedAt()), greaterThanOrEqualTo(LATE));
    }

    @Test
    void aPoolWhoseAnswerDoesNotComeToItsEndIsNotWaitedForWithoutEnd() {
        toPool().always(toPool().trickling());
        function = surroundings.start("trickling");
        var start = System.nanoTime();

        var refusal = me(token());
        assertThat(since(start), lessThan(LONGEST_WAIT));
        assertUnavailable(refusal, 2);
        assertServedInTime(refusal, token());
    }

    @Test
    void whileThePoolIsGoneKnownKeysServeAndANewOneIsFoundWhenItIsBack() {
        var next = SigningKey.rsa("next");
        var rotated = token().header("kid", "next").signedWith(next);
        function = surroundings.start(
                "gone", Map.of("COGNITO_JWKS", surroundings.issuer().jwks()));
        assertThat(me(token()).status(), is(200));
        toPool().goAway();

        var refusal = me(rotated);
        assertUnavailable(refusal, 10);
        assertThat(me(token()).status(), is(200));
        assertServedInTime(refusal, rotated, next);
    }

    /** Heals the pool, and tries again for as long as the refusal said, and a second for a busy machine. */
    private void assertServedInTime(Answer refusal, Token token, SigningKey... rotated) {
        var deadline = System.nanoTime()
                + Duration.ofSeconds(retryAfter(refusal)).plusSeconds(1).toNanos();
        surroundings.heal();
        if (rotated.length > 0) {
            surroundings.issuer().publish(rotated);
        }
        var answer = me(token);
        while (answer.status() == 503 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            answer = me(token);
        }
        assertThat(answer.status(), is(200));
    }

    private static void assertUnavailable(Answer answer, int longest) {
        assertThat(answer.status(), is(503));
        assertThat(answer.header("Content-Type"), is("application/problem+json"));
        assertThat(retryAfter(answer), allOf(greaterThanOrEqualTo(1), lessThanOrEqualTo(longest)));
        assertThat(answer.header("WWW-Authenticate"), nullValue());
        assertThat(answer.body().has("reason"), is(false));
        assertThat(answer.body().path("detail").asText(), startsWith("The token could not be checked"));
    }

    private static int retryAfter(Answer answer) {
        return Integer.parseInt(answer.header("Retry-After"));
    }

    private Answer me(Token token) {
        return GatewayEvent.answer(
                function.invoke(GatewayEvent.get("/me").bearer(token.toString()).toString()));
    }

    private static Token token() {
        return surroundings.tokenOf("marple");
    }

    private static Relay toPool() {
        return surroundings.toPool();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
