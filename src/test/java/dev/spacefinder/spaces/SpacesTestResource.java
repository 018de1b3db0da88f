package dev.spacefinder.spaces;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An issuer of tokens and a DynamoDB for the tests of the API. */
public class SpacesTestResource implements QuarkusTestResourceLifecycleManager {

    static TestIssuer issuer;
    static DynamoDbProxy proxy;
    private static LocalDynamoDb dynamoDb;

    @Override
    public Map<String, String> start() {
        issuer = new TestIssuer();
        dynamoDb = LocalDynamoDb.start(0, null, Template.read(Path.of("infra/template.yaml")));
        proxy = new DynamoDbProxy(dynamoDb.endpoint());
        var settings = new HashMap<>(DynamoDbSettings.of(proxy.endpoint()));
        settings.put("cognito.issuer", issuer.url());
        settings.put("cognito.client-ids", TestIssuer.CLIENT_ID);
        return settings;
    }

    /** Writes the next version of a space past the API. */
    static void change(String id) {
        try (var client = DynamoDbClient.builder()
                .endpointOverride(dynamoDb.endpoint())
                .region(Region.of(LocalDynamoDb.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(LocalDynamoDb.ACCESS_KEY_ID, LocalDynamoDb.SECRET_ACCESS_KEY)))
                .build()) {
            client.updateItem(update -> update.tableName(DynamoDbSettings.table("SPACES_TABLE"))
                    .key(Map.of("id", AttributeValue.fromS(id)))
                    .updateExpression("SET version = version + :one")
                    .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
        }
    }

    @Override
    public void stop() {
        proxy.close();
        dynamoDb.close();
        issuer.close();
    }
}
