package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.operations.Operation.Access.ANYONE;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.pool.accounts.Codes;
import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;

/** Users who register themselves, and their confirmation. */
final class SignUpOperations {

    private SignUpOperations() {}

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "Username", "Password"})
    record SignUp(Pool pool, Registration registration) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var registered = registration.register(
                    in.text("Username"), in.text("Password"), in.attributes(), pool.clientOfUser(in));
            var answer = Json.object().put("UserConfirmed", false);
            registered.delivery().ifPresent(delivery -> answer.set("CodeDeliveryDetails", delivery.json()));
            return answer.put("UserSub", registered.user().sub());
        }
    }

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "Username", "ConfirmationCode"})
    record ConfirmSignUp(Pool pool, Registration registration) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.clientOfUser(in);
            registration.confirm(
                    in.text("Username"), in.text("ConfirmationCode"), in.flag("ForceAliasCreation"), client);
            return Json.object();
        }
    }

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "Username"})
    record ResendConfirmationCode(Pool pool, Registration registration) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.clientOfUser(in);
            return registration.resend(in.text("Username"), client).answer();
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
    record AdminConfirmSignUp(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.namedUser(in);
            Registration.checkUnconfirmed(user);
            pool.users().change(user, u -> u.withStatus(Status.CONFIRMED).withCode(Codes.SIGN_UP, null));
            return Json.object();
        }
    }
}
