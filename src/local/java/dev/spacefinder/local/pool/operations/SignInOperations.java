package dev.spacefinder.local.pool.operations;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;

/** Signing in, refreshing and signing out. */
final class SignInOperations {

    private SignInOperations() {}

    @Operation.Requires({"AuthFlow", "ClientId"})
    record InitiateAuth(SignIn signIn) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return signIn.initiate(in, false);
        }
    }

    @Operation.Requires({"UserPoolId", "ClientId", "AuthFlow"})
    record AdminInitiateAuth(SignIn signIn) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return signIn.initiate(in, true);
        }
    }

    @Operation.Requires({"ClientId", "ChallengeName"})
    record RespondToAuthChallenge(SignIn signIn) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return signIn.respond(in);
        }
    }

    @Operation.Requires({"UserPoolId", "ClientId", "ChallengeName"})
    record AdminRespondToAuthChallenge(SignIn signIn) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return signIn.respond(in);
        }
    }

    @Operation.Requires({"RefreshToken", "ClientId"})
    record GetTokensFromRefreshToken(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.client(in);
            checkSecret(client, in);
            var result = SignIn.result(pool.tokens().refresh(in.text("RefreshToken"), client, user -> {}));
            result.remove("ChallengeParameters");
            return result;
        }
    }

    @Operation.Requires({"Token", "ClientId"})
    record RevokeToken(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.client(in);
            checkSecret(client, in);
            pool.tokens().revoke(in.text("Token"), client);
            return null;
        }
    }

    @Operation.Requires("AccessToken")
    record GlobalSignOut(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            pool.users().change(pool.account(in), User::signedOut);
            return Json.object();
        }
    }

    @Operation.Requires({"UserPoolId", "Username"})
    record AdminUserGlobalSignOut(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            pool.users().change(pool.namedUser(in), User::signedOut);
            return Json.object();
        }
    }

    private static void checkSecret(Client client, Input in) {
        if (client.hasSecret() && !client.secret().equals(in.text("ClientSecret"))) {
            throw CognitoException.notAuthorized("Unable to verify secret for client " + client.id());
        }
    }
}
