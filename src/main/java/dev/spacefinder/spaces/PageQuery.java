package dev.spacefinder.spaces;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.MultivaluedMap;

import dev.spacefinder.problem.Violation;

/** Which page a caller asks for. */
record PageQuery(String location, int limit, PageToken after) {

    private static final int USUAL_LIMIT = 25;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|100");

    /**
     * Reads the query's parameters.
     *
     * @throws Refusal if one is not of its form, or the token is of another query
     */
    static PageQuery parse(MultivaluedMap<String, String> parameters) {
        var location = single(parameters, "location");
        var limit = single(parameters, "limit");
        var nextToken = single(parameters, "nextToken");
        var violations = new ArrayList<Violation>();
        var wrongLocation = location == null ? null : SpaceRules.LOCATION.check(location);
        if (wrongLocation != null) {
            violations.add(new Violation("location", wrongLocation));
        }
        if (limit != null && !LIMIT.matcher(limit).matches()) {
            violations.add(new Violation("limit", "must be a number from 1 to 100"));
        }
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations);
        }
        return new PageQuery(
                location,
                limit == null ? USUAL_LIMIT : Integer.parseInt(limit),
                nextToken == null ? null : PageToken.decode(nextToken, location));
    }

    private static String single(MultivaluedMap<String, String> parameters, String name) {
        var values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Refusal.invalid(name, "must be given once");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
