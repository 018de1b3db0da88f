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
            var settings = new HashMap<>(needsTable ? network(fixture).tableSettings() : Map.of());
            settings.putAll(network(fixture).poolSettings());
            settings.put("COGNITO_JWKS", fixture.jwks());
            return settings;
        }

        @Override
        String path() {
            return "/hello";
        }

        @Override
        boolean isDone(Fixture fixture, GatewayEvent.Answer answer) {
            return answer.status() == 200
                    && answer.body().path("message").asText().equals("Hello, " + Fixture.USERNAME);
        }
    },

    SPACE("GET /spaces/{id}, the keys fetched, one read from DynamoDB"),

    SPACE_OVER_TLS("GET /spaces/{id}, the same over TLS") {

        @Override
        Network network(Fixture fixture) {
            return fixture.overTls();
        }
    };

    final String title;

    Job(String title) {
        this.title = title;
    }

    Network network(Fixture fixture) {
        return fixture.plain();
    }

    /** The function's settings; a handler that starts without a table is spared it where the job has no use for it. */
    Map<String, String> settings(Fixture fixture, boolean needsTable) {
        return network(fixture).settings();
    }

    String path() {
        return "/spaces/" + Fixture.SPACE_ID;
    }

    boolean isDone(Fixture fixture, GatewayEvent.Answer answer) {
        return answer.status() == 200 && answer.body().equals(fixture.space()) && "\"1\"".equals(answer.header("ETag"));
    }

    final boolean isOverTls(Fixture fixture) {
        return !network(fixture).trust().isEmpty();
    }

    final String event(Fixture fixture) {
        return GatewayEvent.get(path()).bearer(fixture.token(network(fixture))).toString();
    }

    /** @throws AssertionError if that is not the right answer */
    final void check(Fixture fixture, Handler handler, RuntimeApi.Outcome outcome) {
        if (!outcome.answered() || handler.doesTheJob() && !isDone(fixture, GatewayEvent.answer(outcome))) {
            throw new AssertionError(handler.name() + " got " + this + " wrong: " + outcome);
        }
    }
}
