package dev.spacefinder.spaces;

import jakarta.ws.rs.core.UriInfo;

import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.QueryParameters;

/** Which page a caller asks for: of that location, or of all where it is null; after that end, or the first. */
record PageQuery(String location, int limit, PageEnd after) {

    /**
     * Reads the query's parameters.
     *
     * @throws ProblemException 400 if one is not of its form, or the token is of another query
     */
    static PageQuery of(UriInfo uri) {
        var query = new QueryParameters(uri);
        var location = query.text("location", SpaceRules.LOCATION);
        var limit = query.limit();
        var nextToken = query.nextToken();
        query.requireValid();
        return new PageQuery(location, limit, nextToken == null ? null : PageEnd.of(nextToken, location));
    }
}
