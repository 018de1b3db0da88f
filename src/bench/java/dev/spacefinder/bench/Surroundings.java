package dev.spacefinder.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.testing.Issuer;

/** What surrounds the functions: a token issuer, and DynamoDB Local with the template's tables. */
public final class Surroundings implements AutoCloseable {

    private final Issuer issuer = new Issuer();
    private final LocalDynamoDb dynamoDb;

    /** Starts both on free ports. */
    public Surroundings(Path template) {
        dynamoDb = LocalDynamoDb.start(0, null, Template.read(template));
    }

    public Issuer issuer() {
        return issuer;
    }

    /** Where DynamoDB Local answers. */
    public URI dynamoDb() {
        return dynamoDb.endpoint();
    }

    /** How functions reach them over plain HTTP. */
    Network plain() {
        return new Network(URI.create(issuer.url()), dynamoDb.endpoint(), Map.of());
    }

    /** The settings of a function that has the tables and fetches the keys. */
    public Map<String, String> settings() {
        return plain().settings();
    }

    @Override
    public void close() {
        dynamoDb.close();
        issuer.close();
    }
}
