package dev.spacefinder.bench.load;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One version of a space or a review, as an answer or the table has it.
 *
 * @param content what its writer said, or null where that was not told
 * @param whole all of it, or null where that was not told
 */
record Version(long number, String content, String whole) {

    private static final List<String> OF_SPACES = List.of("name", "location", "description", "photoUrl");
    private static final List<String> OF_REVIEWS = List.of("rating", "text");

    /** A version of which no more than the number was told, as by 304. */
    static Version numbered(long number) {
        return new Version(number, null, null);
    }

    static Version ofSpace(JsonNode space) {
        return new Version(space.path("version").asLong(), contentOfSpace(space), whole(space));
    }

    static Version ofReview(JsonNode review) {
        return new Version(review.path("version").asLong(), contentOfReview(review), whole(review));
    }

    static String contentOfSpace(JsonNode space) {
        return content(space, OF_SPACES);
    }

    static String contentOfReview(JsonNode review) {
        return content(review, OF_REVIEWS);
    }

    private static String content(JsonNode json, List<String> fields) {
        return fields.stream()
                .filter(json::has)
                .map(field -> field + "=" + json.path(field).asText())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String whole(JsonNode json) {
        var fields = new TreeMap<String, String>();
        json.properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        return fields.toString();
    }

    @Override
    public String toString() {
        return whole == null ? "version " + number : whole;
    }
}
