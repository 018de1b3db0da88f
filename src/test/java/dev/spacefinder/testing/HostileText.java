package dev.spacefinder.testing;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;

import org.junit.jupiter.api.function.ThrowingSupplier;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Texts that are made to break what reads them. */
public final class HostileText {

    /** What the tries of a property are drawn with: every run makes the same. */
    public static final String SEED = "20261129";

    private static final int LONG = 1_000_000;
    /** Who looks at a million characters once needs milliseconds, and who looks at them again for each, an hour. */
    private static final Duration ONE_READING = Duration.ofSeconds(5);

    private HostileText() {}

    /** Any text that UTF-8 can write. */
    public static Arbitrary<String> unicode() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.integers().between(' ', '~')),
                        Tuple.of(1, Arbitraries.integers().between(0, 0xFF)),
                        Tuple.of(1, Arbitraries.integers().between(0, Character.MAX_CODE_POINT)))
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .map(Character::toString)
                .list()
                .ofMaxSize(40)
                .map(characters -> String.join("", characters));
    }

    /** Up to 14 of these pieces in any order, with any character between them now and then. */
    public static Arbitrary<String> of(String... pieces) {
        return Arbitraries.frequencyOf(
                        Tuple.of(8, Arbitraries.of(pieces)),
                        Tuple.of(1, Arbitraries.chars().all().map(String::valueOf)))
                .list()
                .ofMaxSize(14)
                .map(chosen -> String.join("", chosen));
    }

    /** Up to four of these pieces, again and again, a million characters long. */
    public static Arbitrary<String> endless(String... pieces) {
        return Arbitraries.of(pieces)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(chosen -> String.join("", chosen))
                .map(text -> text.repeat(LONG / text.length()));
    }

    /** Asks for an answer in the time that reading a long text once takes. */
    public static <T> T inTime(ThrowingSupplier<T> reading) {
        return assertTimeoutPreemptively(ONE_READING, reading);
    }
}
