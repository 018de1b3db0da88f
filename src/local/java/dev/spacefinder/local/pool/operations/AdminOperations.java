package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;

import java.util.Set;
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
            if (!"SUPPRESS".equals(in.text("MessageAction")) && user.hasContact()) {
                pool.codes().invite(user, password);
            }
            ObjectNode answer = Json.object();
            return answer.set("User", Users.describe(user, "Attributes"));
        }

        private User created(Input in, String password) {
            var attributes = in.attributes();
            pool.users().check(attributes, null, true);
            if (in.flag("ForceAliasCreation")) {
                pool.users().takeAliases(in.text("Username"), attributes);
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
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
    record AdminGetUser(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.namedUser(in);
            var described = Users.describe(user, "UserAttributes");
            MfaOperations.describe(described, user);
            return described;
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
            pool.users().takeAliases(user.username(), user.withWritten(written).attributes());
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
            pool.users().checkDeleted(in.names("UserAttributeNames"), null);
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

    /** The log of threat protection, which records nothing here; without that add-on Cognito refuses to look. */
    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
    record AdminListUserAuthEvents(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var mode = pool.declared()
                    .properties()
                    .path("UserPoolAddOns")
                    .path("AdvancedSecurityMode")
                    .asText("OFF");
            if (mode.equals("OFF")) {
                throw new CognitoException("UserPoolAddOnNotEnabledException", "User pool add-on is not enabled.");
            }
            pool.namedUser(in);
            var answer = Json.object();
            answer.putArray("AuthEvents");
            return answer;
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
                throw unknownAttributes();
            }
            return Page.page(
                    in,
                    "Users",
                    "PaginationToken",
                    pool.store().users(),
                    filter(in.text("Filter")),
                    user -> described(user, shown));
        }

        /** A user; an attribute that is asked for and that the user lacks is an error (API_ListUsers). */
        private static JsonNode described(User user, Set<String> shown) {
            var described = Users.describe(user, "Attributes");
            if (shown != null) {
                var attributes = described.putArray("Attributes");
                Users.describeAttributes(user).forEach(attribute -> {
                    if (shown.contains(attribute.path("Name").asText())) {
                        attributes.add(attribute);
                    }
                });
                if (attributes.size() < shown.size()) {
                    throw unknownAttributes();
                }
            }
            return described;
        }

        private static CognitoException unknownAttributes() {
            return invalidParameter("One or more requested attributes do not exist.");
        }

        /**
         * One attribute compared with one value; an empty filter lets everybody through. Attributes are compared
         * without regard to case, and so are user names if the pool has none; sub and both kinds of status are compared
         * as they are (API_ListUsers).
         */
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
            var whole = parsed.group(2).equals("=");
            Predicate<String> exactly = whole ? wanted::equals : value -> value.startsWith(wanted);
            Predicate<String> inAnyCase = whole
                    ? wanted::equalsIgnoreCase
                    : value -> value.regionMatches(true, 0, wanted, 0, wanted.length());
            var byName = pool.declared().caseSensitive() ? exactly : inAnyCase;
            return switch (attribute) {
                case "username" -> user -> byName.test(user.username());
                case "sub" -> user -> exactly.test(user.sub());
                case "status" -> user -> exactly.test(user.enabled() ? "Enabled" : "Disabled");
                case "cognito:user_status" -> user -> exactly.test(user.status().name());
                default -> {
                    if (!SEARCHABLE.contains(attribute)) {
                        throw invalidParameter("Error while parsing filter.");
                    }
                    yield user -> user.attributes().containsKey(attribute)
                            && inAnyCase.test(user.attributes().get(attribute));
                }
            };
        }
    }
}
