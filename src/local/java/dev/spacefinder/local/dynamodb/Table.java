package dev.spacefinder.local.dynamodb;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.template.Template;
import dev.spacefinder.local.template.Template.Resource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;

/** A table as the template declares it: keys, indexes and time to live. */
record Table(CreateTableRequest definition, String timeToLive) {

    /** The tables that the template declares, in its order. */
    static List<Table> of(Template template) {
        return template.resources("AWS::DynamoDB::Table").stream()
                .map(Table::of)
                .toList();
    }

    private static Table of(Resource resource) {
        var properties = resource.properties();
        var definition = CreateTableRequest.builder()
                .tableName(resource.reference())
                .billingMode(properties.path("BillingMode").asText())
                .attributeDefinitions(each(properties.path("AttributeDefinitions"), Table::attribute))
                .keySchema(each(properties.path("KeySchema"), Table::key));
        if (properties.has("GlobalSecondaryIndexes")) {
            definition.globalSecondaryIndexes(each(properties.get("GlobalSecondaryIndexes"), Table::index));
        }
        if (properties.has("LocalSecondaryIndexes")) {
            definition.localSecondaryIndexes(each(properties.get("LocalSecondaryIndexes"), Table::localIndex));
        }
        return new Table(
                definition.build(),
                properties.path("TimeToLiveSpecification").path("AttributeName").asText(null));
    }

    String name() {
        return definition.tableName();
    }

    /** Creates the table where there is none yet. */
    void ensure(DynamoDbClient client) {
        try {
            requireSame(client.describeTable(table -> table.tableName(name())).table());
        } catch (ResourceNotFoundException e) {
            create(client);
        }
    }

    private void create(DynamoDbClient client) {
        client.createTable(definition);
        if (timeToLive != null) {
            client.updateTimeToLive(update -> update.tableName(name())
                    .timeToLiveSpecification(TimeToLiveSpecification.builder()
                            .attributeName(timeToLive)
                            .enabled(true)
                            .build()));
        }
    }

    private void requireSame(TableDescription found) {
        if (!keys(found).equals(keys())) {
            throw new IllegalStateException(
                    "The local table " + name() + " was made from another definition than the one in the template."
                            + " Clear the local data (rm -rf .local, or the folder that"
                            + " local.folder names) and start again.");
        }
    }

    private Set<List<?>> keys() {
        var keys = new HashSet<List<?>>();
        keys.add(definition.keySchema());
        definition.globalSecondaryIndexes().forEach(index -> keys.add(List.of(index.indexName(), index.keySchema())));
        definition.localSecondaryIndexes().forEach(index -> keys.add(List.of(index.indexName(), index.keySchema())));
        definition.attributeDefinitions().forEach(attribute -> keys.add(List.of(attribute)));
        return keys;
    }

    private static Set<List<?>> keys(TableDescription found) {
        var keys = new HashSet<List<?>>();
        keys.add(found.keySchema());
        found.globalSecondaryIndexes().forEach(index -> keys.add(List.of(index.indexName(), index.keySchema())));
        found.localSecondaryIndexes().forEach(index -> keys.add(List.of(index.indexName(), index.keySchema())));
        found.attributeDefinitions().forEach(attribute -> keys.add(List.of(attribute)));
        return keys;
    }

    private static AttributeDefinition attribute(JsonNode definition) {
        return AttributeDefinition.builder()
                .attributeName(definition.path("AttributeName").asText())
                .attributeType(definition.path("AttributeType").asText())
                .build();
    }

    private static KeySchemaElement key(JsonNode element) {
        return KeySchemaElement.builder()
                .attributeName(element.path("AttributeName").asText())
                .keyType(element.path("KeyType").asText())
                .build();
    }

    private static GlobalSecondaryIndex index(JsonNode index) {
        return GlobalSecondaryIndex.builder()
                .indexName(index.path("IndexName").asText())
                .keySchema(each(index.path("KeySchema"), Table::key))
                .projection(projection(index.path("Projection")))
                .build();
    }

    private static LocalSecondaryIndex localIndex(JsonNode index) {
        return LocalSecondaryIndex.builder()
                .indexName(index.path("IndexName").asText())
                .keySchema(each(index.path("KeySchema"), Table::key))
                .projection(projection(index.path("Projection")))
                .build();
    }

    private static Projection projection(JsonNode projection) {
        return Projection.builder()
                .projectionType(projection.path("ProjectionType").asText())
                .nonKeyAttributes(
                        projection.has("NonKeyAttributes")
                                ? each(projection.get("NonKeyAttributes"), JsonNode::asText)
                                : null)
                .build();
    }

    private static <T> List<T> each(JsonNode array, Function<JsonNode, T> element) {
        return StreamSupport.stream(array.spliterator(), false).map(element).toList();
    }
}
