package dev.spacefinder.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;

/**
 * Sends events before the tests of a class do, again until all of them are answered.
 *
 * <p>Quarkus' event server outlives the applications of the tests. When an application stops, it closes the connection
 * on which it waits for the next event. If that happens before the event server has begun to watch the connection
 * (MockEventServer.nextEvent registers its close handlers on a worker), the server later gives an event to nobody, and
 * that request is never answered. The event that is lost shall be one of these: while the application is busy with one,
 * the others go to whoever waits beside it.
 */
public class FirstEvents implements QuarkusTestBeforeClassCallback {

    private static final int AT_ONCE = 4;
    private static final int TRIES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Override
    public void beforeClass(Class<?> testClass) {
        var server = System.getProperty("quarkus-internal.aws-lambda.test-api");
        for (int tries = 0; server != null && !areAnswered(server); tries++) {
            if (tries == TRIES) {
                throw new IllegalStateException("The application of " + testClass.getName() + " answers no event: "
                        + "look in the log above for why it does not poll " + server + ".");
            }
        }
    }

    private static boolean areAnswered(String server) {
        var client = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(URI.create("http://" + server).resolve("/openapi"))
                .timeout(PATIENCE)
                .build();
        var answers = Stream.generate(() -> client.sendAsync(request, BodyHandlers.discarding()))
                .limit(AT_ONCE)
                .map(answer -> answer.handle((response, failure) -> failure == null))
                .toList();
        return answers.stream().map(CompletableFuture::join).reduce(true, Boolean::logicalAnd);
    }
}
