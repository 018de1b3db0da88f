package dev.spacefinder.dynamodb;

import static dev.spacefinder.dynamodb.Attributes.number;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The expressions of one request to DynamoDB, with their placeholders: for names, as they may be reserved words, and
 * for values.
 */
public final class Expression {

    private static final String VERSION = "version";

    /** An item that was written has a version of at least 1. */
    private static final long NO_VERSION = 0;

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();

    /** The placeholder of an attribute's name. */
    public String name(String attribute) {
        names.put("#" + attribute, attribute);
        return "#" + attribute;
    }

    /** The placeholder of a value. */
    public String value(AttributeValue value) {
        var placeholder = ":v" + values.size();
        values.put(placeholder, value);
        return placeholder;
    }

    /** The condition that the attribute has that value. */
    public String isEqual(String attribute, AttributeValue value) {
        return name(attribute) + " = " + value(value);
    }

    /** The condition that the item is there, in one of these versions: without any, nothing meets it. */
    public String isOfVersion(Set<Long> versions) {
        var accepted = versions.isEmpty() ? Set.of(NO_VERSION) : versions;
        return accepted.stream()
                .map(version -> value(number(version)))
                .collect(Collectors.joining(", ", name(VERSION) + " IN (", ")"));
    }

    /**
     * The update that gives these attributes their values, removes those whose value is null, and counts the version.
     */
    public String nextVersion(Map<String, AttributeValue> attributes) {
        var set = new StringJoiner(", ", "SET ", "");
        var remove = new StringJoiner(", ", " REMOVE ", "").setEmptyValue("");
        attributes.forEach((attribute, value) -> {
            if (value == null) {
                remove.add(name(attribute));
            } else {
                set.add(isEqual(attribute, value));
            }
        });
        set.add(name(VERSION) + " = " + name(VERSION) + " + " + value(number(1)));
        return set + "" + remove;
    }

    /** What the placeholders of names stand for, or null without any: DynamoDB refuses an empty map. */
    public Map<String, String> names() {
        return names.isEmpty() ? null : names;
    }

    /** What the placeholders of values stand for, or null without any: DynamoDB refuses an empty map. */
    public Map<String, AttributeValue> values() {
        return values.isEmpty() ? null : values;
    }
}
