package dev.spacefinder.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.function.Predicate;

/**
 * The form of {@code nextToken}: text in base64url, so that it stands in a URL as it is. It is not signed: put nothing
 * into it that its caller has not seen or that gives access to something, and check what comes back.
 */
public final class PageToken {

    private static final String PARAMETER = "nextToken";

    private PageToken() {}

    /** The token that holds this text. */
    public static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /**
     * The text that a token holds.
     *
     * @param isSound whether a text can be from an earlier page
     * @throws ProblemException 400 if it cannot, or the token holds no text
     */
    public static String decode(String token, Predicate<String> isSound) {
        try {
            var text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(token)))
                    .toString();
            if (isSound.test(text)) {
                return text;
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // Refused below, as any other text that is not a token.
        }
        throw ProblemException.invalid(PARAMETER, "is not a token from an earlier page: start again without it");
    }

    /** 400: the token is sound, and from a list of other things than the request asks for. */
    public static ProblemException ofAnotherList(String withAnother) {
        return ProblemException.invalid(
                PARAMETER, "belongs to a listing with another " + withAnother + ": start again without it");
    }
}
