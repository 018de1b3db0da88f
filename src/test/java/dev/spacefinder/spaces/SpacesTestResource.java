package dev.spacefinder.spaces;

import java.nio.file.Path;
import java.util.Map;

import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

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
        return Map.of(
                "cognito.issuer", issuer.url(),
                "cognito.client-ids", TestIssuer.CLIENT_ID,
                "spaces.table", dynamoDb.tableName(),
                "quarkus.dynamodb.endpoint-override", proxy.endpoint().toString(),
                "quarkus.dynamodb.aws.region", LocalDynamoDb.REGION,
                "quarkus.dynamodb.aws.credentials.type", "static",
                "quarkus.dynamodb.aws.credentials.static-provider.access-key-id", LocalDynamoDb.ACCESS_KEY_ID,
                "quarkus.dynamodb.aws.credentials.static-provider.secret-access-key", LocalDynamoDb.SECRET_ACCESS_KEY);
    }

    @Override
    public void stop() {
        proxy.close();
        dynamoDb.close();
        issuer.close();
    }
}
