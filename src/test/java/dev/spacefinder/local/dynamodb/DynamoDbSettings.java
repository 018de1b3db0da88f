package dev.spacefinder.local.dynamodb;

import java.net.URI;
import java.util.Map;

/** What the API is told of the tests' DynamoDB, on the JVM and on the binary. */
public final class DynamoDbSettings {

    private DynamoDbSettings() {}

    /**
     * The settings of the API for a table of this DynamoDB.
     *
     * @param dynamoDb where the table is
     * @param endpoint where the API finds it: there, or at a proxy before it
     */
    public static Map<String, String> of(LocalDynamoDb dynamoDb, URI endpoint) {
        return Map.of(
                "spaces.table",
                dynamoDb.tableName(),
                "quarkus.dynamodb.endpoint-override",
                endpoint.toString(),
                "quarkus.dynamodb.aws.region",
                LocalDynamoDb.REGION,
                "quarkus.dynamodb.aws.credentials.type",
                "static",
                "quarkus.dynamodb.aws.credentials.static-provider.access-key-id",
                LocalDynamoDb.ACCESS_KEY_ID,
                "quarkus.dynamodb.aws.credentials.static-provider.secret-access-key",
                LocalDynamoDb.SECRET_ACCESS_KEY);
    }
}
