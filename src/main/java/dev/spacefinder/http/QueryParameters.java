package dev.spacefinder.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.UriInfo;

/**
 * Reads the parameters of a query, each of which may be given once. What is wrong with them is gathered, and told at
 * once by {@link #requireValid()}.
 */
public final class QueryParameters {

    private static final int USUAL_LIMIT = 25;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|100");

    private final UriInfo uri;
    private final List<Violation> violations = new ArrayList<>();

    /** The parameters of that request. */
    public QueryParameters(UriInfo uri) {
        this.uri = uri;
    }

    /** A parameter that keeps that rule, or null where it is left out. */
    public String text(String name, TextRule rule) {
        var value = single(name);
        var wrong = value == null ? null : rule.check(value);
        if (wrong != null) {
            violations.add(new Violation(name, wrong));
        }
        return value;
    }

    /** The most things that the page shall have, {@code limit}: 1 to 100, and 25 where it is left out. */
    public int limit() {
        var limit = single("limit");
        if (limit == null) {
            return USUAL_LIMIT;
        }
        if (!LIMIT.matcher(limit).matches()) {
            violations.add(new Violation("limit", "must be a number from 1 to 100"));
            return USUAL_LIMIT;
        }
        return Integer.parseInt(limit);
    }

    /** Where the page shall start, {@code nextToken}, for {@link PageToken} to decode; null for the first page. */
    public String nextToken() {
        return single("nextToken");
    }

    /** @throws ProblemException 400 if one of the parameters that were read is not of its form */
    public void requireValid() {
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    private String single(String name) {
        var values = uri.getQueryParameters().getOrDefault(name, List.of());
        if (values.size() > 1) {
            violations.add(new Violation(name, "must be given once"));
            return null;
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
