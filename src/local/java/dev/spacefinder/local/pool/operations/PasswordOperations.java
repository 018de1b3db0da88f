package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.operations.Operation.Access.ANYONE;
import static dev.spacefinder.local.pool.operations.Operation.Access.USER;
import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;

/** Forgotten and changed passwords. */
final class PasswordOperations {

    private static final int CHANGES_PER_HOUR = 5;
    private static final String ADMIN_OPENING = "Password did not conform with password policy: ";

    private PasswordOperations() {}

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "Username"})
    record ForgotPassword(Pool pool, PasswordRecovery recovery) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.clientOfUser(in);
            return recovery.begin(in.text("Username"), client).answer();
        }
    }

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "Username", "ConfirmationCode", "Password"})
    record ConfirmForgotPassword(Pool pool, PasswordRecovery recovery) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.clientOfUser(in);
            recovery.finish(in.text("Username"), in.text("ConfirmationCode"), in.text("Password"), client);
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
            pool.attempts().limit(user, name(), CHANGES_PER_HOUR);
            if (!in.has("PreviousPassword") || !user.credentials().matches(in.text("PreviousPassword"))) {
                throw CognitoException.incorrectPassword();
            }
            pool.declared().passwordPolicy().check(in.text("ProposedPassword"), PasswordRecovery.POLICY);
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
    record AdminResetUserPassword(Pool pool, PasswordRecovery recovery) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.namedUser(in);
            if (user.status() == Status.FORCE_CHANGE_PASSWORD) {
                throw notAuthorized("User password cannot be reset in the current state.");
            }
            recovery.sendCode(pool.users().change(user, u -> u.withStatus(Status.RESET_REQUIRED)));
            return Json.object();
        }
    }
}
