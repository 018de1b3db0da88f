package dev.spacefinder.spaces;

import static dev.spacefinder.dynamodb.Attributes.number;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.util.Map;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.spacefinder.dynamodb.DynamoDb;
import dev.spacefinder.dynamodb.Expression;
import dev.spacefinder.http.ProblemException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Numbers that other packages keep with a space, such as how many of their things belong to it. They stand on the
 * space's item, are no part of the space as callers see it, and leave its version as it is.
 */
@ApplicationScoped
public class SpaceTotals {

    private static final AttributeValue NOTHING = number(0);

    private final DynamoDb dynamoDb;
    private final String table;

    @Inject
    SpaceTotals(DynamoDb dynamoDb, SpacesConfig config) {
        this(dynamoDb, config.table());
    }

    /** The totals of the spaces in that table. */
    public SpaceTotals(DynamoDb dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    /**
     * Those totals of a space by their names, as last written; 0 where nothing was added.
     *
     * @throws ProblemException 404 if there is no such space
     */
    public Map<String, Long> of(String spaceId, Set<String> names) {
        var item = dynamoDb.call(client -> client.getItem(
                        get -> get.tableName(table).key(SpaceItem.key(spaceId)).consistentRead(true)))
                .item();
        if (item.isEmpty()) {
            throw SpaceProblems.notFound();
        }
        return names.stream()
                .collect(toMap(
                        name -> name,
                        name -> Long.valueOf(item.getOrDefault(name, NOTHING).n())));
    }

    /**
     * Does a write of the caller's and adds to totals of its space, both or neither. Other writers of the same totals
     * do not get into the way.
     *
     * @param amounts what to add, by the names of the totals
     * @throws ProblemException 404 if there is no such space
     * @throws TransactionCanceledException if the write's own condition is not met
     */
    public void add(String spaceId, Map<String, Long> amounts, TransactWriteItem write) {
        var expression = new Expression();
        var addition = amounts.entrySet().stream()
                .map(amount -> expression.name(amount.getKey()) + " " + expression.value(number(amount.getValue())))
                .collect(joining(", ", "ADD ", ""));
        var update = Update.builder()
                .tableName(table)
                .key(SpaceItem.key(spaceId))
                .conditionExpression("attribute_exists(id)")
                .updateExpression(addition)
                .expressionAttributeNames(expression.names())
                .expressionAttributeValues(expression.values())
                .build();
        try {
            dynamoDb.call(client -> client.transactWriteItems(transaction -> transaction.transactItems(
                    TransactWriteItem.builder().update(update).build(), write)));
        } catch (TransactionCanceledException e) {
            throw DynamoDb.hasFailedCondition(e, 0) ? SpaceProblems.notFound() : e;
        }
    }
}
