package dev.spacefinder.testing;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.local.template.Template;
import dev.spacefinder.local.template.Template.Resource;

/** What the template lets the function do with its tables, held against what the code asks of DynamoDB. */
final class FunctionRole {

    private static final String ROLE = "FunctionRole in infra/template.yaml";
    private static final String DYNAMODB = "dynamodb:";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Template TEMPLATE = Template.read(Path.of("infra/template.yaml"));

    /** The tables' logical ids by their names. */
    private static final Map<String, String> TABLES = TEMPLATE.resources("AWS::DynamoDB::Table").stream()
            .collect(toMap(Resource::reference, Resource::logicalId));

    private FunctionRole() {}

    /**
     * A call of DynamoDB, as IAM sees it.
     *
     * @param action such as {@code dynamodb:Query}
     * @param table the table's logical id, or its name where the template declares none of that name
     * @param index the index that is read, or null
     */
    record Call(String action, String table, String index) {

        private String resource() {
            return table + ".Arn" + (index == null ? "" : "/index/" + index);
        }

        private String sentence() {
            return table + ": the code calls " + action + " on " + (index == null ? "it" : "its index " + index);
        }
    }

    private record Permission(String statement, String action, String resource) {

        private boolean allows(Call call) {
            return action.equals(call.action()) && resource.equals(call.resource());
        }
    }

    /**
     * The calls that a request makes: a transaction or a batch read stands for the calls of its parts.
     *
     * @param operation such as {@code TransactWriteItems}
     * @param body what was sent to DynamoDB
     */
    static List<Call> calls(String operation, byte[] body) {
        var request = read(body);
        return switch (operation) {
            case "TransactWriteItems", "TransactGetItems" ->
                elements(request.path("TransactItems"))
                        .map(part -> part.fields().next())
                        .map(part -> call(action(part.getKey()), part.getValue()))
                        .toList();
            case "BatchWriteItem", "BatchGetItem" ->
                names(request.path("RequestItems"))
                        .map(table -> new Call(DYNAMODB + operation, logicalId(table), null))
                        .toList();
            default -> List.of(call(operation, request));
        };
    }

    /** A sentence for each call that the role does not allow. */
    static List<String> forbidden(Set<Call> calls) {
        var permissions = permissions();
        var sentences = new ArrayList<String>();
        for (var call : calls) {
            if (permissions.stream().noneMatch(permission -> permission.allows(call))) {
                sentences.add(permissions.stream()
                        .filter(permission -> permission.resource().equals(call.resource()))
                        .findFirst()
                        .map(near -> call.sentence() + ", which the statement " + near.statement() + " of " + ROLE
                                + " does not allow: add it to its Action.")
                        .orElseGet(() -> call.sentence() + ", which no statement of " + ROLE
                                + " allows: add one with this Action, and the ARN as its Resource."));
            }
        }
        return sentences;
    }

    /** A sentence for each action that the role allows on the table of one of these variables, and nobody called. */
    static List<String> unused(Set<String> variables, Set<Call> calls, String test) {
        var tables = variables.stream()
                .map(DynamoDbSettings::table)
                .filter(TABLES::containsKey)
                .map(TABLES::get)
                .collect(toSet());
        var sentences = new ArrayList<String>();
        for (var permission : permissions()) {
            var arn = permission.resource().split("/", 2);
            var table = arn[0].replaceFirst("\\.Arn$", "");
            if (tables.contains(table) && calls.stream().noneMatch(permission::allows)) {
                sentences.add(table + ": the statement " + permission.statement() + " of " + ROLE + " allows "
                        + permission.action() + " on " + (arn.length == 1 ? "it" : arn[1].replaceFirst("/", " "))
                        + ", which nothing in " + test + " needs: take it from its Action, or test what needs it.");
            }
        }
        return sentences;
    }

    private static List<Permission> permissions() {
        return elements(TEMPLATE.resource("FunctionRole").properties().path("Policies"))
                .flatMap(policy -> elements(policy.path("PolicyDocument").path("Statement")))
                .flatMap(statement -> elements(statement.path("Action"))
                        .flatMap(action -> elements(statement.path("Resource"))
                                .map(resource -> new Permission(
                                        statement.path("Sid").asText(), action.asText(), resource.asText()))))
                .filter(permission -> permission.action().startsWith(DYNAMODB))
                .toList();
    }

    private static Call call(String operation, JsonNode request) {
        var index = request.path("IndexName");
        return new Call(
                DYNAMODB + operation,
                logicalId(request.path("TableName").asText()),
                index.isMissingNode() ? null : index.asText());
    }

    /** The operation that a part of a transaction is: {@code PutItem} for {@code Put}, {@code ConditionCheckItem}. */
    private static String action(String part) {
        return part + "Item";
    }

    private static String logicalId(String table) {
        return TABLES.getOrDefault(table, table);
    }

    private static Stream<JsonNode> elements(JsonNode oneOrMany) {
        return oneOrMany.isArray() ? StreamSupport.stream(oneOrMany.spliterator(), false) : Stream.of(oneOrMany);
    }

    private static Stream<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names.stream();
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
