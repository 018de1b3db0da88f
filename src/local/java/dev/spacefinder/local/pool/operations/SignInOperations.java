package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.operations.Operation.Access.ADMINISTRATOR;
import static dev.spacefinder.local.pool.operations.Operation.Access.ANYONE;
import static dev.spacefinder.local.pool.operations.Operation.Access.USER;

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

    @Operation.Contract(
            access = ANYONE,
            requires = {"AuthFlow", "ClientId"})
    record InitiateAuth(AuthFlows flows) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return flows.initiate(in, false);
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "ClientId", "AuthFlow"})
    record AdminInitiateAuth(AuthFlows flows) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return flows.initiate(in, true);
        }
    }

    @Operation.Contract(
            access = ANYONE,
            requires = {"ClientId", "ChallengeName"})
    record RespondToAuthChallenge(AuthFlows flows) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return flows.respond(in);
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "ClientId", "ChallengeName"})
    record AdminRespondToAuthChallenge(AuthFlows flows) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            return flows.respond(in);
        }
    }

    @Operation.Contract(
            access = ANYONE,
            requires = {"RefreshToken", "ClientId"})
    record GetTokensFromRefreshToken(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.client(in);
            checkSecret(client, in);
            var result = AuthFlows.result(pool.tokens().refresh(in.text("RefreshToken"), client, user -> {}));
            result.remove("ChallengeParameters");
            return result;
        }
    }

    @Operation.Contract(
            access = ANYONE,
            requires = {"Token", "ClientId"})
    record RevokeToken(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            var client = pool.client(in);
            checkSecret(client, in);
            pool.tokens().revoke(in.text("Token"), client);
            return null;
        }
    }

    @Operation.Contract(access = USER, requires = "AccessToken")
    record GlobalSignOut(Pool pool) implements Operation {
        @Override
        public JsonNode answer(Input in) {
            pool.users().change(pool.account(in), User::signedOut);
            return Json.object();
        }
    }

    @Operation.Contract(
            access = ADMINISTRATOR,
            requires = {"UserPoolId", "Username"})
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
