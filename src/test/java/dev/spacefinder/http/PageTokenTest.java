package dev.spacefinder.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import dev.spacefinder.testing.HostileText;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What nextToken may hold, whoever sends it. */
class PageTokenTest {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String[] PIECES = {
        "A", "AA", "AAA", "AAAA", "=", "==", "-", "_", "+", "/", " ", "\n", "wyg", "7f_-", "gA", "w4", "\u00E9",
        "\uD83D"
    };

    @Property(seed = HostileText.SEED, tries = 300)
    void theTextThatATokenWasMadeOfComesBack(@ForAll("texts") String text) {
        var token = PageToken.encode(text);

        assertEquals(Optional.of(text), read(token, any -> true));
        assertTrue(token.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0), token + " stands in a URL as it is");
    }

    @Property(seed = HostileText.SEED, tries = 300)
    void isReadAsBase64UrlOfUtf8OrRefused(@ForAll("tokens") String token) {
        assertEquals(rfc4648(token), read(token, any -> true));
    }

    @Property(seed = HostileText.SEED, tries = 200)
    void isRefusedWhereNoPageEndsWithItsText(@ForAll("texts") String text) {
        assertEquals(Optional.empty(), read(PageToken.encode(text), any -> false));
    }

    @Property(seed = HostileText.SEED, tries = 5)
    void isReadOnceHoweverLongItIs(@ForAll("endless") String token) {
        assertEquals(rfc4648(token), HostileText.inTime(() -> read(token, any -> true)));
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileText.unicode();
    }

    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.oneOf(HostileText.of(PIECES), HostileText.unicode().map(PageToken::encode));
    }

    @Provide
    Arbitrary<String> endless() {
        return HostileText.endless(PIECES);
    }

    private static Optional<String> read(String token, Predicate<String> isSound) {
        try {
            return Optional.of(PageToken.decode(token, isSound));
        } catch (ProblemException refusal) {
            assertEquals(400, refusal.problem().status());
            assertEquals(
                    List.of(new Violation("nextToken", "is not a token from an earlier page: start again without it")),
                    refusal.problem().violations());
            return Optional.empty();
        }
    }

    /** RFC 4648, section 5, bit by bit, with its padding or without; nothing where it is not UTF-8 in that form. */
    private static Optional<String> rfc4648(String token) {
        int end = token.length();
        while (end > 0 && token.charAt(end - 1) == '=') {
            end--;
        }
        int padding = token.length() - end;
        if (end % 4 == 1 || padding > 0 && padding != (4 - end % 4) % 4) {
            return Optional.empty();
        }
        var bytes = new ByteArrayOutputStream();
        int bits = 0;
        int held = 0;
        for (char c : token.substring(0, end).toCharArray()) {
            int value = ALPHABET.indexOf(c);
            if (value < 0) {
                return Optional.empty();
            }
            bits = (bits << 6 | value) & 0xFFFF;
            held += 6;
            if (held >= 8) {
                held -= 8;
                bytes.write(bits >> held);
            }
        }
        var text = bytes.toString(UTF_8);
        return Arrays.equals(text.getBytes(UTF_8), bytes.toByteArray()) ? Optional.of(text) : Optional.empty();
    }
}
