package dev.spacefinder.local.pool.accounts;

import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Input;
import dev.spacefinder.local.pool.secrets.Keys;
import dev.spacefinder.local.pool.secrets.Sealer;
import dev.spacefinder.local.pool.secrets.Srp;

/**
 * What operations and login pages work with: what the template declares, the pool's state and its rules.
 *
 * @param store users, groups and sessions; everything that reads or changes them runs in its transaction
 * @param users the rules for users
 * @param sealer seals what clients only hand back
 */
public record Pool(
        DeclaredPool declared,
        Store store,
        Users users,
        Codes codes,
        Tokens tokens,
        Attempts attempts,
        SoftwareTokens softwareTokens,
        Sealer sealer,
        Clock clock)
        implements AutoCloseable {

    /**
     * Opens a pool.
     *
     * @param folder keeps users, groups and sessions between starts; with none, they live as long as the pool
     * @param issuer the issuer of the pool's tokens
     * @param postman takes what Cognito would send by mail
     * @throws IOException if what the folder keeps cannot be read; the message says what to do
     */
    public static Pool open(
            DeclaredPool declared, Keys keys, Optional<Path> folder, String issuer, Codes.Postman postman, Clock clock)
            throws IOException {
        var store = new Store(declared, folder, clock);
        var sealer = new Sealer(keys.seal(), clock);
        var users = new Users(declared, store, sealer, clock);
        var attempts = new Attempts(clock);
        return new Pool(
                declared,
                store,
                users,
                new Codes(users, postman, clock),
                new Tokens(declared, store, keys, issuer, clock),
                attempts,
                new SoftwareTokens(declared, users, attempts, sealer, clock),
                sealer,
                clock);
    }

    /** Whether a folder keeps a pool. */
    public static boolean isIn(Path folder) {
        return Store.isIn(folder);
    }

    /** Makes the folder's next pool an empty one. */
    public static void forget(Path folder) throws IOException {
        Store.forget(folder);
    }

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

    /**
     * The user whose access token the request carries. The token must be valid, not revoked, and have the scope for the
     * user's own account.
     */
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

    /**
     * Where a code for a name that nobody has went: Cognito pretends to have sent one if the client hides who exists.
     *
     * @throws CognitoException UserNotFoundException if it does not
     */
    public Codes.Delivery simulatedDelivery(String name, Client client) {
        if (!client.hidesUsers()) {
            throw CognitoException.unknownCombination();
        }
        var letters = sealer.fingerprint(store.key(name));
        var address = name.indexOf('@') > 0 && !name.endsWith("@")
                ? name
                : (char) ('a' + Math.floorMod(letters[0], 26)) + "@" + (char) ('a' + Math.floorMod(letters[1], 26));
        return Codes.Delivery.to(address, "email");
    }

    /** Closes the store; what the folder keeps is there for the next start. */
    @Override
    public void close() {
        store.close();
    }
}
