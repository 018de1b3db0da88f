package dev.spacefinder.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.DynamoDbClients;
import dev.spacefinder.testing.Issuer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the benchmark's functions find: a token issuer, and DynamoDB Local with one space in it. */
final class Fixture implements AutoCloseable {

    static final String USERNAME = "visitor";
    static final String SPACE_ID = "01890a5d-ac96-774b-bcce-b302099a8057";

    private static final Map<String, String> TEXTS = Map.of(
            "id", SPACE_ID,
            "name", "Skyline Loft",
            "location", "Berlin",
            "description", "Twelve seats, a projector and a view of the river.",
            "photoUrl", "https://example.com/photos/skyline-loft.jpg",
            "owner", "11111111-2222-4333-8444-555555555555",
            "createdAt", "2026-01-01T09:00:00Z",
            "updatedAt", "2026-01-01T09:00:00Z");

    private final Surroundings surroundings;
    private final String token;

    Fixture(Path template) {
        surroundings = new Surroundings(template);
        token = issuer().idTokenOf("11111111-2222-4333-8444-555555555555")
                .claim("cognito:username", USERNAME)
                .lasting(Duration.ofHours(8))
                .toString();
        try (var client = DynamoDbClients.of(surroundings.dynamoDb())) {
            client.putItem(
                    put -> put.tableName(DynamoDbSettings.table("SPACES_TABLE")).item(item()));
        }
    }

    Issuer issuer() {
        return surroundings.issuer();
    }

    String token() {
        return token;
    }

    /** The settings of a function that has the tables and fetches the keys. */
    Map<String, String> settings() {
        return surroundings.settings();
    }

    Map<String, String> tableSettings() {
        return surroundings.tableSettings();
    }

    /** The space as every handler has to answer it. */
    JsonNode space() {
        var space = JsonNodeFactory.instance.objectNode().put("version", 1);
        TEXTS.forEach(space::put);
        return space;
    }

    @Override
    public void close() {
        surroundings.close();
    }

    private static Map<String, AttributeValue> item() {
        var item = new HashMap<String, AttributeValue>();
        TEXTS.forEach((name, value) -> item.put(name, AttributeValue.fromS(value)));
        item.put("version", AttributeValue.fromN("1"));
        return item;
    }
}
