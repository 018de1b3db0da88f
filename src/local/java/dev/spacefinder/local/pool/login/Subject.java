package dev.spacefinder.local.pool.login;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.accounts.Users;
import dev.spacefinder.local.pool.protocol.Json;

/**
 * Who signed in, in a cookie or behind an authorization code. It stands for one user and one session: somebody else who
 * has got the name since, and a user who was signed out everywhere, is another subject.
 *
 * @param username finds the user
 * @param sub says that it is the same user still
 * @param signOuts how often every session of the user had been ended
 */
record Subject(String username, String sub, int signOuts) {

    static Subject of(User user) {
        return new Subject(user.username(), user.sub(), user.signOuts());
    }

    static Subject of(JsonNode json) {
        return new Subject(
                json.path("username").asText(),
                json.path("sub").asText(),
                json.path("signOuts").asInt());
    }

    ObjectNode json() {
        return Json.object().put("username", username).put("sub", sub).put("signOuts", signOuts);
    }

    /** The user, unless the session is over, or the user would have to do something before the next sign-in. */
    Optional<User> find(Users users) {
        return Optional.ofNullable(users.find(username))
                .filter(user -> user.sub().equals(sub)
                        && user.signOuts() == signOuts
                        && user.enabled()
                        && user.status() == Status.CONFIRMED);
    }
}
