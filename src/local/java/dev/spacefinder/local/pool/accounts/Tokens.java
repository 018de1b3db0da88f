package dev.spacefinder.local.pool.accounts;

import static dev.spacefinder.local.pool.protocol.CognitoException.notAuthorized;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.secrets.Keys;

/** Mints and checks the pool's tokens, with the claims that Cognito's have. */
public final class Tokens {

    /** The scope of a sign-in through the API; with it a user may read and change their own account. */
    static final String SELF_SERVICE = "aws.cognito.signin.user.admin";

    /** The tokens of a sign-in or refresh; id or refresh is null where there is none. */
    public record Issued(String id, String access, String refresh, Duration accessValidity) {}

    /** A valid access token's user and claims. */
    public record Access(User user, JsonNode claims) {}

    private record RefreshToken(Session session, String id, User user) {}

    private final DeclaredPool declared;
    private final Store store;
    private final Keys keys;
    private final String issuer;
    private final Clock clock;

    Tokens(DeclaredPool declared, Store store, Keys keys, String issuer, Clock clock) {
        this.declared = declared;
        this.store = store;
        this.keys = keys;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** The tokens of a new sign-in through the API. */
    public Issued signIn(User user, Client client) {
        return signIn(user, client, SELF_SERVICE, false, null);
    }

    /** The tokens of a new sign-in. */
    public Issued signIn(User user, Client client, String scope, boolean oauth, String nonce) {
        var now = clock.instant();
        var refresh = UUID.randomUUID().toString();
        var session = new Session(
                UUID.randomUUID().toString(),
                user.username(),
                user.sub(),
                client.id(),
                scope,
                oauth,
                nonce,
                now,
                now.plus(client.refreshValidity()),
                user.signOuts(),
                false,
                refresh,
                refresh,
                null,
                null);
        store.put(session);
        return issue(user, client, session, encrypt(session, refresh));
    }

    /**
     * The tokens of a refresh; with a new refresh token if the client rotates them.
     *
     * @param secretCheck refuses the caller who does not know the client's secret; it may depend on the user's name
     */
    public Issued refresh(String token, Client client, Consumer<User> secretCheck) {
        var presented = open(token, client);
        var session = presented.session();
        secretCheck.accept(presented.user());
        if (session.revoked() || session.signOuts() != presented.user().signOuts()) {
            throw notAuthorized("Refresh Token has been revoked");
        }
        if (!session.expires().isAfter(clock.instant())) {
            throw notAuthorized("Refresh Token has expired");
        }
        if (!presented.user().enabled()) {
            throw notAuthorized("User is disabled.");
        }
        if (!client.rotates()) {
            return issue(presented.user(), client, session, null);
        }
        var rotated = rotate(session, presented.id(), client);
        store.put(rotated);
        return issue(presented.user(), client, rotated, encrypt(rotated, rotated.current()));
    }

    private Session rotate(Session session, String presented, Client client) {
        var next = UUID.randomUUID().toString();
        var now = clock.instant();
        if (presented.equals(session.current())) {
            return session.rotate(next, now);
        }
        if (presented.equals(session.previous())
                && now.isBefore(session.rotated().plus(client.rotationGrace()))) {
            return session.fork(next);
        }
        throw new CognitoException("RefreshTokenReuseException", "Refresh token reuse detected");
    }

    /**
     * Ends the session of a refresh token. Of a session whose tokens were rotated, the first token and the current one
     * end it; a token between them does not.
     */
    public void revoke(String token, Client client) {
        if (!client.revocation()) {
            throw new CognitoException(
                    "UnsupportedOperationException", "Token revocation is disabled for this client.");
        }
        if (token.chars().filter(c -> c == '.').count() == 2) {
            throw new CognitoException("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.");
        }
        var content = decrypt(token);
        var session =
                content == null ? null : store.session(content.path("session").asText());
        var presented = content == null ? "" : content.path("token").asText();
        if (session != null
                && session.clientId().equals(client.id())
                && (presented.equals(session.first()) || presented.equals(session.current()))) {
            store.put(session.revoke());
        }
    }

    /**
     * Checks an access token as the operations that take one do.
     *
     * @throws CognitoException NotAuthorizedException in Cognito's words for what is wrong with it
     */
    public Access access(String token) {
        var claims = claims(token);
        if (claims == null
                || !claims.path("token_use").asText().equals("access")
                || !claims.path("iss").asText().equals(issuer)) {
            throw notAuthorized("Invalid Access Token");
        }
        if (clock.instant().getEpochSecond() >= claims.path("exp").asLong()) {
            throw notAuthorized("Access Token has expired");
        }
        var user = store.users().get(store.key(claims.path("username").asText()));
        if (user == null || !user.sub().equals(claims.path("sub").asText())) {
            throw CognitoException.userNotFound();
        }
        var session = store.session(claims.path("origin_jti").asText());
        if (claims.has("origin_jti")
                && (session == null || session.revoked() || session.signOuts() != user.signOuts())) {
            throw notAuthorized("Access Token has been revoked");
        }
        if (!user.enabled()) {
            throw notAuthorized("User is disabled.");
        }
        return new Access(user, claims);
    }

    /** A machine's access token: it has neither user nor session. */
    public String machine(Client client, String scope) {
        var now = clock.instant();
        return sign(
                keys.access(),
                Json.object()
                        .put("sub", client.id())
                        .put("token_use", "access")
                        .put("scope", scope)
                        .put("auth_time", now.getEpochSecond())
                        .put("iss", issuer)
                        .put("exp", now.plus(client.accessValidity()).getEpochSecond())
                        .put("iat", now.getEpochSecond())
                        .put("version", 2)
                        .put("jti", UUID.randomUUID().toString())
                        .put("client_id", client.id()));
    }

    private Issued issue(User user, Client client, Session session, String refresh) {
        var now = clock.instant();
        var event = UUID.randomUUID().toString();
        var access = sign(keys.access(), accessClaims(user, client, session, event, now));
        var hasId = !session.oauth() || List.of(session.scope().split(" ")).contains("openid");
        var id = hasId ? sign(keys.id(), idClaims(user, client, session, event, now, access)) : null;
        return new Issued(id, access, refresh, client.accessValidity());
    }

    private ObjectNode accessClaims(User user, Client client, Session session, String event, Instant now) {
        var claims = Json.object().put("sub", user.sub());
        addGroups(claims, user);
        claims.put("iss", issuer);
        if (session.oauth()) {
            claims.put("version", 2);
        }
        claims.put("client_id", client.id());
        addOrigin(claims, client, session);
        return claims.put("event_id", event)
                .put("token_use", "access")
                .put("scope", session.scope())
                .put("auth_time", session.authenticated().getEpochSecond())
                .put("exp", now.plus(client.accessValidity()).getEpochSecond())
                .put("iat", now.getEpochSecond())
                .put("jti", UUID.randomUUID().toString())
                .put("username", user.username());
    }

    private ObjectNode idClaims(User user, Client client, Session session, String event, Instant now, String access) {
        var claims = Json.object();
        if (session.oauth()) {
            claims.put("at_hash", leftHalfHash(access));
        }
        claims.put("sub", user.sub());
        var groups = addGroups(claims, user);
        addRoles(claims, groups);
        shownAttributes(user, client, session.scope()).forEach((name, value) -> {
            if (name.endsWith("_verified")) {
                claims.put(name, value.equals("true"));
            } else {
                claims.put(name, value);
            }
        });
        claims.put("iss", issuer).put("cognito:username", user.username());
        if (session.nonce() != null) {
            claims.put("nonce", session.nonce());
        }
        addOrigin(claims, client, session);
        return claims.put("aud", client.id())
                .put("event_id", event)
                .put("token_use", "id")
                .put("auth_time", session.authenticated().getEpochSecond())
                .put("exp", now.plus(client.idValidity()).getEpochSecond())
                .put("iat", now.getEpochSecond())
                .put("jti", UUID.randomUUID().toString());
    }

    /**
     * The attributes that a token or userInfo shows: all readable ones, unless the scopes name only e-mail or
     * telephone.
     */
    public static Map<String, String> shownAttributes(User user, Client client, String scope) {
        var scopes = List.of(scope.split(" "));
        var narrowed = !scopes.contains("profile") && (scopes.contains("email") || scopes.contains("phone"));
        var shown = new TreeMap<>(user.attributes());
        shown.keySet()
                .removeIf(name -> !client.mayRead(name)
                        || narrowed
                                && !(scopes.contains("email") && name.startsWith("email"))
                                && !(scopes.contains("phone") && name.startsWith("phone_number")));
        return shown;
    }

    private List<Group> addGroups(ObjectNode claims, User user) {
        var groups = user.groups().stream()
                .map(store.groups()::get)
                .filter(Objects::nonNull)
                .sorted(Group.BY_PRECEDENCE)
                .toList();
        if (!groups.isEmpty()) {
            var names = claims.putArray("cognito:groups");
            groups.forEach(group -> names.add(group.name()));
        }
        return groups;
    }

    /** The preferred role is that of the lowest precedence, unless two groups with different roles share it. */
    private static void addRoles(ObjectNode claims, List<Group> groups) {
        var withRole = groups.stream().filter(group -> group.roleArn() != null).toList();
        if (withRole.isEmpty()) {
            return;
        }
        var roles = claims.putArray("cognito:roles");
        withRole.stream().map(Group::roleArn).distinct().forEach(roles::add);
        var lowest = withRole.get(0).precedence();
        var preferred = withRole.stream()
                .filter(group -> Objects.equals(group.precedence(), lowest))
                .map(Group::roleArn)
                .distinct()
                .toList();
        if (preferred.size() == 1) {
            claims.put("cognito:preferred_role", preferred.get(0));
        }
    }

    private static void addOrigin(ObjectNode claims, Client client, Session session) {
        if (client.revocation()) {
            claims.put("origin_jti", session.id());
        }
    }

    private static String leftHalfHash(String token) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs claims; slashes are escaped, as in Cognito's own tokens. */
    private static String sign(RsaJsonWebKey key, ObjectNode claims) {
        try {
            var jws = new JsonWebSignature();
            jws.setKeyIdHeaderValue(key.getKeyId());
            jws.setAlgorithmHeaderValue(key.getAlgorithm());
            jws.setKey(key.getPrivateKey());
            jws.setPayload(claims.toString().replace("/", "\\/"));
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The claims of a token that this pool signed, or null if it is no token at all. */
    private JsonNode claims(String token) {
        try {
            var jws = new JsonWebSignature();
            jws.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "RS256"));
            jws.setCompactSerialization(token);
            jws.setKey(
                    keys.id().getKeyId().equals(jws.getKeyIdHeaderValue())
                            ? keys.id().getPublicKey()
                            : keys.access().getPublicKey());
            if (!jws.verifySignature()) {
                throw notAuthorized("Could not verify signature for Access Token");
            }
            return Json.MAPPER.readTree(jws.getPayload());
        } catch (JoseException | IOException e) {
            return null;
        }
    }

    private RefreshToken open(String token, Client client) {
        var content = decrypt(token);
        var session =
                content == null ? null : store.session(content.path("session").asText());
        var user = session == null ? null : store.users().get(store.key(session.username()));
        if (user == null
                || !session.clientId().equals(client.id())
                || !user.sub().equals(session.sub())) {
            throw notAuthorized("Invalid Refresh Token");
        }
        return new RefreshToken(session, content.path("token").asText(), user);
    }

    private String encrypt(Session session, String id) {
        try {
            var jwe = new JsonWebEncryption();
            jwe.setContentTypeHeaderValue("JWT");
            jwe.setEncryptionMethodHeaderParameter("A256GCM");
            jwe.setAlgorithmHeaderValue("RSA-OAEP");
            jwe.setKey(keys.refresh().getPublicKey());
            jwe.setPayload(
                    Json.object().put("session", session.id()).put("token", id).toString());
            return jwe.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode decrypt(String token) {
        try {
            var jwe = new JsonWebEncryption();
            jwe.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "RSA-OAEP"));
            jwe.setContentEncryptionAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "A256GCM"));
            jwe.setKey(keys.refresh().getPrivateKey());
            jwe.setCompactSerialization(token);
            return Json.MAPPER.readTree(jwe.getPlaintextString());
        } catch (JoseException | IOException e) {
            return null;
        }
    }
}
