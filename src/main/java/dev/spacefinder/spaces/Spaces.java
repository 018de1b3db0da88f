package dev.spacefinder.spaces;

import static dev.spacefinder.dynamodb.Attributes.number;
import static dev.spacefinder.dynamodb.Attributes.text;
import static dev.spacefinder.dynamodb.Attributes.textOrNull;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import dev.spacefinder.dynamodb.DynamoDb;
import dev.spacefinder.dynamodb.Expression;
import dev.spacefinder.http.EntityTags;
import dev.spacefinder.http.IdempotencyKey;
import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.TimeOrderedId;
import dev.spacefinder.telemetry.Telemetry;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The spaces, in DynamoDB.
 *
 * <p>Every write is conditional, so that writers at the same time never undo one another. The SDK, and the JDK's HTTP
 * client below it, send a write again when its answer was lost; each kind of write has its own way not to take its own
 * first try for somebody else's: a new space has an id that nobody else can have, a change leaves its mark in the item,
 * and a transaction carries the token that the SDK gives it.
 */
@ApplicationScoped
public class Spaces {

    /** How long an Idempotency-Key is kept. */
    static final Duration KEY_LIFETIME = Duration.ofHours(24);

    /** How long the deletion of a space that others change meanwhile is begun again. */
    private static final Duration TIME_FOR_RACES = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(Spaces.class);
    private static final String BY_LOCATION = "by-location";

    private final DynamoDb dynamoDb;
    private final String table;
    private final Clock clock;

    @Inject
    Spaces(DynamoDb dynamoDb, SpacesConfig config) {
        this(dynamoDb, config.table(), Clock.systemUTC());
    }

    Spaces(DynamoDb dynamoDb, String table, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.clock = clock;
    }

    /**
     * Creates a space of the caller's.
     *
     * @param key the caller's Idempotency-Key, or null: under a key that the caller used before, the space that was
     *     created then is the answer, as it was then
     * @throws ProblemException if the key was used with another input
     */
    public Space create(SpaceInput input, Caller caller, IdempotencyKey key) {
        var time = clock.instant();
        var space = Space.first(TimeOrderedId.at(time), input, caller.sub(), time.truncatedTo(ChronoUnit.MILLIS));
        return key == null ? create(space) : create(space, input, key);
    }

    private Space create(Space space) {
        try {
            dynamoDb.call(client -> client.putItem(put ->
                    put.tableName(table).item(SpaceItem.of(space)).conditionExpression("attribute_not_exists(id)")));
        } catch (ConditionalCheckFailedException createdByAnEarlierTry) {
            LOG.debugf("The space %s was created by an earlier try", space.id());
        }
        return space;
    }

    private Space create(Space space, SpaceInput input, IdempotencyKey key) {
        var now = clock.instant();
        var fingerprint = input.fingerprint();
        var item = SpaceItem.of(space);
        var put = Put.builder()
                .tableName(table)
                .item(item)
                .conditionExpression("attribute_not_exists(id)")
                .build();
        var keep = Put.builder()
                .tableName(table)
                .item(Map.of(
                        "id",
                        text(key.idFor(space.owner())),
                        "fingerprint",
                        text(fingerprint),
                        "space",
                        AttributeValue.fromM(item),
                        "expiresAt",
                        number(now.plus(KEY_LIFETIME).getEpochSecond())))
                // DynamoDB removes an expired item in its own time: until then it is overwritten.
                .conditionExpression("attribute_not_exists(id) OR expiresAt <= :now")
                .expressionAttributeValues(Map.of(":now", number(now.getEpochSecond())))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        try {
            dynamoDb.call(client -> client.transactWriteItems(transaction -> transaction.transactItems(
                    TransactWriteItem.builder().put(put).build(),
                    TransactWriteItem.builder().put(keep).build())));
            return space;
        } catch (TransactionCanceledException e) {
            var first = DynamoDb.itemOfFailedCondition(e).orElseThrow(() -> e);
            if (!first.get("fingerprint").s().equals(fingerprint)) {
                throw SpaceProblems.keyReused();
            }
            Telemetry.repeated();
            return SpaceItem.space(first.get("space").m());
        }
    }

    /** The space of this id, as last written. */
    Optional<Space> find(String id) {
        var found = dynamoDb.call(client -> client.getItem(
                get -> get.tableName(table).key(SpaceItem.key(id)).consistentRead(true)));
        return found.hasItem() ? Optional.of(SpaceItem.space(found.item())) : Optional.empty();
    }

    /**
     * A page of the spaces of one location, newest first, or of all, where it is null, in no promised order. What was
     * written a moment ago may be missing: an index follows its table.
     *
     * @param limit the most spaces that the page may have
     * @param after where the page before this one ended, or null
     */
    Page list(String location, int limit, PageEnd after) {
        var start = after == null ? null : Map.of("id", text(after.id()), "location", text(after.location()));
        if (location == null) {
            // Only spaces have a location, so the index holds nothing else.
            var found = dynamoDb.call(client -> client.scan(scan ->
                    scan.tableName(table).indexName(BY_LOCATION).limit(limit).exclusiveStartKey(start)));
            return page(found.items(), found.hasLastEvaluatedKey() ? found.lastEvaluatedKey() : null, false);
        }
        var found = dynamoDb.call(client -> client.query(query -> query.tableName(table)
                .indexName(BY_LOCATION)
                .limit(limit)
                .exclusiveStartKey(start)
                .scanIndexForward(false)
                .keyConditionExpression("#location = :location")
                .expressionAttributeNames(Map.of("#location", "location"))
                .expressionAttributeValues(Map.of(":location", text(location)))));
        return page(found.items(), found.hasLastEvaluatedKey() ? found.lastEvaluatedKey() : null, true);
    }

