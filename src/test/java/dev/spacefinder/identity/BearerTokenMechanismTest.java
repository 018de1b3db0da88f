package dev.spacefinder.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.testing.HostileText;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What Authorization may hold, whoever sends it: the token in it, and the form of the token. */
class BearerTokenMechanismTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] PIECES = {
        "Bearer",
        "bearer",
        "BEARER",
        "Bearer ",
        "Basic ",
        " ",
        "\t",
        ".",
        "..",
        "=",
        "eyJhbGciOiJSUzI1NiJ9",
        "e30",
        "a",
        "\u00A0",
        "\u2028"
    };
    private static final String[] PIECES_OF_JSON = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"alg\"",
        "\"kid\":",
        "\"crit\":[]",
        "\"RS256\"",
        "null",
        "true",
        "1",
        "-",
        "1e999",
        "99999999999999999999",
        "0x1",
        "\\",
        "\\u12",
        "\\ud800",
        "/*",
        "*/",
        "'",
        "\0",
        "\u007F",
        "\uFEFF",
        " "
    };

    @Property(seed = HostileText.SEED, tries = 100)
    void theTokenFollowsTheSchemeHoweverThatIsSpelled(
            @ForAll("bearers") String scheme, @ForAll("blanks") String blanks, @ForAll("words") String token) {
        assertEquals(token, BearerTokenMechanism.token(scheme + blanks + token));
    }

    @Property(seed = HostileText.SEED, tries = 100)
    void aTokenWithoutASchemeIsTakenAsItIs(@ForAll("words") String token) {
        assertEquals(token, BearerTokenMechanism.token(token));
    }

    @Property(seed = HostileText.SEED, tries = 100)
    void thereIsNoneBehindAnotherScheme(
            @ForAll("words") String scheme, @ForAll("blanks") String blanks, @ForAll("words") String token) {
        assertEquals("", BearerTokenMechanism.token(scheme + blanks + token));
    }

    @Example
    void thereIsNoneBehindAnEmptyScheme() {
        assertEquals("", BearerTokenMechanism.token(" e30.e30.e30"));
    }

    @Property(seed = HostileText.SEED, tries = 300)
    void whateverTheHeaderHoldsIsOfATokensFormOrRefusedAsMalformed(@ForAll("headers") String header) {
        var token = BearerTokenMechanism.token(header.strip());

        var read = read(token);

        assertTrue(read.isEmpty() || token.matches("[\\w-]+\\.[\\w-]*\\.[\\w-]*"), token + " has three segments");
    }

    @Property(seed = HostileText.SEED, tries = 5)
    void isReadOnceHoweverLongItIs(@ForAll("endless") String header) {
        assertEquals(Optional.empty(), HostileText.inTime(() -> read(BearerTokenMechanism.token(header.strip()))));
    }

    @Property(seed = HostileText.SEED, tries = 100)
    void whatATokensHeaderSaysIsReadAsItStands(@ForAll("texts") String algorithm, @ForAll("texts") String key)
            throws JsonProcessingException {
        var token = read(segment(JSON.writeValueAsString(Map.of("alg", algorithm, "kid", key))) + ".e30.")
                .orElseThrow();

        assertEquals(algorithm, token.algorithm());
        assertEquals(key, token.keyId());
    }

    @Property(seed = HostileText.SEED, tries = 300)
    void whateverATokensHeaderSaysIsAJsonObjectOrRefusedAsMalformed(@ForAll("json") String header) {
        read(segment(header) + ".e30.").ifPresent(token -> assertTrue(header.contains("{"), header));
    }

    @Provide
    Arbitrary<String> bearers() {
        return Combinators.combine(Arbitraries.of(true, false).list().ofSize(6), Arbitraries.just("bearer"))
                .as((upper, scheme) -> {
                    var spelled = new StringBuilder();
                    for (int i = 0; i < scheme.length(); i++) {
                        spelled.append(upper.get(i) ? Character.toUpperCase(scheme.charAt(i)) : scheme.charAt(i));
                    }
                    return spelled.toString();
                });
    }

    @Provide
    Arbitrary<String> blanks() {
        return Arbitraries.strings().withChars(' ').ofMinLength(1).ofMaxLength(5);
    }

    /** What no white space begins, ends or is in; and not the scheme itself. */
    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMinLength(1)
                .ofMaxLength(60)
                .filter(word -> !word.equalsIgnoreCase("bearer"));
    }

    @Provide
    Arbitrary<String> headers() {
        return HostileText.of(PIECES);
    }

    @Provide
    Arbitrary<String> endless() {
        return HostileText.endless(PIECES).map(text -> "Bearer " + text);
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileText.unicode();
    }

    @Provide
    Arbitrary<String> json() {
        return Arbitraries.oneOf(
                HostileText.of(PIECES_OF_JSON), HostileText.of(PIECES_OF_JSON).map(members -> "{" + members + "}"));
    }

    private static String segment(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    private static Optional<SignedToken> read(String token) {
        try {
            return Optional.of(SignedToken.of(token));
        } catch (InvalidToken refusal) {
            assertEquals(Reason.MALFORMED_TOKEN, refusal.reason);
            return Optional.empty();
        }
    }
}
