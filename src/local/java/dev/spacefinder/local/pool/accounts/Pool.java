package dev.spacefinder.local.pool.accounts;

import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;

import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.secrets.Sealer;
import dev.spacefinder.local.pool.secrets.Srp;

/** What operations work with: what the template declares, the pool's state and its rules. */
public record Pool(
        DeclaredPool declared,
        Store store,
        Users users,
        Codes codes,
        Tokens tokens,
        Attempts attempts,
        SoftwareTokens softwareTokens,
        Sealer sealer,
        Clock clock) {

    /** The client that the request names. */
    public Client client(Input in) {
        return declared.client(in.text("ClientId"));
    }

    /** The client that the request names, after checking SecretHash over the request's user name. */
    public Client clientOfUser(Input in) {
        var client = client(in);
        if (client.hasSecret() || in.has("SecretHash")) {
            checkSecretHash(client, in.text("Username"), in.text("SecretHash"));
        }
        return client;
    }

    /** Refuses a hash that was not made with the client's secret; a client without secret accepts none. */
    public void checkSecretHash(Client client, String username, String hash) {
        if (!client.hasSecret()
                || hash == null
                || !MessageDigest.isEqual(
                        hash.getBytes(UTF_8),
                        Base64.getEncoder()
                                .encode(Srp.hmac(
                                        client.secret().getBytes(UTF_8),
                                        username.getBytes(UTF_8),
                                        client.id().getBytes(UTF_8))))) {
            throw notAuthorized("Unable to verify secret hash for client " + client.id());
        }
    }

    /** Whose access token the request carries; the token must be valid, not revoked, and for the user's own account. */
    public User account(Input in) {
        var access = tokens.access(in.text("AccessToken"));
        if (!List.of(access.claims().path("scope").asText().split(" ")).contains(Tokens.SELF_SERVICE)) {
            throw notAuthorized("Access Token does not have required scopes");
        }
        return access.user();
    }

    /** The client of the request's access token. */
    public Client clientOfToken(Input in) {
        return declared.client(
                tokens.access(in.text("AccessToken")).claims().path("client_id").asText());
    }

    /** The user that an operation for administrators names. */
    public User namedUser(Input in) {
        return users.get(in.text("Username"));
    }

    /** The group that the request names. */
    public Group namedGroup(Input in) {
        var group = store.groups().get(in.text("GroupName"));
        if (group == null) {
            throw CognitoException.resourceNotFound("Group not found.");
        }
        return group;
    }
}
