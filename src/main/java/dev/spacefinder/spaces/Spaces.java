package dev.spacefinder.spaces;

import static dev.spacefinder.spaces.SpaceItem.number;
import static dev.spacefinder.spaces.SpaceItem.text;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
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
class Spaces {

    /** How long an Idempotency-Key is kept. */
    static final Duration KEY_LIFETIME = Duration.ofHours(24);

    private static final Logger LOG = Logger.getLogger(Spaces.class);
    private static final String BY_LOCATION = "by-location";
    private static final long NO_VERSION = 0;
    private static final Duration LONGEST_WAIT_FOR_OTHERS = Duration.ofSeconds(2);
    private static final int LONGEST_PAUSE_MILLIS = 100;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Clock clock;

    @Inject
    Spaces(DynamoDbClient dynamoDb, SpacesConfig config) {
        this(dynamoDb, config.table(), Clock.systemUTC());
    }

    Spaces(DynamoDbClient dynamoDb, String table, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.clock = clock;
    }

    /**
     * Creates a space of the caller's.
     *
     * @param key the caller's Idempotency-Key, or null: under a key that the caller used before, the space that was
     *     created then is the answer, as it was then
     * @throws Refusal if the key was used with another input
     */
    Space create(SpaceInput input, Caller caller, IdempotencyKey key) {
        var time = clock.instant();
        var space = Space.first(TimeOrderedId.at(time), input, caller.sub(), time.truncatedTo(ChronoUnit.MILLIS));
        return key == null ? create(space) : create(space, input, key);
    }

    private Space create(Space space) {
        try {
            call(() -> dynamoDb.putItem(put ->
                    put.tableName(table).item(SpaceItem.of(space)).conditionExpression("attribute_not_exists(id)")));
        } catch (ConditionalCheckFailedException createdByAnEarlierTry) {
            LOG.debugf("The space %s was created by an earlier try", space.id());
        }
        return space;
    }

