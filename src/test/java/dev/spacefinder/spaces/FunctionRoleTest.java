package dev.spacefinder.spaces;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.dynamodb.DynamoDb;
import dev.spacefinder.http.IdempotencyKey;
import dev.spacefinder.local.dynamodb.LocalDynamoDb;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.testing.DynamoDbClients;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** What the template lets the function do with its table, held against what the store does. */
class FunctionRoleTest {

    private static final Template TEMPLATE = Template.read(Path.of("infra/template.yaml"));
    private static final Caller CALLER = new Caller("5a1c1b0e-owner", true);
    private static final SpaceInput INPUT = new SpaceInput("Desk", "Lisbon", null, null);

    private final Collection<String> actions = new TreeSet<>();

    @Test
    void mayDoWithItsTableWhatTheStoreDoesAndNothingElse() {
        try (var dynamoDb = LocalDynamoDb.start(0, null, TEMPLATE);
                var client = client(dynamoDb)) {
            var table = TEMPLATE.resource("SpacesTable")
                    .properties()
                    .path("TableName")
                    .asText();
            var spaces = new Spaces(new DynamoDb(client), table, Clock.systemUTC());

            var space = spaces.create(INPUT, CALLER, null);
            spaces.create(INPUT, CALLER, new IdempotencyKey("a-key"));
            spaces.list(null, 1, null);
            spaces.list(INPUT.location(), 1, null);
            spaces.change(space.id(), INPUT, CALLER, null);
            spaces.delete(space.id(), null);
        }

        assertEquals(actions, allowed());
    }

    private static Collection<String> allowed() {
        var statements = TEMPLATE.resource("FunctionRole")
                .properties()
                .path("Policies")
                .path(0)
                .path("PolicyDocument")
                .path("Statement");
        return StreamSupport.stream(statements.spliterator(), false)
                .map(statement -> statement.path("Action"))
                .flatMap(named -> StreamSupport.stream(named.spliterator(), false))
                .map(JsonNode::asText)
                .filter(action -> action.startsWith("dynamodb:"))
                .collect(toCollection(TreeSet::new));
    }

    private DynamoDbClient client(LocalDynamoDb dynamoDb) {
        return DynamoDbClients.of(
                dynamoDb.endpoint(),
                configuration -> configuration.addExecutionInterceptor(new ExecutionInterceptor() {
                    @Override
                    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                        needed(context.request()).forEach(action -> actions.add("dynamodb:" + action));
                    }
                }));
    }

    /** The IAM actions that a request needs: of a transaction, those of its parts. */
    private static Set<String> needed(SdkRequest request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream()
                    .flatMap(FunctionRoleTest::needed)
                    .collect(Collectors.toSet());
        }
        return Set.of(request.getClass().getSimpleName().replace("Request", ""));
    }

    private static Stream<String> needed(TransactWriteItem item) {
        return Stream.of(
                        Map.entry("PutItem", item.put() != null),
                        Map.entry("DeleteItem", item.delete() != null),
                        Map.entry("UpdateItem", item.update() != null),
                        Map.entry("ConditionCheckItem", item.conditionCheck() != null))
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey);
    }
}
