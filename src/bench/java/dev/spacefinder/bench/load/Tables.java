package dev.spacefinder.bench.load;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What is in the tables.
 *
 * @param things the spaces and reviews
 * @param left the last versions of deleted reviews
 * @param ratings those of the reviews
 * @param totals what the spaces say about their reviews, by the spaces' ids
 * @param keys the first answers to Idempotency-Keys, by what they are kept under
 */
record Tables(
        Map<Thing, Version> things,
        Map<Thing, Long> left,
        Map<Thing, Long> ratings,
        Map<String, Totals> totals,
        Map<String, Version> keys) {

    /** What callers never see of an item. */
    private static final Set<String> INTERNAL = Set.of("spaceId", "changedBy", "reviewCount", "reviewRatings");

    /** How many reviews, and their ratings together. */
    record Totals(long count, long ratings) {

        Totals and(long rating) {
            return new Totals(count + 1, ratings + rating);
        }

        @Override
        public String toString() {
            return count + " reviews with ratings of " + ratings + " together";
        }
    }

    /** Nothing yet. */
    static Tables empty() {
        return new Tables(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    static Tables read(DynamoDbClient client) {
        var tables = empty();
        client.scanPaginator(scan ->
                        scan.tableName(DynamoDbSettings.table("SPACES_TABLE")).consistentRead(true))
                .items()
                .forEach(tables::addSpaceOrKey);
        client.scanPaginator(scan ->
                        scan.tableName(DynamoDbSettings.table("REVIEWS_TABLE")).consistentRead(true))
                .items()
                .forEach(tables::addReview);
        return tables;
    }

    private void addSpaceOrKey(Map<String, AttributeValue> item) {
        var id = item.get("id").s();
        if (item.containsKey("fingerprint")) {
            keys.put(id, Version.ofSpace(json(item.get("space").m())));
        } else {
            things.put(Thing.space(id), Version.ofSpace(json(item)));
            totals.put(id, new Totals(number(item, "reviewCount"), number(item, "reviewRatings")));
        }
    }

    private void addReview(Map<String, AttributeValue> item) {
        var thing = Thing.review(item.get("spaceId").s(), item.get("author").s());
        if (item.containsKey("id")) {
            things.put(thing, Version.ofReview(json(item)));
            ratings.put(thing, number(item, "rating"));
        } else {
            left.put(thing, number(item, "version"));
        }
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? Long.parseLong(item.get(name).n()) : 0;
    }

    /** The item as the API would answer it. */
    private static ObjectNode json(Map<String, AttributeValue> item) {
        var json = JsonNodeFactory.instance.objectNode();
        item.forEach((name, value) -> {
            if (!INTERNAL.contains(name)) {
                json.put(name, value.n() == null ? value.s() : value.n());
            }
        });
        return json;
    }
}
