package dev.spacefinder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jboss.resteasy.reactive.server.jaxrs.HttpHeadersImpl;

import dev.spacefinder.testing.HostileText;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What If-Match and If-None-Match may hold, whoever sends it. */
class EntityTagsTest {

    private static final String HEADER = "If-Match";
    private static final long GREATEST = 999_999_999_999_999_999L;
    private static final String[] PIECES = {
        "\"", "\"\"", "\"1\"", "W/", "w/", "W/\"2\"", "*", ",", ",,", " ", "\t", "1", "/", "\\", "\u007F", "\u0085",
        "\u00A0", "\u00FF", "\u0100", "\u001C", "\u2028", "\n", "\r", "\0"
    };

    @Property(seed = HostileText.SEED, tries = 500)
    void areReadAsTheGrammarSaysOrRefused(@ForAll("lines") List<String> lines) {
        assertEquals(grammar(String.join(",", lines)), read(lines));
    }

    @Property(seed = HostileText.SEED, tries = 5)
    void areReadOnceHoweverLongTheyAre(@ForAll("endless") String line) {
        assertEquals(grammar(line), read(List.of(line)));
    }

    /** A byte of 85 after the tag: of those that Java takes for a line break, it is the one that HTTP lets through. */
    @Example
    void areRefusedWhereALineBreakFollows() {
        for (var lineBreak : List.of("\n", "\r\n", "\u0085", "\u2028", "\u2029")) {
            assertEquals(Optional.empty(), read(List.of("\"1\"" + lineBreak)));
        }
    }

    @Property(seed = HostileText.SEED, tries = 100)
    void areAtMostAHundredOfBothKinds(
            @ForAll @IntRange(min = 45, max = 55) int strong, @ForAll @IntRange(min = 45, max = 55) int weak) {
        var tags = read(List.of("\"1\",".repeat(strong), "W/\"2\",".repeat(weak)));

        assertEquals(strong + weak <= 100, tags.isPresent());
    }

    @Property(seed = HostileText.SEED, tries = 100)
    void aVersionIsFoundByItsTagAndByNoOther(
            @ForAll @LongRange(min = 1, max = GREATEST) long version,
            @ForAll @LongRange(min = 1, max = GREATEST) long other) {
        var tags = read(List.of(EntityTags.of(version))).orElseThrow();

        assertEquals(Set.of(version), tags.versions());
        assertTrue(tags.matchStrongly(version) && tags.matchWeakly(version));
        assertEquals(version == other, tags.matchStrongly(other));
        assertEquals(version == other, tags.matchWeakly(other));
    }

    @Property(seed = HostileText.SEED, tries = 100)
    void aWeakTagIsEnoughForIfNoneMatchAlone(@ForAll @LongRange(min = 1, max = GREATEST) long version) {
        var tags = read(List.of("W/" + EntityTags.of(version))).orElseThrow();

        assertTrue(tags.matchWeakly(version));
        assertFalse(tags.matchStrongly(version));
        assertEquals(Set.of(), tags.versions());
    }

    @Example
    void eachOfTheTwoHeadersIsReadForItself() {
        var headers = new HttpHeadersImpl(
                Map.of("If-Match", "\"1\"", "If-None-Match", "W/\"2\"").entrySet());

        assertEquals(new EntityTags(false, Set.of("1"), Set.of()), EntityTags.ifMatch(headers));
        assertEquals(new EntityTags(false, Set.of(), Set.of("2")), EntityTags.ifNoneMatch(headers));
    }

    @Example
    void withoutSuchAHeaderThereAreNone() {
        assertNull(EntityTags.parse(HEADER, null));
        assertNull(EntityTags.parse(HEADER, List.of()));
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return HostileText.of(PIECES).list().ofMinSize(1).ofMaxSize(3);
    }

    @Provide
    Arbitrary<String> endless() {
        return Arbitraries.oneOf(
                HostileText.endless(PIECES), HostileText.endless(PIECES).map(text -> "\"" + text));
    }

    private static Optional<EntityTags> read(List<String> lines) {
        try {
            return Optional.of(HostileText.inTime(() -> EntityTags.parse(HEADER, lines)));
        } catch (ProblemException refusal) {
            assertEquals(400, refusal.problem().status());
            assertEquals(
                    List.of(new Violation(
                            HEADER, "must be * or up to 100 entity tags, for instance \"3\" with its quotes")),
                    refusal.problem().violations());
            return Optional.empty();
        }
    }

    /** RFC 9110, sections 8.8.3 and 5.6.1, character by character; nothing where it is not of that form. */
    private static Optional<EntityTags> grammar(String value) {
        if (withoutBlanks(value).equals("*")) {
            return Optional.of(new EntityTags(true, Set.of(), Set.of()));
        }
        var strong = new HashSet<String>();
        var weak = new HashSet<String>();
        int found = 0;
        int at = 0;
        while (at <= value.length()) {
            at = afterBlanks(value, at);
            if (at < value.length() && value.charAt(at) != ',') {
                boolean isWeak = value.startsWith("W/", at);
                int start = isWeak ? at + 2 : at;
                int end = value.indexOf('"', start + 1);
                if (!value.startsWith("\"", start) || end < 0) {
                    return Optional.empty();
                }
                var opaque = value.substring(start + 1, end);
                if (!opaque.chars().allMatch(c -> c > ' ' && c != 0x7F && c <= 0xFF)) {
                    return Optional.empty();
                }
                (isWeak ? weak : strong).add(opaque);
                found++;
                at = afterBlanks(value, end + 1);
            }
            if (at < value.length() && value.charAt(at) != ',') {
                return Optional.empty();
            }
            at++;
        }
        return found == 0 || found > 100 ? Optional.empty() : Optional.of(new EntityTags(false, strong, weak));
    }

    private static int afterBlanks(String value, int from) {
        int at = from;
        while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static String withoutBlanks(String value) {
        int start = afterBlanks(value, 0);
        int end = value.length();
        while (end > start && (value.charAt(end - 1) == ' ' || value.charAt(end - 1) == '\t')) {
            end--;
        }
        return value.substring(start, end);
    }
}
