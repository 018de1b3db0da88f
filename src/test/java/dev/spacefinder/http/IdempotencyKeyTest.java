package dev.spacefinder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jboss.resteasy.reactive.server.jaxrs.HttpHeadersImpl;

import dev.spacefinder.testing.HostileText;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What Idempotency-Key may hold, whoever sends it, and what is told apart by it. */
class IdempotencyKeyTest {

    private static final String[] PIECES = {
        "a",
        "!",
        "~",
        "#",
        "0123456789abcdef",
        "5b1f6d0e-9b0e-4c57-8f3c-2d8d6f7a1c11",
        " ",
        "\t",
        "\n",
        "\u0085",
        "\u007F",
        "\u00E9"
    };

    @Property(seed = HostileText.SEED, tries = 300)
    void isTakenAsItIsOrRefused(@ForAll("lines") List<String> lines) {
        assertEquals(
                lines.size() == 1 && isKey(lines.get(0))
                        ? Optional.of(new IdempotencyKey(lines.get(0)))
                        : Optional.empty(),
                read(lines));
    }

    @Property(seed = HostileText.SEED, tries = 200)
    void isUpTo64CharactersLong(@ForAll @IntRange(min = 0, max = 70) int length) {
        assertEquals(
                length >= 1 && length <= 64, read(List.of("k".repeat(length))).isPresent());
    }

    @Property(seed = HostileText.SEED, tries = 5)
    void isReadOnceHoweverLongItIs(@ForAll("endless") String line) {
        assertEquals(Optional.empty(), HostileText.inTime(() -> read(List.of(line))));
    }

    @Property(seed = HostileText.SEED, tries = 300)
    void noCallersKeyIsTakenForThatOfAnother(
            @ForAll("few") String caller,
            @ForAll("few") String key,
            @ForAll("few") String otherCaller,
            @ForAll("few") String otherKey) {
        assertEquals(
                caller.equals(otherCaller) && key.equals(otherKey),
                new IdempotencyKey(key).idFor(caller).equals(new IdempotencyKey(otherKey).idFor(otherCaller)));
    }

    @Property(seed = HostileText.SEED, tries = 300)
    void noBodyIsTakenForAnother(@ForAll("fields") List<String> body, @ForAll("fields") List<String> other) {
        assertEquals(body.equals(other), fingerprint(body).equals(fingerprint(other)));
    }

    @Example
    void isReadFromItsHeader() {
        var headers = new HttpHeadersImpl(Map.of("idempotency-key", "k-1").entrySet());

        assertEquals(new IdempotencyKey("k-1"), IdempotencyKey.of(headers));
    }

    @Example
    void withoutSuchAHeaderThereIsNone() {
        assertNull(IdempotencyKey.parse(null));
        assertNull(IdempotencyKey.parse(List.of()));
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, HostileText.of(PIECES).list().ofSize(1)),
                Tuple.of(1, HostileText.of(PIECES).list().ofMinSize(2).ofMaxSize(3)));
    }

    @Provide
    Arbitrary<String> endless() {
        return HostileText.endless(PIECES);
    }

    /** So few that the same comes twice, and with what stands between the parts of an id. */
    @Provide
    Arbitrary<String> few() {
        return Arbitraries.strings().withChars('#', 'a').ofMinLength(1).ofMaxLength(3);
    }

    @Provide
    Arbitrary<List<String>> fields() {
        return Arbitraries.strings()
                .withChars('a', ' ')
                .ofMaxLength(2)
                .injectNull(0.3)
                .list()
                .ofSize(3);
    }

    private static String fingerprint(List<String> fields) {
        return IdempotencyKey.fingerprint(fields.toArray(String[]::new));
    }

    private static boolean isKey(String text) {
        return !text.isEmpty() && text.length() <= 64 && text.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    private static Optional<IdempotencyKey> read(List<String> lines) {
        try {
            return Optional.of(IdempotencyKey.parse(lines));
        } catch (ProblemException refusal) {
            assertEquals(400, refusal.problem().status());
            assertEquals(
                    List.of(new Violation(
                            "Idempotency-Key", "must be 1 to 64 visible ASCII characters, for instance a UUID")),
                    refusal.problem().violations());
            return Optional.empty();
        }
    }
}
