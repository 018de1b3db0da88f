package dev.spacefinder.reviews;

import static dev.spacefinder.dynamodb.Attributes.number;
import static dev.spacefinder.dynamodb.Attributes.text;
import static dev.spacefinder.dynamodb.Attributes.textOrNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A review as DynamoDB keeps it: with its space, under the names of its fields. Of a deleted one its version stays, so
 * that one written anew never has the entity tag of another; without an id it is in no list.
 */
final class ReviewItem {

    private ReviewItem() {}

    static Map<String, AttributeValue> key(String spaceId, String author) {
        return Map.of("spaceId", text(spaceId), "author", text(author));
    }

    static Map<String, AttributeValue> of(String spaceId, Review review) {
        var item = new HashMap<>(key(spaceId, review.author()));
        item.put("id", text(review.id()));
        item.put("rating", number(review.rating()));
        item.put("createdAt", text(review.createdAt().toString()));
        item.put("updatedAt", text(review.updatedAt().toString()));
        item.put("version", number(review.version()));
        if (review.text() != null) {
            item.put("text", text(review.text()));
        }
        return item;
    }

    static Map<String, AttributeValue> ofDeleted(String spaceId, Review review) {
        var item = new HashMap<>(key(spaceId, review.author()));
        item.put("version", number(review.version()));
        return item;
    }

    static boolean isReview(Map<String, AttributeValue> item) {
        return item.containsKey("id");
    }

    /** The version of a review, the last one of a deleted review, or 0 where there never was one. */
    static long version(Map<String, AttributeValue> item) {
        return item.isEmpty() ? 0 : Long.parseLong(item.get("version").n());
    }

    static Review review(Map<String, AttributeValue> item) {
        return new Review(
                item.get("id").s(),
                Integer.parseInt(item.get("rating").n()),
                textOrNull(item, "text"),
                item.get("author").s(),
                Instant.parse(item.get("createdAt").s()),
                Instant.parse(item.get("updatedAt").s()),
                version(item));
    }
}
