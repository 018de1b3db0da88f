package dev.spacefinder.dynamodb;

import static dev.spacefinder.dynamodb.Attributes.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.spacefinder.http.ProblemException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** Which failures of DynamoDB are told as 503, which are waited out, and which are the store's to understand. */
class DynamoDbTest {

    private static final Formatter FORMATTER = new PatternFormatter("%s");
    private static final Map<String, AttributeValue> ITEM = Map.of("id", text("7"));

    private final AtomicInteger calls = new AtomicInteger();
    private final DynamoDb dynamoDb = new DynamoDb(new NoClient());

    static Stream<RuntimeException> passingFailures() {
        return Stream.of(
                new UncheckedIOException(new IOException("Connection reset")),
                SdkClientException.create("Unable to execute HTTP request"),
                TransactionInProgressException.builder().build(),
                canceled(reason("ThrottlingError")),
                canceled(reason("None"), reason("ProvisionedThroughputExceeded")),
                ofStatus(500, "InternalServerError"),
                ofStatus(400, "ThrottlingException"));
    }

    static Stream<SdkException> failuresForTheStore() {
        return Stream.of(
                ConditionalCheckFailedException.builder().build(),
                canceled(failed(ITEM)),
                canceled(failed(ITEM), reason("TransactionConflict")),
                canceled(failed(ITEM), reason("ThrottlingError")),
                canceled(reason("ValidationError")),
                ofStatus(499, "ValidationException"));
    }

    static Stream<SdkException> holdersOfTheItem() {
        return Stream.of(
                TransactionConflictException.builder().build(),
                canceled(reason("None"), reason("TransactionConflict")));
    }

    @Test
    void givesWhatTheCallOfTheClientGives() {
        assertEquals("dynamodb", dynamoDb.call(DynamoDbClient::serviceName));
    }

    @ParameterizedTest
    @MethodSource("passingFailures")
    void tellsAFailureThatPassesAsUnavailableAtOnce(RuntimeException failure) {
        assertEquals(503, refusalOf(failure).problem().status());
        assertEquals(1, calls.get());
    }

    @ParameterizedTest
    @MethodSource("failuresForTheStore")
    void leavesEveryOtherFailureToTheStore(SdkException failure) {
        assertSame(failure, assertThrows(SdkException.class, () -> fail(failure)));
        assertEquals(1, calls.get());
    }

    @Test
    void logsARefusedCallByItsCodeAlone() {
        var refusal = DynamoDbException.builder()
                .message("The item is {name: Skyline Loft}")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ValidationException")
                        .build())
                .build();
        assertEquals(List.of("DynamoDB refused a call: ValidationException"), loggedOf(refusal));
    }

    @Test
    void logsARefusedCallWithoutACodeByTheFailuresName() {
        assertEquals(
                List.of("DynamoDB refused a call: DynamoDbException"),
                loggedOf(DynamoDbException.builder().build()));
    }

    @Test
    void logsNothingOfAConditionThatIsNotMet() {
        assertEquals(
                List.of(), loggedOf(ConditionalCheckFailedException.builder().build()));
        assertEquals(List.of(), loggedOf(canceled(failed(ITEM))));
    }

    @ParameterizedTest
    @MethodSource("holdersOfTheItem")
    void repeatsTheCallWhileAnotherTransactionHoldsTheItem(SdkException held) {
        var answer = dynamoDb.call(client -> {
            if (calls.incrementAndGet() < 3) {
                throw held;
            }
            return "answer";
        });

        assertEquals("answer", answer);
        assertEquals(3, calls.get());
    }

    @Test
    void waitsNoLongerWhereTheThreadIsInterrupted() {
        Thread.currentThread().interrupt();

        var refusal = refusalOf(TransactionConflictException.builder().build());

        assertTrue(Thread.interrupted(), "The interruption was kept from the caller");
        assertEquals(503, refusal.problem().status());
        assertEquals(1, calls.get());
    }

    @Test
    void findsTheItemThatATransactionsConditionFailedOn() {
        assertEquals(Optional.of(ITEM), DynamoDb.itemOfFailedCondition(canceled(reason("None"), failed(ITEM))));
        assertEquals(Optional.empty(), DynamoDb.itemOfFailedCondition(canceled(reason("TransactionConflict"))));
    }

    @Test
    void tellsWhichPartOfATransactionItsConditionFailedOn() {
        var canceled = canceled(reason("None"), failed(ITEM));

        assertFalse(DynamoDb.hasFailedCondition(canceled, 0));
        assertTrue(DynamoDb.hasFailedCondition(canceled, 1));
        assertFalse(DynamoDb.hasFailedCondition(canceled, 2));
    }

    private ProblemException refusalOf(RuntimeException failure) {
        return assertThrows(ProblemException.class, () -> fail(failure));
    }

    /** What this thread logs of it. */
    private List<String> loggedOf(SdkException failure) {
        var lines = new ArrayList<String>();
        var us = Thread.currentThread();
        var handler = new Handler() {

            @Override
            public void publish(LogRecord entry) {
                if (Thread.currentThread() == us) {
                    lines.add(FORMATTER.format(entry));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var logger = Logger.getLogger(DynamoDb.class.getName());
        logger.addHandler(handler);
        try {
            assertThrows(SdkException.class, () -> fail(failure));
        } finally {
            logger.removeHandler(handler);
        }
        return lines;
    }

    private void fail(RuntimeException failure) {
        dynamoDb.call(client -> {
            calls.incrementAndGet();
            throw failure;
        });
    }

    private static SdkException ofStatus(int status, String code) {
        return DynamoDbException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    private static TransactionCanceledException canceled(CancellationReason... reasons) {
        return TransactionCanceledException.builder()
                .cancellationReasons(reasons)
                .build();
    }

    private static CancellationReason reason(String code) {
        return CancellationReason.builder().code(code).build();
    }

    private static CancellationReason failed(Map<String, AttributeValue> item) {
        return CancellationReason.builder()
                .code("ConditionalCheckFailed")
                .item(item)
                .build();
    }

    /** The calls of these tests fail before they ask anything of it. */
    private static final class NoClient implements DynamoDbClient {

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
