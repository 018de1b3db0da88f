package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.accounts.Users;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Page;

/** What administrators do to users. */
final class AdminOperations {

    private static final String PASSWORD_OPENING = "Password did not conform with password policy: ";

    private AdminOperations() {}

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
    record AdminCreateUser(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var policy = pool.declared().passwordPolicy();
            var password = in.has("TemporaryPassword") ? in.text("TemporaryPassword") : policy.generate();
            policy.check(password, PASSWORD_OPENING);
            var user = "RESEND".equals(in.text("MessageAction")) ? renewed(in, password) : created(in, password);
            if (!"SUPPRESS".equals(in.text("MessageAction"))) {
                pool.codes().invite(user, password);
            }
            ObjectNode answer = Json.object();
            return answer.set("User", Users.describe(user, "Attributes"));
        }

        private User created(Input in, String password) {
            var attributes = in.attributes();
            pool.users().check(attributes, null, true);
            if (in.flag("ForceAliasCreation")) {
                releaseAliases(attributes);
            }
            return pool.users()
                    .create(
                            in.text("Username"),
                            null,
                            password,
                            true,
                            Status.FORCE_CHANGE_PASSWORD,
                            attributes,
                            "User account already exists");
        }

        private User renewed(Input in, String password) {
            var user = pool.namedUser(in);
            if (user.status() != Status.FORCE_CHANGE_PASSWORD) {
                throw new CognitoException(
                        "UnsupportedUserStateException",
                        "Resend not possible. " + user.username() + " status is not FORCE_CHANGE_PASSWORD");
            }
            return pool.users().change(user, u -> pool.users().withPassword(u, password, true));
        }

        private void releaseAliases(Map<String, String> attributes) {
            for (var contact : pool.declared().aliases()) {
                if ("true".equals(attributes.get(contact + "_verified")) && attributes.containsKey(contact)) {
                    pool.users().releaseAlias(contact, attributes.get(contact));
                }
            }
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
    record AdminGetUser(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return Users.describe(pool.namedUser(in), "UserAttributes");
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
    record AdminDeleteUser(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            pool.store().remove(pool.namedUser(in));
            return null;
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username", "UserAttributes"})
    record AdminUpdateUserAttributes(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.namedUser(in);
            var written = in.attributes();
            pool.users().check(written, null, false);
            var waiting = pool.users().waiting(user, written);
            pool.users().write(user, written);
            waiting.forEach((contact, value) -> pool.codes().sendToNew(pool.namedUser(in), contact, value));
            return Json.object();
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username", "UserAttributeNames"})
    record AdminDeleteUserAttributes(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.namedUser(in);
            var deleted = new TreeMap<String, String>();
            in.names("UserAttributeNames").forEach(name -> deleted.put(name, ""));
            pool.users().check(deleted, null, false);
            AccountOperations.delete(pool, user, in);
            return Json.object();
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
    record AdminDisableUser(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            pool.users().change(pool.namedUser(in), u -> u.withEnabled(false).signedOut());
            return Json.object();
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
    record AdminEnableUser(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            pool.users().change(pool.namedUser(in), u -> u.withEnabled(true));
            return Json.object();
        }
    }

    @Operation.Contract(access = ADMINISTRATOR, requires = "UserPoolId")
    record ListUsers(Pool pool) implements Operation {

        private static final Pattern FILTER =
                Pattern.compile("\\s*\"?([\\w:]+)\"?\\s*(\\^?=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*");
        private static final Set<String> SEARCHABLE =
                Set.of("email", "phone_number", "name", "given_name", "family_name", "preferred_username");

        @Override
        public JsonNode answer(Input in) {
            var shown = in.has("AttributesToGet") ? Set.copyOf(in.names("AttributesToGet")) : null;
            if (shown != null && !pool.declared().attributes().keySet().containsAll(shown)) {
                throw invalidParameter("One or more requested attributes do not exist.");
            }
            return Page.page(
                    in,
                    "Users",
                    "PaginationToken",
                    pool.store().users(),
                    filter(in.text("Filter")),
                    user -> described(user, shown));
        }

        private static JsonNode described(User user, Set<String> shown) {
            var described = Users.describe(user, "Attributes");
            if (shown != null) {
                var attributes = described.putArray("Attributes");
                Users.describeAttributes(user).forEach(attribute -> {
                    if (shown.contains(attribute.path("Name").asText())) {
                        attributes.add(attribute);
                    }
                });
            }
            return described;
        }

        /** One attribute compared with one value; an empty filter lets everybody through. */
        private Predicate<User> filter(String written) {
            if (written == null || written.isBlank()) {
                return user -> true;
            }
            var parsed = FILTER.matcher(written);
            if (!parsed.matches()) {
                throw invalidParameter("Error while parsing filter.");
            }
            var attribute = parsed.group(1);
            var wanted = parsed.group(3).replaceAll("\\\\(.)", "$1");
            Predicate<String> matches =
                    parsed.group(2).equals("=") ? wanted::equals : value -> value.startsWith(wanted);
            return switch (attribute) {
                case "username" -> user -> matches.test(user.username());
                case "sub" -> user -> matches.test(user.sub());
                case "status" -> user -> matches.test(user.enabled() ? "Enabled" : "Disabled");
                case "cognito:user_status" ->
                    user -> parsed.group(2).equals("=")
                            ? user.status().name().equalsIgnoreCase(wanted)
                            : user.status().name().startsWith(wanted.toUpperCase(Locale.ROOT));
                default -> {
                    if (!SEARCHABLE.contains(attribute)) {
                        throw invalidParameter("Error while parsing filter.");
                    }
                    yield user -> user.attributes().containsKey(attribute)
                            && matches.test(user.attributes().get(attribute));
                }
            };
        }
    }
}
