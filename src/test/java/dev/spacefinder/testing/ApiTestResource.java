package dev.spacefinder.testing;

import static io.restassured.RestAssured.given;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.specification.RequestSpecification;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** An issuer of tokens and a DynamoDB with the template's tables, for the tests of resources that have a table. */
public class ApiTestResource implements QuarkusTestResourceLifecycleManager {

    /** The one origin whose web pages may call. */
    public static final String ALLOWED_ORIGIN = "https://pages.example";

    /** Signs tokens for the callers that tests make up. */
    public static Issuer issuer;

    /** Between the API and DynamoDB. */
    public static DynamoDbProxy proxy;

    private static LocalDynamoDb dynamoDb;

    @Override
    public Map<String, String> start() {
        issuer = new Issuer();
        dynamoDb = LocalDynamoDb.start(0, null, Template.read(Path.of("infra/template.yaml")));
        proxy = new DynamoDbProxy(dynamoDb.endpoint());
        var settings = new HashMap<>(DynamoDbSettings.of(proxy.endpoint()));
        settings.put("cognito.issuer", issuer.url());
        settings.put("cognito.client-ids", Issuer.CLIENT);
        settings.put("quarkus.http.cors.origins", ALLOWED_ORIGIN);
        return settings;
    }

    /** A request with JSON of the caller with that {@code sub}, who is in those groups. */
    public static RequestSpecification as(String sub, String... groups) {
        return given().contentType("application/json")
                .auth()
                .oauth2(issuer.idTokenOf(sub, groups).toString());
    }

    /** A client that writes past the API and the proxy. */
    public static DynamoDbClient client() {
        return DynamoDbClients.of(dynamoDb.endpoint());
    }

    @Override
    public void stop() {
        proxy.close();
        dynamoDb.close();
        issuer.close();
    }
}
