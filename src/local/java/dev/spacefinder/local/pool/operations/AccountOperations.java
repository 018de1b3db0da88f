package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.USER;
import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;

import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.accounts.Users;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;

/** What users do to their own account, with an access token. */
final class AccountOperations {

    private static final int CODES_PER_HOUR = 5;
    private static final int VERIFICATIONS_PER_HOUR = 15;

    private AccountOperations() {}

    @Operation.Contract(access = USER, requires = "AccessToken")
    record GetUser(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.account(in);
            var answer = Json.object().put("Username", user.username());
            answer.set("UserAttributes", Users.describeAttributes(user));
            MfaOperations.describe(answer, user);
            return answer;
        }
    }

    /** The first factors that a user may choose among; those of the second are listed beside them, as GetUser does. */
    @Operation.Contract(access = USER, requires = "AccessToken")
    record GetUserAuthFactors(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.account(in);
            var answer = Json.object().put("Username", user.username());
            answer.putArray("ConfiguredUserAuthFactors").add("PASSWORD");
            MfaOperations.describe(answer, user);
            return answer;
        }
    }

    @Operation.Contract(
            access = USER,
            requires = {"UserAttributes", "AccessToken"})
    record UpdateUserAttributes(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.account(in);
            var written = in.attributes();
            pool.users().check(written, pool.clientOfToken(in), false);
            var waiting = pool.users().waiting(user, written);
            pool.users().write(user, written);
            var answer = Json.object();
            var deliveries = answer.putArray("CodeDeliveryDetailsList");
            waiting.forEach((contact, value) -> deliveries.add(
                    pool.codes().sendToNew(pool.account(in), contact, value).json()));
            for (var contact : pool.declared().autoVerified()) {
                var changed = pool.account(in);
                if (written.containsKey(contact) && !waiting.containsKey(contact) && !changed.isVerified(contact)) {
                    deliveries.add(pool.codes().send(changed, contact, contact).json());
                }
            }
            return answer;
        }
    }

    @Operation.Contract(
            access = USER,
            requires = {"UserAttributeNames", "AccessToken"})
    record DeleteUserAttributes(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.account(in);
            pool.users().checkDeleted(in.names("UserAttributeNames"), pool.clientOfToken(in));
            delete(pool, user, in);
            return Json.object();
        }
    }

    @Operation.Contract(
            access = USER,
            requires = {"AccessToken", "AttributeName"})
    record GetUserAttributeVerificationCode(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.account(in);
            var contact = contact(in);
            if (!user.attributes().containsKey(contact)) {
                throw invalidParameter("User does not have the attribute " + contact + ".");
            }
            pool.attempts().limit(user, name(), CODES_PER_HOUR);
            return pool.codes().send(user, contact, contact).answer();
        }
    }

    @Operation.Contract(
            access = USER,
            requires = {"AccessToken", "AttributeName", "Code"})
    record VerifyUserAttribute(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var user = pool.account(in);
            var contact = contact(in);
            pool.attempts().limit(user, name(), VERIFICATIONS_PER_HOUR);
            var redeemed = pool.codes().redeem(user, contact, in.text("Code"));
            pool.users().change(user, u -> redeemed.withAttribute(contact + "_verified", "true"));
            return Json.object();
        }
    }

    @Operation.Contract(access = USER, requires = "AccessToken")
    record DeleteUser(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            pool.store().remove(pool.account(in));
            return null;
        }
    }

    /** Deletes the attributes that the request names; what the schema requires stays. */
    static void delete(Pool pool, User user, Input in) {
        var attributes = new TreeMap<>(user.attributes());
        for (var name : in.names("UserAttributeNames")) {
            attributes.remove(name);
            attributes.remove(name + "_verified");
        }
        pool.users().checkRequired(attributes);
        pool.users().change(user, u -> u.withAttributes(attributes));
    }

    private static String contact(Input in) {
        var name = in.text("AttributeName");
        if (!name.equals("email") && !name.equals("phone_number")) {
            throw invalidParameter("Attribute " + name + " cannot be verified.");
        }
        return name;
    }
}
