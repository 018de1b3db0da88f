package dev.spacefinder.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.DynamoDbClients;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the benchmark's functions find: a token issuer and DynamoDB Local with one space in it, both over TLS too. */
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
    private final TlsFront pool;
    private final TlsFront dynamoDb;
    private final Authority authority;

    Fixture(Path template, Authority authority) {
        this.authority = authority;
        surroundings = new Surroundings(template);
        pool = new TlsFront(authority, URI.create(surroundings.issuer().url()));
        dynamoDb = new TlsFront(authority, surroundings.dynamoDb());
        try (var client = DynamoDbClients.of(surroundings.dynamoDb())) {
            client.putItem(
                    put -> put.tableName(DynamoDbSettings.table("SPACES_TABLE")).item(item()));
        }
    }

    Network plain() {
        return surroundings.plain();
    }

    Network overTls() {
        return new Network(pool.uri(), dynamoDb.uri(), authority.settings());
    }

    /** The pool's keys, to be handed in. */
    String jwks() {
        return surroundings.issuer().jwks();
    }

    /** A token of the pool, reached that way. */
    String token(Network network) {
        return surroundings
                .issuer()
                .idTokenOf("11111111-2222-4333-8444-555555555555")
                .claim("cognito:username", USERNAME)
                .claim("iss", network.issuer().toString())
                .lasting(Duration.ofHours(8))
                .toString();
    }

    /** The space as every handler has to answer it. */
    JsonNode space() {
        var space = JsonNodeFactory.instance.objectNode().put("version", 1);
        TEXTS.forEach(space::put);
        return space;
    }

    @Override
    public void close() {
        pool.close();
        dynamoDb.close();
        surroundings.close();
    }

    private static Map<String, AttributeValue> item() {
        var item = new HashMap<String, AttributeValue>();
        TEXTS.forEach((name, value) -> item.put(name, AttributeValue.fromS(value)));
        item.put("version", AttributeValue.fromN("1"));
        return item;
    }
}
