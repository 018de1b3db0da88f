package dev.spacefinder.reviews;

import static dev.spacefinder.dynamodb.Attributes.text;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import dev.spacefinder.dynamodb.DynamoDb;
import dev.spacefinder.dynamodb.Expression;
import dev.spacefinder.http.EntityTags;
import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.TimeOrderedId;
import dev.spacefinder.spaces.SpaceDeleted;
import dev.spacefinder.spaces.SpaceTotals;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The reviews, in DynamoDB: one of each space and author.
 *
 * <p>Every write is a transaction on the review's version, which also asks for the space and keeps the count and the
 * sum of its ratings. The token that the SDK gives a transaction makes a repeated try of it the same one.
 */
@ApplicationScoped
class Reviews {

    private static final Logger LOG = Logger.getLogger(Reviews.class);
    private static final String BY_ID = "by-id";
    private static final String COUNT = "reviewCount";
    private static final String RATINGS = "reviewRatings";

    /** The most that DynamoDB takes in one batch. */
    private static final int BATCH = 25;

    /** From the begin of the space's deletion: with the last call after it, well within the function's time. */
    private static final Duration TIME_FOR_REMOVAL = Duration.ofSeconds(1);

    /** A review as it was written, and whether the author had none before. */
    record Written(Review review, boolean isNew) {}

    private final DynamoDb dynamoDb;
    private final String table;
    private final SpaceTotals totals;
    private final Clock clock;

    @Inject
    Reviews(DynamoDb dynamoDb, ReviewsConfig config, SpaceTotals totals) {
        this(dynamoDb, config.table(), totals, Clock.systemUTC());
    }

    Reviews(DynamoDb dynamoDb, String table, SpaceTotals totals, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.totals = totals;
        this.clock = clock;
    }

    /**
     * A page of a space's reviews, newest first, with all that was written before.
     *
     * @throws ProblemException if there is no such space
     */
    Page list(PageQuery page) {
        var ofAll = totals.of(page.spaceId(), Set.of(COUNT, RATINGS));
        var expression = new Expression();
        var isOlder = page.olderThan() == null
                ? ""
                : " AND " + expression.name("id") + " < " + expression.value(text(page.olderThan()));
        var condition = expression.isEqual("spaceId", text(page.spaceId())) + isOlder;
        var found = query(BY_ID, condition, expression, page.limit());
        return new Page(
                found.items().stream().map(ReviewItem::review).toList(),
                Page.Summary.of(ofAll.get(COUNT), ofAll.get(RATINGS)),
                found.hasLastEvaluatedKey()
                        ? page.tokenAfter(found.lastEvaluatedKey().get("id").s())
                        : null);
    }

    /**
     * The author's review of a space.
     *
     * @throws ProblemException if there is no such space or review
     */
    Review get(String spaceId, String author) {
        totals.of(spaceId, Set.of());
        return reviewOf(find(spaceId, author)).orElseThrow(ReviewProblems::notFound);
    }

    /**
     * Writes the author's review of a space: a new one, or its next version.
     *
     * @param ifMatch the versions that the caller knows; null, or any version, where the caller does not say which
     * @return the review as it is now
     * @throws ProblemException if there is no such space, none of the versions is current, or, where the caller gave
     *     none, somebody else wrote the review at the same time
     */
    Written put(String spaceId, String author, ReviewInput input, EntityTags ifMatch) {
        var time = clock.instant();
        var now = time.truncatedTo(ChronoUnit.MILLIS);
        var item = find(spaceId, author);
        var read = reviewOf(item);
        var review = read.map(before -> before.next(input, now))
                .orElseGet(() -> Review.first(TimeOrderedId.at(time), input, author, now, ReviewItem.version(item)));
        var expression = new Expression();
        var put = Put.builder()
                .tableName(table)
                .item(ReviewItem.of(spaceId, review))
                .conditionExpression(isAsRead(expression, item, ifMatch))
                .expressionAttributeNames(expression.names())
                .expressionAttributeValues(expression.values())
                .build();
        var amounts = Map.of(
                COUNT,
                read.isEmpty() ? 1L : 0L,
                RATINGS,
                (long) review.rating() - read.map(Review::rating).orElse(0));
        try {
            totals.add(spaceId, amounts, TransactWriteItem.builder().put(put).build());
            return new Written(review, read.isEmpty());
        } catch (TransactionCanceledException e) {
            DynamoDb.itemOfFailedCondition(e).orElseThrow(() -> e);
            throw outdated(read, ifMatch);
        }
    }

    /**
     * Deletes the author's review of a space.
     *
     * @param ifMatch the versions that the caller knows, or null
     * @return the review as it was last
     * @throws ProblemException if there is no such space or review, none of the versions is current, or, where the
     *     caller gave none, somebody else wrote the review at the same time
     */
    Review delete(String spaceId, String author, EntityTags ifMatch) {
        return delete(spaceId, find(spaceId, author), ifMatch);
    }

