package dev.spacefinder.local.pool.operations;

import static dev.spacefinder.local.pool.protocol.CognitoException.invalidParameter;
import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;

import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.Tokens;
import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.protocol.Json;

/** Signing in through the API: reads the parameters of Cognito's flows, and answers with a challenge or tokens. */
record AuthFlows(Pool pool, SignIn signIn) {

    /** InitiateAuth, or AdminInitiateAuth if the caller is an administrator. */
    JsonNode initiate(Input in, boolean admin) {
        var client = pool.client(in);
        var flow = in.text("AuthFlow")
                .replace("ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH")
                .replaceFirst("^REFRESH_TOKEN$", "REFRESH_TOKEN_AUTH");
        if (flow.equals(admin ? "USER_PASSWORD_AUTH" : "ADMIN_USER_PASSWORD_AUTH")) {
            throw invalidParameter("Initiate Auth method not supported.");
        }
        checkEnabled(client, flow);
        return switch (flow) {
            case "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH" -> password(in, client);
            case "USER_SRP_AUTH" -> srp(in, client);
            case "REFRESH_TOKEN_AUTH" ->
                result(pool.tokens()
                        .refresh(
                                in.requiredParameter("REFRESH_TOKEN"),
                                client,
                                user -> checkRefreshSecretHash(client, user, in.parameter("SECRET_HASH"))));
            case "CUSTOM_AUTH" ->
                throw invalidParameter("Custom auth lambda trigger is not configured for the user pool.");
            default -> throw invalidParameter("Initiate Auth method not supported.");
        };
    }

    /** RespondToAuthChallenge and AdminRespondToAuthChallenge. */
    JsonNode respond(Input in) {
        var client = pool.client(in);
        checkSecretHash(in, client, in.requiredParameter("USERNAME"));
        return switch (in.text("ChallengeName")) {
            case "PASSWORD_VERIFIER" -> srpAnswer(in, client);
            case "NEW_PASSWORD_REQUIRED" -> newPassword(in, client);
            case "SOFTWARE_TOKEN_MFA" -> softwareToken(in, client);
            case "MFA_SETUP" -> mfaSetup(in, client);
            default ->
                throw invalidParameter("Challenge " + in.text("ChallengeName") + " is not one that this pool gives.");
        };
    }

    /** The tokens as the protocol's AuthenticationResult. */
    static ObjectNode result(Tokens.Issued issued) {
        var answer = Json.object();
        var result = answer.putObject("AuthenticationResult")
                .put("AccessToken", issued.access())
                .put("ExpiresIn", issued.accessValidity().toSeconds())
                .put("TokenType", "Bearer");
        if (issued.refresh() != null) {
            result.put("RefreshToken", issued.refresh());
        }
        if (issued.id() != null) {
            result.put("IdToken", issued.id());
        }
        answer.putObject("ChallengeParameters");
        return answer;
    }

    private JsonNode password(Input in, Client client) {
        var username = in.requiredParameter("USERNAME");
        var password = in.requiredParameter("PASSWORD");
        checkSecretHash(in, client, username);
        return answer(signIn.password(username, password, client), client);
    }

    private JsonNode srp(Input in, Client client) {
        var username = in.requiredParameter("USERNAME");
        var clientNumber = in.requiredParameter("SRP_A");
        checkSecretHash(in, client, username);
        return answer(signIn.srp(username, clientNumber, client), client);
    }

    private JsonNode srpAnswer(Input in, Client client) {
        var proof = new SignIn.SrpProof(
                in.requiredParameter("PASSWORD_CLAIM_SECRET_BLOCK"),
                in.requiredParameter("PASSWORD_CLAIM_SIGNATURE"),
                in.requiredParameter("TIMESTAMP"));
        return answer(signIn.srpProof(in.requiredParameter("USERNAME"), proof, client), client);
    }

    private JsonNode newPassword(Input in, Client client) {
        var step = signIn.newPassword(
                session(in),
                in.requiredParameter("USERNAME"),
                in.requiredParameter("NEW_PASSWORD"),
                writtenAttributes(in),
                client);
        return answer(step, client);
    }

    private JsonNode softwareToken(Input in, Client client) {
        var step = signIn.softwareToken(
                session(in), in.requiredParameter("USERNAME"), in.requiredParameter("SOFTWARE_TOKEN_MFA_CODE"), client);
        return answer(step, client);
    }

    private JsonNode mfaSetup(Input in, Client client) {
        return answer(signIn.mfaSetup(session(in), in.requiredParameter("USERNAME"), client), client);
    }

    private static String session(Input in) {
        if (!in.has("Session")) {
            throw invalidParameter("Missing required parameter Session");
        }
        return in.text("Session");
    }

    private JsonNode answer(SignIn.Step step, Client client) {
        if (step instanceof SignIn.Challenge challenge) {
            var answer = Json.object().put("ChallengeName", challenge.name().name());
            if (challenge.session() != null) {
                answer.put("Session", challenge.session());
            }
            return answer.set("ChallengeParameters", Json.MAPPER.valueToTree(challenge.parameters()));
        }
        return result(pool.tokens().signIn(((SignIn.Proven) step).user(), client));
    }

    private static void checkEnabled(Client client, String flow) {
        if (flow.equals("REFRESH_TOKEN_AUTH") && client.rotates()) {
            throw invalidParameter("Refresh Token flow not enabled for this client");
        }
        if (!client.authFlows().contains(flow)) {
            throw invalidParameter(
                    switch (flow) {
                        case "USER_PASSWORD_AUTH" -> "USER_PASSWORD_AUTH flow not enabled for this client";
                        case "USER_SRP_AUTH" -> "USER_SRP_AUTH is not enabled for the client";
                        case "REFRESH_TOKEN_AUTH" -> "Refresh Token flow not enabled for this client";
                        case "ADMIN_USER_PASSWORD_AUTH" -> "Auth flow not enabled for this client";
                        default -> flow + " is not enabled for the client.";
                    });
        }
    }

    private void checkSecretHash(Input in, Client client, String username) {
        var hash = in.parameter("SECRET_HASH");
        if (client.hasSecret() && hash == null) {
            throw notAuthorized("Client " + client.id() + " is configured for secret but secret was not received");
        }
        if (hash != null) {
            pool.checkSecretHash(client, username, hash);
        }
    }

    private void checkRefreshSecretHash(Client client, User user, String hash) {
        if (!client.hasSecret() && hash == null) {
            return;
        }
        try {
            pool.checkSecretHash(client, user.username(), hash);
        } catch (CognitoException e) {
            throw notAuthorized("SecretHash does not match for the client: " + client.id());
        }
    }

    private static Map<String, String> writtenAttributes(Input in) {
        var attributes = new HashMap<String, String>();
        in.body().path("ChallengeResponses").fields().forEachRemaining(entry -> {
            if (entry.getKey().startsWith("userAttributes.")) {
                attributes.put(
                        entry.getKey().substring("userAttributes.".length()),
                        entry.getValue().asText());
            }
        });
        return attributes;
    }
}