    private Space create(Space space, SpaceInput input, IdempotencyKey key) {
        var now = clock.instant();
        var fingerprint = IdempotencyKey.fingerprint(input);
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
                        text(key.itemId(space.owner())),
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
            call(() -> dynamoDb.transactWriteItems(transaction -> transaction.transactItems(
                    TransactWriteItem.builder().put(put).build(),
                    TransactWriteItem.builder().put(keep).build())));
            return space;
        } catch (TransactionCanceledException e) {
            var first = itemOfFailedCondition(e).orElseThrow(() -> e);
            if (!first.get("fingerprint").s().equals(fingerprint)) {
                throw Refusal.keyReused();
            }
            return SpaceItem.space(first.get("space").m());
        }
    }

    /** The space of this id, as last written. */
    Optional<Space> find(String id) {
        var found = call(
                () -> dynamoDb.getItem(get -> get.tableName(table).key(key(id)).consistentRead(true)));
        return found.hasItem() ? Optional.of(SpaceItem.space(found.item())) : Optional.empty();
    }

    /**
     * A page of the spaces of one location, newest first, or of all, where it is null, in no promised order. What was
     * written a moment ago may be missing: an index follows its table.
     *
     * @param limit the most spaces that the page may have
     * @param after where the page before this one ended, or null
     */
    Page list(String location, int limit, PageToken after) {
        var start = after == null ? null : Map.of("id", text(after.id()), "location", text(after.location()));
        if (location == null) {
            // Only spaces have a location, so the index holds nothing else.
            var found = call(() -> dynamoDb.scan(scan ->
                    scan.tableName(table).indexName(BY_LOCATION).limit(limit).exclusiveStartKey(start)));
            return page(found.items(), found.hasLastEvaluatedKey() ? found.lastEvaluatedKey() : null, false);
        }
        var found = call(() -> dynamoDb.query(query -> query.tableName(table)
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
                : new PageToken(
                                ofOneLocation,
                                last.get("id").s(),
                                last.get("location").s())
                        .encode();
        return new Page(items.stream().map(SpaceItem::space).toList(), token);
    }

    /**
     * Changes a space to what the input says, if the caller may change it.
     *
     * @param ifMatch the versions that the caller knows, or null; any version is no version to know
     * @return the space after the change
     * @throws Refusal if there is no such space, the caller may not change it, none of the versions is current, or,
     *     where the caller gave none, somebody else changed it at the same time
     */
    Space change(String id, SpaceInput input, Caller caller, EntityTags ifMatch) {
        if (ifMatch != null && !ifMatch.any()) {
            return change(id, input, caller, ifMatch.versions(), Refusal.stale());
        }
        var read = find(id).orElseThrow(Refusal::notFound);
        if (!caller.mayChange(read)) {
            throw Refusal.notOwner();
        }
        return change(id, input, caller, Set.of(read.version()), Refusal.raceLost());
    }

    private Space change(String id, SpaceInput input, Caller caller, Set<Long> versions, Refusal outdated) {
        var mark = UUID.randomUUID().toString();
        var request = changeOf(id, input, mark, versions, caller);
        try {
            return SpaceItem.space(call(() -> dynamoDb.updateItem(request)).attributes());
        } catch (ConditionalCheckFailedException e) {
            if (!e.hasItem()) {
                throw Refusal.notFound();
            }
            var there = SpaceItem.space(e.item());
            if (text(mark).equals(e.item().get("changedBy"))) {
                return there;
            }
            throw caller.mayChange(there) ? outdated : Refusal.notOwner();
        }
    }

    private UpdateItemRequest changeOf(String id, SpaceInput input, String mark, Set<Long> versions, Caller caller) {
        var expression = new Expression();
        var set = new StringJoiner(", ", "SET ", "");
        var remove = new StringJoiner(", ", " REMOVE ", "").setEmptyValue("");
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("name", input.name());
        attributes.put("location", input.location());
        attributes.put("description", input.description());
        attributes.put("photoUrl", input.photoUrl());
        attributes.put("updatedAt", now.toString());
        attributes.put("changedBy", mark);
        attributes.forEach((attribute, value) -> {
            if (value == null) {
                remove.add(expression.name(attribute));
            } else {
                set.add(expression.name(attribute) + " = " + expression.value(text(value)));
            }
        });
        var version = expression.name("version");
        set.add(version + " = " + version + " + " + expression.value(number(1)));
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(key(id))
                .updateExpression(set + "" + remove)
                .conditionExpression(
                        isThere(expression, versions) + (caller.admin() ? "" : isOwner(expression, caller)))
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
     * @throws Refusal if there is no such space, or none of the versions is current
     */
    void delete(String id, EntityTags ifMatch) {
        var expression = new Expression();
        var condition = isThere(expression, ifMatch == null || ifMatch.any() ? null : ifMatch.versions());
        var delete = Delete.builder()
                .tableName(table)
                .key(key(id))
                .conditionExpression(condition)
                .expressionAttributeNames(expression.names())
                .expressionAttributeValues(expression.values())
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        try {
            // A transaction of one, for its token: what is gone has no mark to recognise an earlier try by.
            call(() -> dynamoDb.transactWriteItems(transaction -> transaction.transactItems(
                    TransactWriteItem.builder().delete(delete).build())));
        } catch (TransactionCanceledException e) {
            throw itemOfFailedCondition(e).orElseThrow(() -> e).isEmpty() ? Refusal.notFound() : Refusal.stale();
        }
    }

    /** That the space is there, in one of these versions; null is any version. */
    private static String isThere(Expression expression, Set<Long> versions) {
        if (versions == null) {
            return "attribute_exists(id)";
        }
        var accepted = versions.isEmpty() ? Set.of(NO_VERSION) : versions;
        return expression.name("version") + " IN "
                + expression.values(accepted.stream().map(SpaceItem::number).toList());
    }

    private static String isOwner(Expression expression, Caller caller) {
        return " AND " + expression.name("owner") + " = " + expression.value(text(caller.sub()));
    }

    private static Map<String, AttributeValue> key(String id) {
        return Map.of("id", text(id));
    }

    /** The item that a transaction's condition failed on, empty if there was none; nothing if no condition failed. */
    private static Optional<Map<String, AttributeValue>> itemOfFailedCondition(TransactionCanceledException e) {
        return e.cancellationReasons().stream()
                .filter(reason -> "ConditionalCheckFailed".equals(reason.code()))
                .map(CancellationReason::item)
                .findFirst();
    }

    /** Calls DynamoDB, and again while another transaction holds the item. */
    private <T> T call(Supplier<T> request) {
        var end = System.nanoTime() + LONGEST_WAIT_FOR_OTHERS.toNanos();
        while (true) {
            try {
                return request.get();
            } catch (SdkException e) {
                if (isHeldByOthers(e) && System.nanoTime() < end) {
                    pause();
                } else if (isPassing(e)) {
                    LOG.warnf("DynamoDB could not answer: %s", e.getMessage());
                    throw Refusal.unavailable();
                } else {
                    throw e;
                }
            }
        }
    }

    private static boolean isHeldByOthers(SdkException e) {
        return e instanceof TransactionConflictException || wasCanceledFor(e, "TransactionConflict");
    }

    private static boolean isPassing(SdkException e) {
        return e instanceof SdkClientException
                || isHeldByOthers(e)
                || e instanceof TransactionInProgressException
                || wasCanceledFor(e, "ThrottlingError")
                || wasCanceledFor(e, "ProvisionedThroughputExceeded")
                || e instanceof AwsServiceException failure
                        && (failure.isThrottlingException() || failure.statusCode() >= 500);
    }

    private static boolean wasCanceledFor(SdkException e, String reason) {
        return e instanceof TransactionCanceledException canceled
                && itemOfFailedCondition(canceled).isEmpty()
                && canceled.cancellationReasons().stream().anyMatch(each -> reason.equals(each.code()));
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable();
        }
    }
}