    /**
     * Deletes the review of that id, whoever wrote it.
     *
     * @return the review as it was last
     * @throws ProblemException if there is no such space or review, or somebody else wrote the review at the same time
     */
    Review deleteById(String spaceId, String id) {
        var expression = new Expression();
        var condition = expression.isEqual("spaceId", text(spaceId)) + " AND " + expression.isEqual("id", text(id));
        var found = query(BY_ID, condition, expression, 1).items();
        return delete(spaceId, found.isEmpty() ? Map.of() : found.get(0), null);
    }

    private Review delete(String spaceId, Map<String, AttributeValue> item, EntityTags ifMatch) {
        var read = reviewOf(item);
        if (read.isEmpty()) {
            totals.of(spaceId, Set.of());
            throw ReviewProblems.notFound();
        }
        var expression = new Expression();
        var put = Put.builder()
                .tableName(table)
                .item(ReviewItem.ofDeleted(spaceId, read.get()))
                .conditionExpression(isAsRead(expression, item, ifMatch))
                .expressionAttributeNames(expression.names())
                .expressionAttributeValues(expression.values())
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        var amounts = Map.of(COUNT, -1L, RATINGS, -(long) read.get().rating());
        try {
            totals.add(spaceId, amounts, TransactWriteItem.builder().put(put).build());
            return read.get();
        } catch (TransactionCanceledException e) {
            throw ReviewItem.isReview(DynamoDb.itemOfFailedCondition(e).orElseThrow(() -> e))
                    ? outdated(read, ifMatch)
                    : ReviewProblems.notFound();
        }
    }

    /** Removes the reviews of a deleted space, which nobody can reach any more, as far as the request's time allows. */
    void removeAll(@Observes SpaceDeleted deletion) {
        var end = deletion.begun() + TIME_FOR_REMOVAL.toNanos();
        try {
            while (System.nanoTime() < end) {
                var deletions = deletionsOfSome(deletion.spaceId());
                if (deletions.isEmpty()) {
                    return;
                }
                if (System.nanoTime() < end) {
                    dynamoDb.call(
                            client -> client.batchWriteItem(batch -> batch.requestItems(Map.of(table, deletions))));
                }
            }
            LOG.warnf("There was no time to remove all reviews of the space %s", deletion.spaceId());
        } catch (ProblemException | SdkException e) {
            LOG.warnf("Not all reviews of the space %s could be removed: %s", deletion.spaceId(), e.getMessage());
        }
    }

    /** For a batch of the reviews, and of what deleted ones left. */
    private List<WriteRequest> deletionsOfSome(String spaceId) {
        var expression = new Expression();
        var condition = expression.isEqual("spaceId", text(spaceId));
        return query(null, condition, expression, BATCH).items().stream()
                .map(item -> ReviewItem.key(spaceId, item.get("author").s()))
                .map(key -> WriteRequest.builder()
                        .deleteRequest(delete -> delete.key(key))
                        .build())
                .toList();
    }

    /** The item of the author's review or of what a deleted one left, empty if there never was one. */
    private Map<String, AttributeValue> find(String spaceId, String author) {
        return dynamoDb.call(client -> client.getItem(get -> get.tableName(table)
                        .key(ReviewItem.key(spaceId, author))
                        .consistentRead(true)))
                .item();
    }

    private static Optional<Review> reviewOf(Map<String, AttributeValue> item) {
        return ReviewItem.isReview(item) ? Optional.of(ReviewItem.review(item)) : Optional.empty();
    }

    /** Asks an index, or the table itself where that is null. */
    private QueryResponse query(String index, String condition, Expression expression, int limit) {
        return dynamoDb.call(client -> client.query(query -> query.tableName(table)
                .indexName(index)
                .consistentRead(true)
                .scanIndexForward(false)
                .limit(limit)
                .keyConditionExpression(condition)
                .expressionAttributeNames(expression.names())
                .expressionAttributeValues(expression.values())));
    }

    /**
     * The condition that the item is the one that was read, which the count and the sum go by, in a version that the
     * caller knows. The id tells a review from what it leaves when it is deleted.
     */
    private static String isAsRead(Expression expression, Map<String, AttributeValue> item, EntityTags ifMatch) {
        var version = ReviewItem.version(item);
        var isKnown = ifMatch == null || ReviewItem.isReview(item) && ifMatch.matchStrongly(version);
        if (item.isEmpty() && isKnown) {
            return "attribute_not_exists(spaceId)";
        }
        var isOfVersion = expression.isOfVersion(isKnown ? Set.of(version) : Set.of());
        return ReviewItem.isReview(item)
                ? expression.isEqual("id", item.get("id")) + " AND " + isOfVersion
                : isOfVersion;
    }

    private static ProblemException outdated(Optional<Review> read, EntityTags ifMatch) {
        return ifMatch == null || ifMatch.any() && read.isPresent()
                ? ReviewProblems.raceLost()
                : ReviewProblems.stale();
    }
}
