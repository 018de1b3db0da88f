package dev.spacefinder.testing;

import java.net.URI;
import java.util.function.Consumer;

import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Clients of the tests' DynamoDB. */
public final class DynamoDbClients {

    private DynamoDbClients() {}

    /**
     * A client.
     *
     * @param endpoint a {@link LocalDynamoDb}'s, or that of a proxy before it
     */
    public static DynamoDbClient of(URI endpoint) {
        return of(endpoint, configuration -> {});
    }

    /**
     * A client with timeouts or interceptors of its own.
     *
     * @param endpoint as for {@link #of(URI)}
     */
    public static DynamoDbClient of(URI endpoint, Consumer<ClientOverrideConfiguration.Builder> configuration) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalDynamoDb.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(LocalDynamoDb.ACCESS_KEY_ID, LocalDynamoDb.SECRET_ACCESS_KEY)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(configuration)
                .build();
    }
}
