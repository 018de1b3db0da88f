package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import dev.spacefinder.Routes;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * The whole corpus, and each reason on every route, with every log at its most talkative: what was sent must not be
 * found there. All tests of a process have one log, so none runs beside this one.
 */
@QuarkusTest
@Isolated
@WithTestResource(
        value = TestUserPool.class,
        initArgs = {
            @ResourceArg(name = "quarkus.log.level", value = "ALL"),
            @ResourceArg(name = "quarkus.log.console.level", value = "OFF"),
            @ResourceArg(name = "quarkus.log.file.enabled", value = "true"),
            @ResourceArg(name = "quarkus.log.file.path", value = TokensInLogsTest.LOG),
            @ResourceArg(name = "quarkus.log.file.level", value = "ALL"),
            @ResourceArg(name = "quarkus.log.file.rotation.max-file-size", value = "1G"),
            // The tests' own HTTP client runs in the same process.
            @ResourceArg(name = "quarkus.log.category.\"org.apache.http\".level", value = "OFF")
        })
class TokensInLogsTest {

    static final String LOG = "target/quarkus.log";

    /** How many characters of a token give it away. */
    private static final int PIECE = 20;

    private static final String BETWEEN_SEGMENTS = "[ .]";

    /** Who is calling: the one claim that an event's line tells. */
    private static final String SUB = "\"sub\":\"7d8ca528-4931-4254-9273-ea5ee853f271\"";

    /** Claims of the tokens that are sent. */
    private static final List<String> CLAIMS = List.of(
            "marple",
            "7d8ca528-4931-4254-9273-ea5ee853f271",
            "64f513be-32db-42b0-b78e-b02127b4f463",
            "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
            "someone-elses-client");

    TestUserPool pool;

    @Test
    void holdNothingOfAToken() throws IOException {
        var sent = new HashSet<String>();
        for (var route : Routes.secured()) {
            send(route, List.of("Bearer " + pool.idToken().claim("cognito:groups", List.of("admins"))), sent);
            send(route, List.of(pool.accessToken().toString()), sent);
            Attack.oneForEachReason()
                    .forEach(attack -> send(route, attack.authorization().apply(pool), sent));
        }
        var me = Routes.named("GET /me");
        Attack.all().forEach(attack -> send(me, attack.authorization().apply(pool), sent));

        var log = Files.readString(Path.of(LOG));

        assertTrue(log.contains(lowestLevel()), "The log is not at its most talkative");
        assertEquals(List.of(), piecesOf(log).filter(sent::contains).toList());
        var withoutSub = log.replace(SUB, "");
        assertEquals(List.of(), CLAIMS.stream().filter(withoutSub::contains).toList());
    }

    /** The most talkative level that was built in: application-test.properties sets it. */
    String lowestLevel() {
        return "TRACE";
    }

    private static void send(Routes.Route route, List<String> authorization, Set<String> sent) {
        route.send(authorization);
        for (var value : authorization) {
            for (var segment : value.split(BETWEEN_SEGMENTS)) {
                if (segment.length() > PIECE) {
                    sent.add(segment.substring(0, PIECE));
                    sent.add(segment.substring(segment.length() - PIECE));
                }
            }
        }
    }

    /** All pieces at once, because a search for each of hundreds takes long in such a log. */
    private static Stream<String> piecesOf(String log) {
        return Arrays.stream(log.split(BETWEEN_SEGMENTS))
                .flatMap(segment -> IntStream.rangeClosed(0, segment.length() - PIECE)
                        .mapToObj(start -> segment.substring(start, start + PIECE)));
    }
}
