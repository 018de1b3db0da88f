package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.spacefinder.lambda.GatewayEvent.Answer;
import dev.spacefinder.local.dynamodb.DynamoDbSettings;
import dev.spacefinder.testing.ApiTestResource;
import dev.spacefinder.testing.DynamoDbProxy.Fault;
import dev.spacefinder.testing.EmbeddedMetrics;
import dev.spacefinder.testing.Issuer;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the deployed binary, on its standard output. */
@QuarkusIntegrationTest
class EventLogIT extends EventLogTest {

    @TempDir
    static Path taskRoot;

    private static Path bootstrap;

    private LambdaFunction function;

    @BeforeEach
    void start() {
        if (bootstrap == null) {
            bootstrap = DeploymentPackage.bootstrap(taskRoot);
        }
        function = start(ApiTestResource.issuer);
    }

    @AfterEach
    void stop() {
        function.close();
    }

    @Override
    String traceId() {
        return "1-5bef4de7-ad49b0e87f6ef6c87fc2e700";
    }

    @Override
    Answer send(GatewayEvent event) {
        return GatewayEvent.answer(function.invoke(event.toString()));
    }

    @Override
    List<String> lines() {
        return written().lines().filter(line -> line.contains("\"durationMs\"")).toList();
    }

    @Override
    String written() {
        return function.log();
    }

    @Test
    void theFirstEventOfAProcessIsAColdStart() {
        send(GatewayEvent.get("/openapi"));

        assertThat(lastLine().path("coldStart").booleanValue(), is(true));
        assertThat(lastLine().path("ColdStarts").intValue(), is(1));
        assertThat(lastLine().path("FunctionName").asText(), is("spaces"));
        assertThat(EmbeddedMetrics.dimensions(lastLine(), "ColdStarts").size(), is(1));
    }

    @Test
    void countsTheKeysThatCouldNotBeFetched() {
        try (var down = new Issuer()) {
            down.publish();
            function.close();
            function = start(down);

            var answer = send(GatewayEvent.get("/hello")
                    .bearer(down.idTokenOf(UUID.randomUUID().toString()).toString()));

            assertThat(answer.status(), is(503));
            assertThat(lastLine().path("KeyFetchFailures").intValue(), is(greaterThan(0)));
        }
    }

    @Test
    void everythingThatIsWrittenIsJsonWithTimeAndLevelAndWithoutTheNameOfTheHost() {
        ApiTestResource.proxy.always(Fault.FINAL_ERROR);
        send(GatewayEvent.get("/spaces")
                .bearer(ApiTestResource.issuer
                        .idTokenOf(UUID.randomUUID().toString())
                        .toString()));

        var lines = written().lines().map(EventLogIT::json).toList();

        assertThat(
                lines.stream()
                        .filter(line -> line.path("message").asText().startsWith("DynamoDB could not"))
                        .count(),
                is(1L));
        for (var line : lines) {
            assertThat(line.toString(), line.path("time").isTextual(), is(true));
            assertThat(line.toString(), line.path("level").isTextual(), is(true));
            assertThat(line.toString(), not(containsString("hostName")));
        }
    }

    private static LambdaFunction start(Issuer issuer) {
        var settings = new HashMap<>(issuer.settings());
        settings.put("DISABLE_SIGNAL_HANDLERS", "true");
        settings.putAll(DynamoDbSettings.tables());
        settings.put(
                "AWS_ENDPOINT_URL_DYNAMODB", ApiTestResource.proxy.endpoint().toString());
        return new LambdaFunction(
                List.of(bootstrap.toString()), taskRoot, settings, taskRoot.resolve(UUID.randomUUID() + ".log"));
    }
}
