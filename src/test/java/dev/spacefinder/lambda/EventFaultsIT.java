package dev.spacefinder.lambda;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.lambda.RuntimeApi.Outcome;

/** Events that Lambda cannot hand over whole, and such as are none. */
class EventFaultsIT {

    private static final String MARK = OddEventsTest.MARK;

    @TempDir
    static Path taskRoot;

    private static Surroundings surroundings;
    private static LambdaFunction function;
    private static String token;

    @BeforeAll
    static void start() {
        surroundings = new Surroundings(taskRoot);
        token = surroundings.tokenOf("marple").toString();
        function = surroundings.start("function");
    }

    @AfterAll
    static void behavedWell() {
        try {
            function.endWell(MARK);
        } finally {
            surroundings.close();
        }
    }

    @Test
    void anEventThatIsCutOffIsReportedAndTheNextOneServed() {
        var event = GatewayEvent.get("/hello").bearer(MARK).header("X-Mark", MARK.repeat(1000));

        assertReported(function.invokeCutOff(event.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                MARK,
                "\"" + MARK + "\"",
                "[\"" + MARK + "\"]",
                "{\"httpMethod\":{\"" + MARK + "\":1}}",
                "{\"isBase64Encoded\":\"" + MARK + "\"}",
                "{\"requestContext\":{\"requestTimeEpoch\":\"" + MARK + "\"}}"
            })
    void whatIsNoEventOfTheGatewayIsReportedAndTheNextOneServed(String event) {
        assertReported(function.invoke(event));
    }

    @Test
    void aConnectionThatIsClosedBeforeThereIsAnEventIsOpenedAgain() {
        function.hangUp();

        assertTheNextEventIsServed();
    }

    private static void assertReported(Outcome outcome) {
        assertThat(outcome.toString(), outcome.answered(), is(false));
        assertThat(function.log(), not(containsString(MARK)));
        assertTheNextEventIsServed();
    }

    private static void assertTheNextEventIsServed() {
        var answer = GatewayEvent.answer(
                function.invoke(GatewayEvent.get("/hello").bearer(token).toString()));
        assertThat(answer.status(), is(200));
    }
}
