package dev.spacefinder.reviews;

import jakarta.ws.rs.core.UriInfo;

import dev.spacefinder.http.PageToken;
import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.QueryParameters;
import dev.spacefinder.http.TimeOrderedId;

/** Which reviews of a space a caller asks for: those older than one of them, or the newest where it is null. */
record PageQuery(String spaceId, int limit, String olderThan) {

    private static final String SEPARATOR = "/";

    /**
     * Reads the query's parameters.
     *
     * @throws ProblemException 400 if one is not of its form, or the token is of another space
     */
    static PageQuery of(String spaceId, UriInfo uri) {
        var query = new QueryParameters(uri);
        var limit = query.limit();
        var nextToken = query.nextToken();
        query.requireValid();
        return new PageQuery(spaceId, limit, nextToken == null ? null : olderThan(spaceId, nextToken));
    }

    /** The token of the page after this one, which ends with that review. */
    String tokenAfter(String reviewId) {
        return PageToken.encode(spaceId + SEPARATOR + reviewId);
    }

    private static String olderThan(String spaceId, String nextToken) {
        var ids = PageToken.decode(nextToken, PageQuery::isSound).split(SEPARATOR);
        if (!ids[0].equals(spaceId)) {
            throw PageToken.ofAnotherList("space");
        }
        return ids[1];
    }

    private static boolean isSound(String text) {
        var ids = text.split(SEPARATOR, -1);
        return ids.length == 2 && TimeOrderedId.isId(ids[0]) && TimeOrderedId.isId(ids[1]);
    }
}