    private static Page page(
            List<Map<String, AttributeValue>> items, Map<String, AttributeValue> last, boolean ofOneLocation) {
        var token = last == null
                ? null
                : new PageEnd(
                                ofOneLocation,
                                last.get("id").s(),
                                last.get("location").s())
                        .token();
        return new Page(items.stream().map(SpaceItem::space).toList(), token);
    }

    /**
     * Changes a space to what the input says, if the caller may change it.
     *
     * @param ifMatch the versions that the caller knows; null, or any version, where the caller does not say which
     * @return the space after the change
     * @throws ProblemException if there is no such space, the caller may not change it, none of the versions is
     *     current, or, where the caller gave none, somebody else changed it at the same time
     */
    Space change(String id, SpaceInput input, Caller caller, EntityTags ifMatch) {
        if (ifMatch != null && !ifMatch.any()) {
            return change(id, input, caller, ifMatch.versions(), SpaceProblems.stale());
        }
        var read = find(id).orElseThrow(SpaceProblems::notFound);
        if (!caller.mayChange(read)) {
            throw SpaceProblems.notOwner();
        }
        return change(id, input, caller, Set.of(read.version()), SpaceProblems.raceLost());
    }

    private Space change(String id, SpaceInput input, Caller caller, Set<Long> versions, ProblemException outdated) {
        var mark = UUID.randomUUID().toString();
        var request = changeOf(id, input, mark, versions, caller);
        try {
            return SpaceItem.space(
                    dynamoDb.call(client -> client.updateItem(request)).attributes());
        } catch (ConditionalCheckFailedException e) {
            if (!e.hasItem()) {
                throw SpaceProblems.notFound();
            }
            var there = SpaceItem.space(e.item());
            if (text(mark).equals(e.item().get("changedBy"))) {
                return there;
            }
            throw caller.mayChange(there) ? outdated : SpaceProblems.notOwner();
        }
    }

    private UpdateItemRequest changeOf(String id, SpaceInput input, String mark, Set<Long> versions, Caller caller) {
        var expression = new Expression();
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var attributes = new LinkedHashMap<String, AttributeValue>();
        attributes.put("name", text(input.name()));
        attributes.put("location", text(input.location()));
        attributes.put("description", textOrNull(input.description()));
        attributes.put("photoUrl", textOrNull(input.photoUrl()));
        attributes.put("updatedAt", text(now.toString()));
        attributes.put("changedBy", text(mark));
        var isOwner = caller.admin() ? "" : " AND " + expression.isEqual("owner", text(caller.sub()));
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(SpaceItem.key(id))
                .updateExpression(expression.nextVersion(attributes))
                .conditionExpression(expression.isOfVersion(versions) + isOwner)
                .expressionAttributeNames(expression.names())
                .expressionAttributeValues(expression.values())
                .returnValues(ReturnValue.ALL_NEW)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    /**
     * Deletes a space.
     *
     * @param ifMatch the versions that the caller knows, or null
     * @return the space as it was last
     * @throws ProblemException if there is no such space, none of the versions is current, or others go on changing it
     */
    Space delete(String id, EntityTags ifMatch) {
        var end = System.nanoTime() + TIME_FOR_RACES.toNanos();
        while (true) {
            var deleted = deleteAsItIs(id, ifMatch);
            if (deleted.isPresent()) {
                return deleted.get();
            }
            if (System.nanoTime() >= end) {
                throw ProblemException.unavailable(
                        "Others are changing the space: try again in a second.", Duration.ofSeconds(1));
            }
        }
    }

    /** Empty if somebody else has changed or deleted it since it was read. */
    private Optional<Space> deleteAsItIs(String id, EntityTags ifMatch) {
        var read = find(id).orElseThrow(SpaceProblems::notFound);
        if (ifMatch != null && !ifMatch.matchStrongly(read.version())) {
            throw SpaceProblems.stale();
        }
        var expression = new Expression();
        var delete = Delete.builder()
                .tableName(table)
                .key(SpaceItem.key(id))
                .conditionExpression(expression.isOfVersion(Set.of(read.version())))
                .expressionAttributeNames(expression.names())
                .expressionAttributeValues(expression.values())
                .build();
        try {
            // A transaction of one, for its token: what is gone has no mark to recognise an earlier try by.
            dynamoDb.call(client -> client.transactWriteItems(transaction -> transaction.transactItems(
                    TransactWriteItem.builder().delete(delete).build())));
            return Optional.of(read);
        } catch (TransactionCanceledException e) {
            if (DynamoDb.hasFailedCondition(e, 0)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
