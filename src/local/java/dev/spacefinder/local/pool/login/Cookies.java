package dev.spacefinder.local.pool.login;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Reply;
import dev.spacefinder.local.pool.protocol.Request;
import dev.spacefinder.local.pool.secrets.Sealer;

/** What a browser keeps for the login pages, sealed: who signed in, and what the next page is to say. */
record Cookies(Pool pool) {

    private static final String SIGN_IN = "cognito";
    private static final Duration SIGN_IN_VALIDITY = Duration.ofHours(1);
    private static final String NOTICE = "cognito-notice";
    private static final Duration NOTICE_VALIDITY = Duration.ofMinutes(1);

    /** The user who signed in with this browser within the hour. */
    Optional<User> user(Request request) {
        return opened(request, SIGN_IN)
                .map(Subject::of)
                .flatMap(subject -> pool.store().transaction(() -> subject.find(pool.users())));
    }

    Reply withUser(Reply reply, User user) {
        return with(reply, SIGN_IN, Subject.of(user).json(), SIGN_IN_VALIDITY);
    }

    Reply withoutUser(Reply reply) {
        return with(reply, SIGN_IN, "", Duration.ZERO);
    }

    /** What the page before this one had to say. */
    Optional<String> notice(Request request) {
        return opened(request, NOTICE).map(notice -> notice.path("text").asText());
    }

    Reply withNotice(Reply reply, String text) {
        return with(reply, NOTICE, Json.object().put("text", text), NOTICE_VALIDITY);
    }

    Reply withoutNotice(Reply reply) {
        return with(reply, NOTICE, "", Duration.ZERO);
    }

    private Optional<JsonNode> opened(Request request, String name) {
        return request.headers().getOrDefault("Cookie", List.of()).stream()
                .flatMap(header -> Arrays.stream(header.split(";")))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(name + "="))
                .findFirst()
                .map(cookie -> pool.sealer().open(name, cookie.substring(name.length() + 1)))
                .filter(opened -> !opened.expired())
                .map(Sealer.Opened::value);
    }

    private Reply with(Reply reply, String name, ObjectNode value, Duration validity) {
        return with(reply, name, pool.sealer().seal(name, value, validity), validity);
    }

    private static Reply with(Reply reply, String name, String value, Duration validity) {
        return reply.with(
                "Set-Cookie",
                name + "=" + value + "; Path=/; Max-Age=" + validity.toSeconds() + "; HttpOnly; SameSite=Lax");
    }
}
