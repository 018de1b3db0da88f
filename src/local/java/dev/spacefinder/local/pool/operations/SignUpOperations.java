package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.operations.Operation.Access.ANYONE;
import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Codes;
import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.accounts.User.Status;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;

/** Users who register themselves, and their confirmation. */
final class SignUpOperations {

    private static final int CONFIRMATIONS_PER_HOUR = 15;
    private static final int CODES_PER_HOUR = 5;

    private SignUpOperations() {}

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "Username", "Password"})
    record SignUp(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.clientOfUser(in);
            if (!pool.declared().selfSignUp()) {
                throw notAuthorized("SignUp is not permitted for this user pool");
            }
            pool.declared().passwordPolicy().check(in.text("Password"), "Password did not conform with policy: ");
            var attributes = in.attributes();
            pool.users().check(attributes, client, true);
            var user = pool.users()
                    .create(
                            in.text("Username"),
                            null,
                            in.text("Password"),
                            false,
                            Status.UNCONFIRMED,
                            attributes,
                            "User already exists");
            var answer = Json.object().put("UserConfirmed", false);
            var contact = contact(pool, user);
            if (contact != null) {
                answer.set("CodeDeliveryDetails", pool.codes().send(user, Codes.SIGN_UP, contact));
            }
            return answer.put("UserSub", user.sub());
        }
    }

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "Username", "ConfirmationCode"})
    record ConfirmSignUp(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.clientOfUser(in);
            var user = pool.users().find(in.text("Username"));
            if (user == null) {
                throw client.hidesUsers()
                        ? CognitoException.codeExpired()
                        : new CognitoException("UserNotFoundException", "Username/client id combination not found.");
            }
            pool.attempts().limit(user, name(), CONFIRMATIONS_PER_HOUR);
            checkUnconfirmed(user);
            var redeemed = pool.codes().redeem(user, Codes.SIGN_UP, in.text("ConfirmationCode"));
            var contact = pool.codes().contact(user, Codes.SIGN_UP);
            if (in.flag("ForceAliasCreation")) {
                pool.users().releaseAlias(contact, user.attributes().get(contact));
            }
            pool.users()
                    .change(
                            user,
                            u -> redeemed.withStatus(Status.CONFIRMED).withAttribute(contact + "_verified", "true"));
            return Json.object();
        }
    }

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "Username"})
    record ResendConfirmationCode(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.clientOfUser(in);
            var user = pool.users().find(in.text("Username"));
            if (user == null) {
                return PasswordOperations.unknownUser(pool, client, in.text("Username"));
            }
            if (user.status() != Status.UNCONFIRMED) {
                throw CognitoException.invalidParameter("User is already confirmed.");
            }
            pool.attempts().limit(user, name(), CODES_PER_HOUR);
            var contact = contact(pool, user);
            if (contact == null) {
                throw CognitoException.invalidParameter("Auto verification not turned on.");
            }
            ObjectNode answer = Json.object();
            return answer.set("CodeDeliveryDetails", pool.codes().send(user, Codes.SIGN_UP, contact));
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
    record AdminConfirmSignUp(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.namedUser(in);
            checkUnconfirmed(user);
            pool.users().change(user, u -> u.withStatus(Status.CONFIRMED).withCode(Codes.SIGN_UP, null));
            return Json.object();
        }
    }

    private static void checkUnconfirmed(User user) {
        if (user.status() != Status.UNCONFIRMED) {
            throw notAuthorized("User cannot be confirmed. Current status is " + user.status());
        }
    }

    /**
     * The contact that a new user's code is sent to: the telephone if there are both, null if the pool verifies none of
     * them.
     */
    private static String contact(Pool pool, User user) {
        for (var contact : new String[] {"phone_number", "email"}) {
            if (pool.declared().autoVerified().contains(contact)
                    && user.attributes().containsKey(contact)) {
                return contact;
            }
        }
        return null;
    }
}
