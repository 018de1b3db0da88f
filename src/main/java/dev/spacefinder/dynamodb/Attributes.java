package dev.spacefinder.dynamodb;

import java.util.Map;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The values of attributes, as DynamoDB writes them. */
public final class Attributes {

    private Attributes() {}

    /** A string, which must not be null. */
    public static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    /** A string, or null for null. */
    public static AttributeValue textOrNull(String value) {
        return value == null ? null : text(value);
    }

    /** A number. */
    public static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    /** The string that an item has in that attribute, or null if it has none. */
    public static String textOrNull(Map<String, AttributeValue> item, String attribute) {
        var value = item.get(attribute);
        return value == null ? null : value.s();
    }
}
