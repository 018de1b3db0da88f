package dev.spacefinder.bench;

import java.util.HashMap;
import java.util.Map;

import dev.spacefinder.lambda.GatewayEvent;
import dev.spacefinder.lambda.RuntimeApi;

/** What each handler is asked to do. */
enum Job {
    HELLO("GET /hello, the pool's keys handed in") {

        @Override
        Map<String, String> settings(Fixture fixture, boolean needsTable) {
            var settings = new HashMap<>(needsTable ? fixture.tableSettings() : Map.of());
            settings.putAll(fixture.issuer().settings());
            settings.put("COGNITO_JWKS", fixture.issuer().jwks());
            return settings;
        }

        @Override
        String event(Fixture fixture) {
            return GatewayEvent.get("/hello").bearer(fixture.token()).toString();
        }

        @Override
        boolean isDone(Fixture fixture, GatewayEvent.Answer answer) {
            return answer.status() == 200
                    && answer.body().path("message").asText().equals("Hello, " + Fixture.USERNAME);
        }
    },

    SPACE("GET /spaces/{id}, the keys fetched, one read from DynamoDB") {

        @Override
        Map<String, String> settings(Fixture fixture, boolean needsTable) {
            return fixture.settings();
        }

        @Override
        String event(Fixture fixture) {
            return GatewayEvent.get("/spaces/" + Fixture.SPACE_ID)
                    .bearer(fixture.token())
                    .toString();
        }

        @Override
        boolean isDone(Fixture fixture, GatewayEvent.Answer answer) {
            return answer.status() == 200
                    && answer.body().equals(fixture.space())
                    && "\"1\"".equals(answer.header("ETag"));
        }
    };

    final String title;

    Job(String title) {
        this.title = title;
    }

    /** The function's settings; a handler that starts without a table is spared it where the job has no use for it. */
    abstract Map<String, String> settings(Fixture fixture, boolean needsTable);

    abstract String event(Fixture fixture);

    abstract boolean isDone(Fixture fixture, GatewayEvent.Answer answer);

    /** @throws AssertionError if that is not the right answer */
    void check(Fixture fixture, Handler handler, RuntimeApi.Outcome outcome) {
        if (!outcome.answered() || !isDone(fixture, GatewayEvent.answer(outcome))) {
            throw new AssertionError(handler.name() + " got " + this + " wrong: " + outcome);
        }
    }
}
