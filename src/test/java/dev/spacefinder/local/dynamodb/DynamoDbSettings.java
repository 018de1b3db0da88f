package dev.spacefinder.local.dynamodb;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.spacefinder.local.LocalTemplate;

/** What the API is told of the tests' DynamoDB, on the JVM and on the binary. */
public final class DynamoDbSettings {

    private static final String TABLE = "_TABLE";
    private static final Map<String, String> VARIABLES =
            LocalTemplate.functionVariables(LocalTemplate.read(LocalTemplate.FILE, ""));

    private DynamoDbSettings() {}

    /**
     * The settings of the API for the tables that the template declares.
     *
     * @param endpoint where the API finds them: a {@link LocalDynamoDb}, or a proxy before it
     */
    public static Map<String, String> of(URI endpoint) {
        var settings = new HashMap<>(Map.of(
                "quarkus.dynamodb.endpoint-override",
                endpoint.toString(),
                "quarkus.dynamodb.aws.region",
                LocalDynamoDb.REGION,
                "quarkus.dynamodb.aws.credentials.type",
                "static",
                "quarkus.dynamodb.aws.credentials.static-provider.access-key-id",
                LocalDynamoDb.ACCESS_KEY_ID,
                "quarkus.dynamodb.aws.credentials.static-provider.secret-access-key",
                LocalDynamoDb.SECRET_ACCESS_KEY));
        tables().forEach((variable, table) -> settings.put(property(variable), table));
        return settings;
    }

    /** The names of all tables, by the function's environment variables. */
    public static Map<String, String> tables() {
        return VARIABLES.entrySet().stream()
                .filter(variable -> variable.getKey().endsWith(TABLE))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * The name of a table.
     *
     * @param variable the function's environment variable that names it, for instance {@code SPACES_TABLE}
     */
    public static String table(String variable) {
        return VARIABLES.get(variable);
    }

    /** {@code spaces.table} for {@code SPACES_TABLE}. */
    private static String property(String variable) {
        return variable.replace('_', '.').toLowerCase(Locale.ROOT);
    }
}
