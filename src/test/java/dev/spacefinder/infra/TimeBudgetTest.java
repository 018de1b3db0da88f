package dev.spacefinder.infra;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

import org.junit.jupiter.api.Test;

import dev.spacefinder.local.template.Template;
import io.quarkus.runtime.configuration.DurationConverter;

/**
 * What an event may take at most, if all that it waits for takes its time, against the time that the function and the
 * gateway have: else Lambda would end the process, and the caller would never hear how it went.
 */
class TimeBudgetTest {

    private static final Path FILE = Path.of("infra/template.yaml");
    private static final Path PROPERTIES = Path.of("src/main/resources/application.properties");
    private static final Path README = Path.of("infra/README.md");
    private static final Template TEMPLATE = Template.read(FILE);

    private static final Duration KEYS = constant("identity.SigningKeys", "PATIENCE");
    private static final Duration WRITERS = constant("dynamodb.DynamoDb", "LONGEST_WAIT_FOR_OTHERS");
    private static final Duration RACES = constant("spaces.Spaces", "TIME_FOR_RACES");
    private static final Duration REMOVAL = constant("reviews.Reviews", "TIME_FOR_REMOVAL");
    private static final Duration TRY = setting("quarkus.dynamodb.api-call-attempt-timeout");
    private static final Duration CALL = setting("quarkus.dynamodb.api-call-timeout");
    private static final Duration CONNECT = setting("quarkus.dynamodb.sync-client.connection-timeout");
    private static final Duration READ = setting("quarkus.dynamodb.sync-client.socket-timeout");
    private static final Duration FUNCTION = Duration.ofSeconds(
            TEMPLATE.resource("SpacesFunction").properties().path("Timeout").asLong());

    /** All that adds up, and where it stands. */
    private static final String ALL = String.join(
            "",
            "The keys may take " + text(KEYS) + " (SigningKeys.PATIENCE), a call of DynamoDB " + text(CALL),
            " (quarkus.dynamodb.api-call-timeout), before which it may wait " + text(WRITERS),
            " for other writers (DynamoDb.LONGEST_WAIT_FOR_OTHERS), the deletion of a space is begun again for "
                    + text(RACES) + " (Spaces.TIME_FOR_RACES) while others change it, and the removal of its reviews",
            " begins calls for " + text(REMOVAL) + " (Reviews.TIME_FOR_REMOVAL): ");

    /** As the tables of costs say, none makes more calls than a change that does not know the version. */
    @Test
    void aChangeEndsBeforeTheFunction() {
        var change = KEYS.plus(WRITERS.plus(CALL).multipliedBy(2));

        assertTrue(
                change.compareTo(FUNCTION) < 0,
                () -> ALL + "a change of two calls may take " + text(change) + timeoutIsTooShort());
    }

    /** It reads, which waits for no other writer, and deletes what it read. */
    @Test
    void theDeletionOfASpaceEndsBeforeTheFunction() {
        var deletion = KEYS.plus(RACES).plus(CALL).plus(WRITERS).plus(CALL);

        assertTrue(
                deletion.compareTo(FUNCTION) < 0,
                () -> ALL + "the deletion of a space may take " + text(deletion) + timeoutIsTooShort());
    }

    /** Its time runs from the begin of the deletion. What writes in a batch never waits for other writers. */
    @Test
    void theRemovalOfItsReviewsEndsBeforeTheFunction() {
        var removal = KEYS.plus(REMOVAL).plus(CALL);

        assertTrue(
                removal.compareTo(FUNCTION) < 0,
                () -> ALL + "the removal of a space's reviews may take " + text(removal) + timeoutIsTooShort());
    }

    @Test
    void theFunctionEndsBeforeTheGatewayDoes() {
        for (var method : TEMPLATE.resources("AWS::ApiGateway::Method")) {
            var gateway = gatewayOf(method);
            assertTrue(
                    FUNCTION.compareTo(gateway) < 0,
                    () -> "SpacesFunction's Timeout in " + FILE + " is " + text(FUNCTION) + ", and TimeoutInMillis of "
                            + method.logicalId() + " " + text(gateway) + ": it must be longer.");
        }
    }

    @Test
    void aCallHasTimeForASecondTryWhereTheFirstIsLost() {
        assertTrue(
                TRY.multipliedBy(2).compareTo(CALL) < 0,
                () -> "quarkus.dynamodb.api-call-attempt-timeout is " + text(TRY)
                        + ", and quarkus.dynamodb.api-call-timeout " + text(CALL)
                        + ": two tries must fit into a call.");
        assertTrue(
                CONNECT.compareTo(TRY) <= 0 && READ.compareTo(TRY) <= 0,
                () -> "quarkus.dynamodb.sync-client.connection-timeout is " + text(CONNECT) + " and socket-timeout "
                        + text(READ) + ": neither may be longer than a try, quarkus.dynamodb.api-call-attempt-timeout, "
                        + text(TRY) + ".");
    }

    @Test
    void theSumThatTheRunbookTellsIsTheRealOne() throws IOException {
        var change = KEYS.plus(WRITERS.plus(CALL).multipliedBy(2));
        var gateway = gatewayOf(TEMPLATE.resource("EveryPathMethod"));
        var told = text(KEYS) + " for the keys, and for each of two calls of DynamoDB " + text(CALL) + " and "
                + text(WRITERS) + " for other writers: " + text(change) + " of the function's " + text(FUNCTION)
                + ", and these of the gateway's " + text(gateway);

        assertTrue(
                Files.readString(README).replaceAll("\\s+", " ").contains(told),
                () -> ALL + "SpacesFunction's Timeout is " + text(FUNCTION) + " and the gateway's TimeoutInMillis "
                        + text(gateway) + " in " + FILE + ". " + README + " must say so: \"" + told + "\".");
    }

    private static String timeoutIsTooShort() {
        return ", and SpacesFunction's Timeout in " + FILE + " is " + text(FUNCTION) + ": it must be longer.";
    }

    private static Duration gatewayOf(Template.Resource method) {
        return Duration.ofMillis(
                method.properties().path("Integration").path("TimeoutInMillis").asLong());
    }

    private static Duration constant(String type, String name) {
        try {
            var field = Class.forName("dev.spacefinder." + type).getDeclaredField(name);
            field.setAccessible(true);
            return (Duration) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(
                    type + "." + name + " is gone: say here what an event waits for in its place, and how long.", e);
        }
    }

    private static Duration setting(String name) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(PROPERTIES)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        if (!properties.containsKey(name)) {
            throw new AssertionError(
                    name + " is not in " + PROPERTIES + ": without it, nobody knows how long an event may take.");
        }
        return DurationConverter.parseDuration(properties.getProperty(name));
    }

    /** {@code 4 s}, or {@code 1.5 s}. */
    private static String text(Duration time) {
        return (time.toMillis() % 1000 == 0 ? "" + time.toSeconds() : "" + time.toMillis() / 1000.0) + " s";
    }
}
