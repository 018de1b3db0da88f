package dev.spacefinder.bench;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.Issuer;

/**
 * How a function reaches the user pool and DynamoDB.
 *
 * @param issuer the pool's URL
 * @param dynamoDb DynamoDB's URL
 * @param trust the settings that make runtimes trust their certificates; none over plain HTTP
 */
record Network(URI issuer, URI dynamoDb, Map<String, String> trust) {

    /** The settings of a function that has the tables and fetches the keys. */
    Map<String, String> settings() {
        var settings = tableSettings();
        settings.putAll(poolSettings());
        settings.putAll(trust);
        return settings;
    }

    Map<String, String> poolSettings() {
        return Map.of("COGNITO_ISSUER", issuer.toString(), "COGNITO_CLIENT_IDS", Issuer.CLIENT);
    }

    Map<String, String> tableSettings() {
        var settings = new HashMap<>(DynamoDbSettings.tables());
        settings.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString());
        return settings;
    }
}
