package dev.spacefinder.spaces;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/**
 * Where a page ended: the last space's key in the index, and which listing the page was of. It holds nothing that its
 * caller has not seen, and gives access to nothing, so it is not signed.
 */
record PageToken(boolean ofOneLocation, String id, String location) {

    private static final int ID_LENGTH = 36;

    String encode() {
        var text = (ofOneLocation ? 'l' : 'a') + id + location;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /**
     * Reads a token that continues the listing of that location, or of all spaces where it is null.
     *
     * @throws Refusal if the token was not made here, or for another listing
     */
    static PageToken decode(String encoded, String location) {
        var token = parse(encoded);
        if (token.ofOneLocation ? !token.location.equals(location) : location != null) {
            throw Refusal.invalid("nextToken", "belongs to a listing with another location: start again without it");
        }
        return token;
    }

    private static PageToken parse(String encoded) {
        try {
            var text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(encoded)))
                    .toString();
            var isToken = text.length() > 1 + ID_LENGTH
                    && "la".indexOf(text.charAt(0)) >= 0
                    && TimeOrderedId.isId(text.substring(1, 1 + ID_LENGTH))
                    && SpaceRules.LOCATION.check(text.substring(1 + ID_LENGTH)) == null;
            if (isToken) {
                return new PageToken(
                        text.charAt(0) == 'l', text.substring(1, 1 + ID_LENGTH), text.substring(1 + ID_LENGTH));
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // Refused below, as any other text that is not a token.
        }
        throw Refusal.invalid("nextToken", "is not a token from an earlier page: start again without it");
    }
}
