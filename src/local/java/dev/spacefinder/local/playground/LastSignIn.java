package dev.spacefinder.local.playground;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

/** Answers when a user signed in last, which Cognito's API does not tell. */
final class LastSignIn implements HttpHandler {

    private final Function<String, Optional<Instant>> ofUser;

    /** @param ofUser when the user of a name signed in last, as far as that is known */
    LastSignIn(Function<String, Optional<Instant>> ofUser) {
        this.ofUser = ofUser;
    }

    private record Answer(Instant at) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            Playground.refuseMethod(exchange, "GET");
            return;
        }
        var username = Playground.query(exchange.getRequestURI()).getOrDefault("username", "");
        Playground.json(exchange, new Answer(ofUser.apply(username).orElse(null)));
    }
}
