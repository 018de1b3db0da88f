package dev.spacefinder.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;

/** CloudWatch's embedded metric format (CloudWatch User Guide, "Specification: Embedded metric format"). */
public final class EmbeddedMetrics {

    private static final int MOST_VALUES = 100;

    /** The structure, as the specification's own schema has it. */
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema("""
            {"type": "object", "required": ["_aws"], "properties": {"_aws": {
              "type": "object", "required": ["Timestamp", "CloudWatchMetrics"], "properties": {
                "Timestamp": {"type": "integer"},
                "CloudWatchMetrics": {"type": "array", "minItems": 1, "items": {
                  "type": "object", "required": ["Namespace", "Dimensions", "Metrics"], "additionalProperties": false,
                  "properties": {
                    "Namespace": {"type": "string", "minLength": 1, "maxLength": 1024},
                    "Dimensions": {"type": "array", "minItems": 1, "items": {
                      "type": "array", "minItems": 1, "maxItems": 30,
                      "items": {"type": "string", "minLength": 1, "maxLength": 250}}},
                    "Metrics": {"type": "array", "minItems": 1, "maxItems": 100, "items": {
                      "type": "object", "required": ["Name"], "additionalProperties": false, "properties": {
                        "Name": {"type": "string", "minLength": 1, "maxLength": 1024},
                        "Unit": {"enum": ["Seconds", "Microseconds", "Milliseconds", "Bytes", "Percent", "Count", "None"]},
                        "StorageResolution": {"enum": [1, 60]}}}}}}}}}}}
            """);

    private EmbeddedMetrics() {}

    /**
     * Holds a line of the log against the specification: CloudWatch drops the metrics of one that breaks it, unseen.
     */
    public static void assertValid(JsonNode line) {
        assertEquals(
                Set.copyOf(LogFields.metrics().stream().filter(line::has).toList()),
                declared(line).collect(Collectors.toSet()),
                () -> "A metric is declared in _aws, and has a value, or neither: " + line);
        if (!line.has("_aws")) {
            return;
        }
        assertEquals(Set.of(), SCHEMA.validate(line), line::toString);
        for (var directive : line.at("/_aws/CloudWatchMetrics")) {
            assertEquals("SpaceFinder", directive.path("Namespace").asText());
            elements(directive.path("Dimensions"))
                    .flatMap(EmbeddedMetrics::elements)
                    .forEach(dimension -> assertTrue(
                            line.path(dimension.asText()).isTextual()
                                    && !line.path(dimension.asText()).asText().isEmpty(),
                            () -> "The dimension " + dimension + " has no text at the root of " + line));
        }
        declared(line).forEach(metric -> assertValues(line.path(metric)));
    }

    private static void assertValues(JsonNode values) {
        assertTrue(values.isNumber() || values.isArray(), values::toString);
        assertFalse(values.isArray() && (values.isEmpty() || values.size() > MOST_VALUES), values::toString);
        elements(values).forEach(value -> assertTrue(value.isNumber(), values::toString));
    }

    /** The sets of dimensions that a line gives a metric by. */
    public static Set<List<String>> dimensions(JsonNode line, String metric) {
        return elements(line.at("/_aws/CloudWatchMetrics"))
                .filter(directive -> names(directive).anyMatch(metric::equals))
                .flatMap(directive -> elements(directive.path("Dimensions")))
                .map(set -> elements(set).map(JsonNode::asText).toList())
                .collect(Collectors.toSet());
    }

    private static Stream<String> declared(JsonNode line) {
        return elements(line.at("/_aws/CloudWatchMetrics")).flatMap(EmbeddedMetrics::names);
    }

    private static Stream<String> names(JsonNode directive) {
        return elements(directive.path("Metrics"))
                .map(metric -> metric.path("Name").asText());
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
