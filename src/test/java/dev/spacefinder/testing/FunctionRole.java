package dev.spacefinder.testing;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.dynamodb.DynamoDb;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.local.template.Template.Resource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** What the template lets the function do with its tables, held against what a store does. */
public final class FunctionRole {

    private static final Template TEMPLATE = Template.read(Path.of("infra/template.yaml"));

    /** The ARNs of the tables, as the template has them, by the tables' names. */
    private static final Map<String, String> TABLES = TEMPLATE.resources("AWS::DynamoDB::Table").stream()
            .collect(toMap(Resource::reference, table -> table.logicalId() + ".Arn"));

    private FunctionRole() {}

    /**
     * Asks that a store may do all that it does, and nothing with its own table that it does not do.
     *
     * @param table the logical id of the store's table
     * @param everything calls everything that the store can do
     */
    public static void assertIsWhatIsNeeded(String table, Consumer<DynamoDb> everything) {
        var needed = new HashSet<String>();
        try (var dynamoDb = LocalDynamoDb.start(0, null, TEMPLATE);
                var client = DynamoDbClients.of(
                        dynamoDb.endpoint(), configuration -> configuration.addExecutionInterceptor(noting(needed)))) {
            everything.accept(new DynamoDb(client));
        }

        var allowed = allowed();
        var mayNot = new TreeSet<>(needed);
        mayNot.removeAll(allowed);
        assertEquals(Set.of(), mayNot, "The function needs this: add it to FunctionRole in the template");
        var mayInVain = new TreeSet<>(allowed);
        mayInVain.removeIf(action -> !action.contains(" " + table + ".Arn"));
        mayInVain.removeAll(needed);
        assertEquals(Set.of(), mayInVain, "The function never does this: take it from FunctionRole in the template");
    }

    private static Set<String> allowed() {
        var statements = TEMPLATE.resource("FunctionRole")
                .properties()
                .path("Policies")
                .path(0)
                .path("PolicyDocument")
                .path("Statement");
        return StreamSupport.stream(statements.spliterator(), false)
                .flatMap(statement -> StreamSupport.stream(
                                statement.path("Action").spliterator(), false)
                        .map(JsonNode::asText)
                        .map(action -> action + " " + statement.path("Resource").asText()))
                .filter(action -> action.startsWith("dynamodb:"))
                .collect(toSet());
    }

    private static ExecutionInterceptor noting(Set<String> needed) {
        return new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                needed(context.request()).forEach(needed::add);
            }
        };
    }

    /** The IAM actions that a request needs, each with its table or index: of a transaction, those of its parts. */
    private static Stream<String> needed(SdkRequest request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream().map(FunctionRole::needed);
        }
        if (request instanceof BatchWriteItemRequest batch) {
            return batch.requestItems().keySet().stream().map(table -> action("BatchWriteItem", table));
        }
        var action = action(
                request.getClass().getSimpleName().replace("Request", ""),
                request.getValueForField("TableName", String.class).orElseThrow());
        return Stream.of(request.getValueForField("IndexName", String.class)
                .map(index -> action + "/index/" + index)
                .orElse(action));
    }

    private static String needed(TransactWriteItem part) {
        if (part.put() != null) {
            return action("PutItem", part.put().tableName());
        }
        if (part.update() != null) {
            return action("UpdateItem", part.update().tableName());
        }
        return part.delete() != null
                ? action("DeleteItem", part.delete().tableName())
                : action("ConditionCheckItem", part.conditionCheck().tableName());
    }

    private static String action(String action, String table) {
        return "dynamodb:" + action + " " + TABLES.get(table);
    }
}
