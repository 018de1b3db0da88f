package dev.spacefinder.spaces;

import dev.spacefinder.http.PageToken;
import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.TimeOrderedId;

/**
 * Where a page ended: the last space's key in the index, and which listing the page was of. It holds nothing that its
 * caller has not seen, and gives access to nothing.
 */
record PageEnd(boolean ofOneLocation, String id, String location) {

    private static final int ID_LENGTH = 36;

    String token() {
        return PageToken.encode((ofOneLocation ? 'l' : 'a') + id + location);
    }

    /**
     * Reads a token that continues the listing of that location, or of all spaces where it is null.
     *
     * @throws ProblemException 400 if the token was not made here, or for another listing
     */
    static PageEnd of(String token, String location) {
        var text = PageToken.decode(token, PageEnd::isSound);
        var end = new PageEnd(text.charAt(0) == 'l', text.substring(1, 1 + ID_LENGTH), text.substring(1 + ID_LENGTH));
        if (end.ofOneLocation ? !end.location.equals(location) : location != null) {
            throw PageToken.ofAnotherList("location");
        }
        return end;
    }

    private static boolean isSound(String text) {
        return text.length() > ID_LENGTH
                && "la".indexOf(text.charAt(0)) >= 0
                && TimeOrderedId.isId(text.substring(1, 1 + ID_LENGTH))
                && SpaceRules.LOCATION.check(text.substring(1 + ID_LENGTH)) == null;
    }
}
