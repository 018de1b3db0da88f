package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.operations.Operation.Access.ANYONE;
import static dev.spacefinder.local.pool.operations.Operation.Access.USER;
import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;
import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Codes;
import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;

/** Forgotten and changed passwords. */
final class PasswordOperations {

    private static final int USES_PER_HOUR = 5;
    private static final int CODE_TRIES_PER_HOUR = 15;
    private static final String OPENING = "Password does not conform to policy: ";
    private static final String ADMIN_OPENING = "Password did not conform with password policy: ";

    private PasswordOperations() {}

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "Username"})
    record ForgotPassword(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.clientOfUser(in);
            if (!pool.declared().recoverable()) {
                throw notAuthorized("Contact administrator to reset password.");
            }
            var user = pool.users().find(in.text("Username"));
            if (user == null || !user.enabled() && client.hidesUsers()) {
                return unknownUser(pool, client, in.text("Username"));
            }
            if (!user.enabled()) {
                throw notAuthorized("User is disabled.");
            }
            if (user.status() == Status.FORCE_CHANGE_PASSWORD) {
                throw notAuthorized("User password cannot be reset in the current state.");
            }
            pool.attempts().limit(user, name(), USES_PER_HOUR);
            ObjectNode answer = Json.object();
            return answer.set("CodeDeliveryDetails", sendCode(pool, user));
        }
    }

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "Username", "ConfirmationCode", "Password"})
    record ConfirmForgotPassword(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.clientOfUser(in);
            var user = pool.users().find(in.text("Username"));
            if (user == null || !user.enabled() && client.hidesUsers()) {
                throw client.hidesUsers() ? CognitoException.codeMismatch() : unknownCombination();
            }
            pool.attempts().limit(user, name(), CODE_TRIES_PER_HOUR);
            var redeemed = pool.codes().redeem(user, Codes.PASSWORD, in.text("ConfirmationCode"));
            pool.declared().passwordPolicy().check(in.text("Password"), OPENING);
            pool.users().change(user, u -> pool.users().withPassword(redeemed, in.text("Password"), false));
            pool.attempts().succeeded(user);
            return Json.object();
        }
    }

    @Operation.Contract(
            access = USER,
            requires = {"ProposedPassword", "AccessToken"})
    record ChangePassword(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.account(in);
            pool.attempts().limit(user, name(), USES_PER_HOUR);
            if (!in.has("PreviousPassword") || !user.credentials().matches(in.text("PreviousPassword"))) {
                throw CognitoException.incorrectPassword();
            }
            pool.declared().passwordPolicy().check(in.text("ProposedPassword"), OPENING);
            pool.users().change(user, u -> pool.users().withPassword(u, in.text("ProposedPassword"), false));
            return Json.object();
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username", "Password"})
    record AdminSetUserPassword(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.namedUser(in);
            pool.declared().passwordPolicy().check(in.text("Password"), ADMIN_OPENING);
            pool.users().change(user, u -> pool.users().withPassword(u, in.text("Password"), !in.flag("Permanent")));
            pool.attempts().succeeded(user);
            return Json.object();
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
    record AdminResetUserPassword(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.namedUser(in);
            if (user.status() == Status.FORCE_CHANGE_PASSWORD) {
                throw notAuthorized("User password cannot be reset in the current state.");
            }
            sendCode(pool, pool.users().change(user, u -> u.withStatus(Status.RESET_REQUIRED)));
            return Json.object();
        }
    }

    private static ObjectNode sendCode(Pool pool, User user) {
        for (var contact : new String[] {"email", "phone_number"}) {
            if (user.isVerified(contact)) {
                return pool.codes().send(user, Codes.PASSWORD, contact);
            }
        }
        throw invalidParameter(
                "Cannot reset password for the user as there is no registered/verified email or phone_number");
    }

    /** For a name that nobody has: Cognito pretends to have sent a code if the client hides who exists. */
    static JsonNode unknownUser(Pool pool, Client client, String name) {
        if (!client.hidesUsers()) {
            throw unknownCombination();
        }
        var letters = pool.sealer().fingerprint(pool.store().key(name));
        var address = name.indexOf('@') > 0 && !name.endsWith("@")
                ? name
                : (char) ('a' + Math.floorMod(letters[0], 26)) + "@" + (char) ('a' + Math.floorMod(letters[1], 26));
        ObjectNode answer = Json.object();
        return answer.set("CodeDeliveryDetails", Codes.delivery(address, "email"));
    }

    private static CognitoException unknownCombination() {
        return new CognitoException("UserNotFoundException", "Username/client id combination not found.");
    }
}
