package dev.spacefinder.dynamodb;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import dev.spacefinder.http.ProblemException;
import dev.spacefinder.telemetry.Metric;
import dev.spacefinder.telemetry.Telemetry;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** The one place that calls DynamoDB. Stores get their client from here, so that each call fails in the same way. */
@Singleton
public class DynamoDb {

    private static final Logger LOG = Logger.getLogger(DynamoDb.class);
    private static final Duration LONGEST_WAIT_FOR_OTHERS = Duration.ofSeconds(2);
    private static final int LONGEST_PAUSE_MILLIS = 100;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final DynamoDbClient client;

    /** Calls DynamoDB with that client. */
    public DynamoDb(DynamoDbClient client) {
        this.client = client;
    }

    /**
     * Calls DynamoDB, and again, for two seconds, while another transaction holds the item.
     *
     * @param request one call of the client, which may be repeated
     * @return the client's answer
     * @throws ProblemException 503 if DynamoDB cannot answer now: it is out of reach, too busy, or others hold the item
     * @throws SdkException any other failure of the call, such as a condition that is not met
     */
    public <T> T call(Function<DynamoDbClient, T> request) {
        var end = System.nanoTime() + LONGEST_WAIT_FOR_OTHERS.toNanos();
        while (true) {
            try {
                return measured(request);
            } catch (SdkException | UncheckedIOException e) {
                if (isHeldByOthers(e)) {
                    Telemetry.count(Metric.CONFLICTS);
                    if (System.nanoTime() < end) {
                        pause();
                        continue;
                    }
                }
                throw asToldToTheCaller(e);
            }
        }
    }

    private static RuntimeException asToldToTheCaller(RuntimeException e) {
        if (isPassing(e)) {
            LOG.warnf("DynamoDB could not answer: %s", e.getMessage());
            return unavailable();
        }
        if (isRefusal(e)) {
            // Its message may quote an item.
            LOG.errorf("DynamoDB refused a call: %s", code(e));
        }
        return e;
    }

    private <T> T measured(Function<DynamoDbClient, T> request) {
        var start = System.nanoTime();
        try {
            return request.apply(client);
        } finally {
            Telemetry.measureSince(start, Metric.DYNAMODB_LATENCY);
        }
    }

    /** The item that a transaction's condition failed on, empty if there was none; nothing if no condition failed. */
    public static Optional<Map<String, AttributeValue>> itemOfFailedCondition(TransactionCanceledException e) {
        return e.cancellationReasons().stream()
                .filter(DynamoDb::isFailedCondition)
                .map(CancellationReason::item)
                .findFirst();
    }

    /** Whether a transaction's condition failed on that part of it, counted from 0. */
    public static boolean hasFailedCondition(TransactionCanceledException e, int part) {
        return part < e.cancellationReasons().size()
                && isFailedCondition(e.cancellationReasons().get(part));
    }

    private static boolean isFailedCondition(CancellationReason reason) {
        return "ConditionalCheckFailed".equals(reason.code());
    }

    /** Whether that is neither passing nor a store's own condition, but a fault: a missing permission for instance. */
    private static boolean isRefusal(RuntimeException e) {
        return !(e instanceof ConditionalCheckFailedException || e instanceof TransactionCanceledException);
    }

    private static String code(RuntimeException e) {
        return e instanceof AwsServiceException failure && failure.awsErrorDetails() != null
                ? failure.awsErrorDetails().errorCode()
                : e.getClass().getSimpleName();
    }

    private static boolean isHeldByOthers(RuntimeException e) {
        return e instanceof TransactionConflictException || wasCanceledFor(e, "TransactionConflict");
    }

    private static boolean isPassing(RuntimeException e) {
        // The SDK's HTTP client lets an UncheckedIOException through where a connection is reset as an answer begins.
        return e instanceof SdkClientException
                || e instanceof UncheckedIOException
                || isHeldByOthers(e)
                || e instanceof TransactionInProgressException
                || wasCanceledFor(e, "ThrottlingError")
                || wasCanceledFor(e, "ProvisionedThroughputExceeded")
                || e instanceof AwsServiceException failure
                        && (failure.isThrottlingException() || failure.statusCode() >= 500);
    }

    private static boolean wasCanceledFor(RuntimeException e, String reason) {
        return e instanceof TransactionCanceledException canceled
                && itemOfFailedCondition(canceled).isEmpty()
                && canceled.cancellationReasons().stream().anyMatch(each -> reason.equals(each.code()));
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        }
    }

    private static ProblemException unavailable() {
        return ProblemException.unavailable(
                "The data cannot be reached at the moment: try again in a second.", RETRY_AFTER);
    }
}
