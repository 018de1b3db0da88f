package dev.spacefinder.lambda;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.testing.DynamoDbProxy;
import dev.spacefinder.testing.Issuer;
import dev.spacefinder.testing.Relay;
import dev.spacefinder.testing.Token;

/** What the deployed binary calls, a user pool and DynamoDB, each behind a relay that can go wrong. */
final class Surroundings implements AutoCloseable {

    private final Issuer issuer = new Issuer();
    private final Relay toPool = new Relay(URI.create(issuer.url()));
    private final LocalDynamoDb dynamoDb = LocalDynamoDb.start(0, null, Template.read(Path.of("infra/template.yaml")));
    private final DynamoDbProxy busyDynamoDb = new DynamoDbProxy(dynamoDb.endpoint());
    private final Relay toDynamoDb = new Relay(busyDynamoDb.endpoint());
    private final Path taskRoot;
    private final Path bootstrap;

    /** @param taskRoot an empty folder, for the package and the logs of its functions */
    Surroundings(Path taskRoot) {
        this.taskRoot = taskRoot;
        bootstrap = DeploymentPackage.bootstrap(taskRoot);
    }

    /** Starts a function. */
    LambdaFunction start(String name) {
        return start(name, Map.of());
    }

    /** Starts a function with more settings than it needs. */
    LambdaFunction start(String name, Map<String, String> more) {
        var settings = new HashMap<>(DynamoDbSettings.tables());
        settings.put("COGNITO_ISSUER", toPool.uri().toString());
        settings.put("COGNITO_CLIENT_IDS", Issuer.CLIENT);
        settings.put("DISABLE_SIGNAL_HANDLERS", "true");
        settings.put("AWS_ENDPOINT_URL_DYNAMODB", toDynamoDb.uri().toString());
        settings.putAll(more);
        return new LambdaFunction(List.of(bootstrap.toString()), taskRoot, settings, taskRoot.resolve(name + ".log"));
    }

    /** A token of the user with that {@code sub}, who is in those groups. */
    Token tokenOf(String sub, String... groups) {
        return issuer.idTokenOf(sub, groups).claim("iss", toPool.uri().toString());
    }

    Issuer issuer() {
        return issuer;
    }

    /** The way to the pool's keys. */
    Relay toPool() {
        return toPool;
    }

    /** The way to DynamoDB. */
    Relay toDynamoDb() {
        return toDynamoDb;
    }

    /** DynamoDB itself, which may refuse. */
    DynamoDbProxy dynamoDb() {
        return busyDynamoDb;
    }

    /** From now on all goes well. */
    void heal() {
        toPool.heal();
        toDynamoDb.heal();
        busyDynamoDb.heal();
        issuer.publish(issuer.idKey(), issuer.accessKey());
    }

    @Override
    public void close() {
        toPool.close();
        toDynamoDb.close();
        busyDynamoDb.close();
        dynamoDb.close();
        issuer.close();
    }
}
