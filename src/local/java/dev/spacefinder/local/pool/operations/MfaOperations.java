package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.operations.Operation.Access.ANYONE;
import static dev.spacefinder.local.pool.operations.Operation.Access.USER;
import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.declaration.DeclaredPool.Mfa;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;

/** The second factor: an authenticator app. */
final class MfaOperations {

    private MfaOperations() {}

    @Operation.Contract(
            access = ANYONE,
            requires = {})
    record AssociateSoftwareToken(Pool pool, SignIn signIn) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            checkOneProof(in);
            if (in.has("AccessToken")) {
                return Json.object().put("SecretCode", pool.softwareTokens().associate(pool.account(in)));
            }
            var setup = signIn.associate(in.text("Session"));
            return Json.object().put("SecretCode", setup.secretCode()).put("Session", setup.session());
        }
    }

    @Operation.Contract(access = ANYONE, requires = "UserCode")
    record VerifySoftwareToken(Pool pool, SignIn signIn) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            checkOneProof(in);
            var answer = Json.object().put("Status", "SUCCESS");
            var code = in.text("UserCode");
            var device = in.text("FriendlyDeviceName");
            if (in.has("AccessToken")) {
                pool.softwareTokens().verify(pool.account(in), code, device);
                return answer;
            }
            return answer.put("Session", signIn.verify(in.text("Session"), code, device));
        }
    }

    @Operation.Contract(access = USER, requires = "AccessToken")
    record SetUserMFAPreference(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return prefer(pool, pool.account(in), in, "User has not verified software token mfa");
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"Username", "UserPoolId"})
    record AdminSetUserMFAPreference(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return prefer(
                    pool,
                    pool.namedUser(in),
                    in,
                    "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA");
        }
    }

    @Operation.Contract(access = ADMINISTRATOR, requires = "UserPoolId")
    record GetUserPoolMfaConfig(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var answer = Json.object();
            if (pool.declared().mfa() != Mfa.OFF) {
                answer.putObject("SoftwareTokenMfaConfiguration").put("Enabled", true);
            }
            return answer.put("MfaConfiguration", pool.declared().mfa().name());
        }
    }

    /** The factors that a user has turned on; nothing is added where there are none, as in Cognito's answers. */
    static void describe(ObjectNode described, User user) {
        var token = user.softwareToken();
        if (token.verified() && token.enabled()) {
            described.putArray("UserMFASettingList").add(SignIn.ChallengeName.SOFTWARE_TOKEN_MFA.name());
            if (token.preferred()) {
                described.put("PreferredMfaSetting", SignIn.ChallengeName.SOFTWARE_TOKEN_MFA.name());
            }
        }
    }

    /** A user is known by an access token or by the session of a challenge. */
    private static void checkOneProof(Input in) {
        if (in.has("AccessToken") == in.has("Session")) {
            throw invalidParameter("Either an access token or a session is needed, and not both.");
        }
    }

    private static JsonNode prefer(Pool pool, User user, Input in, String notVerified) {
        for (var factor : new String[] {"SMS", "Email"}) {
            if (in.structure(factor + "MfaSettings").flag("Enabled")) {
                throw invalidParameter("User does not have delivery config set to turn on "
                        + (factor.equals("SMS") ? "SMS_MFA" : "EMAIL_OTP"));
            }
        }
        if (in.has("SoftwareTokenMfaSettings")) {
            var settings = in.structure("SoftwareTokenMfaSettings");
            if (settings.flag("Enabled") && !user.softwareToken().verified()) {
                throw invalidParameter(notVerified);
            }
            pool.softwareTokens().prefer(user, settings.flag("Enabled"), settings.flag("PreferredMfa"));
        }
        return Json.object();
    }
}
