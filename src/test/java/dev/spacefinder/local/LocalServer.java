package dev.spacefinder.local;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.pool.LocalUserPoolSettings.Message;
import dev.spacefinder.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;

/** What development mode starts beside the API, on free ports: the local user pool and DynamoDB. */
public class LocalServer implements QuarkusTestResourceLifecycleManager {

    /** What the pool would have sent by mail. */
    static final BlockingQueue<Message> MAIL = new LinkedBlockingQueue<>();

    static URI userPool;

    private LocalUserPool pool;
    private LocalDynamoDb dynamoDb;

    @Override
    public Map<String, String> start() {
        pool = LocalUserPool.start(LocalUserPoolSettings.development(LocalTemplate.read())
                .withState(TestKeys.poolFolder())
                .withMessages(MAIL::add));
        dynamoDb = LocalDynamoDb.start(0, null, LocalTemplate.read());
        userPool = pool.endpoint();
        var settings = new HashMap<>(DynamoDbSettings.of(dynamoDb.endpoint()));
        settings.put("cognito.issuer", pool.issuer());
        settings.put("cognito.client-ids", pool.clientId());
        return settings;
    }

    /** A client of the pool, as an application would make it for the real one: only the endpoint is set. */
    static CognitoIdentityProviderClient cognito() {
        return CognitoIdentityProviderClient.builder()
                .endpointOverride(userPool)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @Override
    public void stop() {
        dynamoDb.close();
        pool.close();
    }
}
