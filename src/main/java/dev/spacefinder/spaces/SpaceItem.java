package dev.spacefinder.spaces;

import static dev.spacefinder.dynamodb.Attributes.number;
import static dev.spacefinder.dynamodb.Attributes.text;
import static dev.spacefinder.dynamodb.Attributes.textOrNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A space as DynamoDB keeps it: its attributes have the names of its fields. */
final class SpaceItem {

    private SpaceItem() {}

    static Map<String, AttributeValue> of(Space space) {
        var item = new HashMap<String, AttributeValue>();
        item.put("id", text(space.id()));
        item.put("name", text(space.name()));
        item.put("location", text(space.location()));
        item.put("owner", text(space.owner()));
        item.put("createdAt", text(space.createdAt().toString()));
        item.put("updatedAt", text(space.updatedAt().toString()));
        item.put("version", number(space.version()));
        if (space.description() != null) {
            item.put("description", text(space.description()));
        }
        if (space.photoUrl() != null) {
            item.put("photoUrl", text(space.photoUrl()));
        }
        return item;
    }

    static Map<String, AttributeValue> key(String id) {
        return Map.of("id", text(id));
    }

    static Space space(Map<String, AttributeValue> item) {
        return new Space(
                item.get("id").s(),
                item.get("name").s(),
                item.get("location").s(),
                textOrNull(item, "description"),
                textOrNull(item, "photoUrl"),
                item.get("owner").s(),
                Instant.parse(item.get("createdAt").s()),
                Instant.parse(item.get("updatedAt").s()),
                Long.parseLong(item.get("version").n()));
    }
}
