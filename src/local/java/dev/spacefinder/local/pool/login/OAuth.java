package dev.spacefinder.local.pool.login;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.spacefinder.local.pool.accounts.Pool;
import dev.spacefinder.local.pool.accounts.Tokens;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.protocol.CognitoException;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Reply;
import dev.spacefinder.local.pool.protocol.Request;

/** The OAuth 2.0 endpoints of the pool's domain that clients call: token, userInfo and revoke. */
final class OAuth {

    private final Pool pool;
    private final AuthorizationCodes codes;

    OAuth(Pool pool, AuthorizationCodes codes) {
        this.pool = pool;
        this.codes = codes;
    }

    /** POST /oauth2/token. */
    Reply token(Request request) {
        if (!request.method().equals("POST")) {
            return Reply.empty(405).with("Allow", "POST");
        }
        try {
            if (!isForm(request)) {
                throw OAuthException.of("invalid_request");
            }
            var form = request.form();
            var client = client(request, form, 400);
            var issued = pool.store().transaction(() -> switch (form.getOrDefault("grant_type", "")) {
                case "client_credentials" -> machine(client, form);
                case "refresh_token" -> refresh(client, form);
                case "authorization_code" -> code(client, form);
                case "" -> throw OAuthException.of("invalid_request");
                default -> throw OAuthException.of("unsupported_grant_type");
            });
            return json(200, answer(issued));
        } catch (OAuthException e) {
            return refusal(e);
        }
    }

    /** GET or POST /oauth2/userInfo. */
    Reply userInfo(Request request) {
        var authorization = request.header("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return challenge(400, "invalid_request", "Bad OAuth2 request at UserInfo Endpoint");
        }
        try {
            var access = pool.store()
                    .transaction(() ->
                            pool.tokens().access(authorization.substring(7).strip()));
            var scope = access.claims().path("scope").asText();
            if (!List.of(scope.split(" ")).contains("openid")) {
                throw CognitoException.notAuthorized("The scope openid is missing.");
            }
            var answer = Json.object().put("sub", access.user().sub());
            Tokens.shownAttributes(
                            access.user(),
                            pool.declared()
                                    .client(access.claims().path("client_id").asText()),
                            scope)
                    .forEach(answer::put);
            return json(200, answer.put("username", access.user().username()));
        } catch (CognitoException e) {
            return challenge(
                    401,
                    "invalid_token",
                    "Access token is expired, disabled, or deleted, or the user has globally signed out.");
        }
    }

    /** POST /oauth2/revoke. */
    Reply revoke(Request request) {
        if (!request.method().equals("POST")) {
            return Reply.empty(405).with("Allow", "POST");
        }
        try {
            var form = request.form();
            var client = client(request, form, 401);
            if (!isForm(request) || form.getOrDefault("token", "").isEmpty()) {
                throw OAuthException.of("invalid_request");
            }
            pool.store().transaction(() -> {
                pool.tokens().revoke(form.get("token"), client);
                return null;
            });
            return Reply.empty(200).with("Access-Control-Allow-Origin", "*");
        } catch (CognitoException e) {
            return refusal(OAuthException.of(
                    e.name().equals("UnsupportedTokenTypeException") ? "unsupported_token_type" : "invalid_request"));
        } catch (OAuthException e) {
            return refusal(e);
        }
    }

    /**
     * The client that authenticates itself with HTTP Basic or in the form; one without a secret only says who it is.
     */
    private Client client(Request request, Map<String, String> form, int refusal) {
        var id = form.get("client_id");
        var secret = form.get("client_secret");
        var authorization = request.header("Authorization");
        if (authorization != null && authorization.startsWith("Basic ")) {
            var decoded = decoded(authorization.substring("Basic ".length()));
            var colon = decoded.indexOf(':');
            if (colon < 0 || id != null && !id.equals(decoded.substring(0, colon))) {
                throw new OAuthException(refusal, "invalid_client", null);
            }
            id = decoded.substring(0, colon);
            secret = decoded.substring(colon + 1);
        }
        var client = id == null ? null : pool.declared().clients().get(id);
        if (client == null
                || client.hasSecret()
                        && (secret == null
                                || !MessageDigest.isEqual(client.secret().getBytes(UTF_8), secret.getBytes(UTF_8)))) {
            throw new OAuthException(refusal, "invalid_client", null);
        }
        return client;
    }

    private Tokens.Issued machine(Client client, Map<String, String> form) {
        if (!client.hasSecret() || !client.grants().contains("client_credentials")) {
            throw OAuthException.of("unauthorized_client");
        }
        var allowed = new TreeSet<>(client.scopes());
        allowed.retainAll(pool.declared().customScopes());
        return new Tokens.Issued(
                null, pool.tokens().machine(client, scope(form.get("scope"), allowed)), null, client.accessValidity());
    }

    private Tokens.Issued refresh(Client client, Map<String, String> form) {
        if (!client.grants().contains("code")) {
            throw OAuthException.of("unauthorized_client");
        }
        if (!form.containsKey("refresh_token")) {
            throw OAuthException.of("invalid_request");
        }
        try {
            return pool.tokens().refresh(form.get("refresh_token"), client, user -> {});
        } catch (CognitoException e) {
            throw OAuthException.of("invalid_grant");
        }
    }

    private Tokens.Issued code(Client client, Map<String, String> form) {
        if (!client.grants().contains("code")) {
            throw OAuthException.of("unauthorized_client");
        }
        if (!form.containsKey("code") || !form.containsKey("redirect_uri")) {
            throw OAuthException.of("invalid_request");
        }
        var grant = codes.redeem(form.get("code"));
        if (grant == null || !grant.clientId().equals(client.id())) {
            throw OAuthException.of("invalid_grant");
        }
        if (!grant.redirectUri().equals(form.get("redirect_uri"))) {
            throw new OAuthException(400, "unauthorized_client", "invalid_redirect");
        }
        checkVerifier(form.get("code_verifier"), grant.challenge());
        var user = grant.subject().find(pool.users()).orElseThrow(() -> OAuthException.of("invalid_grant"));
        return pool.tokens().signIn(user, client, grant.scope(), true, grant.nonce());
    }

    /**
     * Refuses a verifier that does not fit. One that comes without a challenge is refused too (RFC 9700, 2.1.1):
     * somebody may have taken the challenge out of the request for the code.
     */
    private static void checkVerifier(String verifier, String challenge) {
        if (challenge == null ? verifier != null : verifier == null || !challenge.equals(challenge(verifier))) {
            throw OAuthException.of("invalid_grant");
        }
    }

    /** The scopes that are granted: those asked for, or all that are allowed. */
    static String scope(String asked, Set<String> allowed) {
        if (asked == null || asked.isBlank()) {
            if (allowed.isEmpty()) {
                throw OAuthException.of("invalid_scope");
            }
            return String.join(" ", allowed);
        }
        var scopes = List.of(asked.strip().split("\\s+"));
        if (!allowed.containsAll(scopes)) {
            throw OAuthException.of("invalid_scope");
        }
        return String.join(" ", new LinkedHashSet<>(scopes));
    }

    private static ObjectNode answer(Tokens.Issued issued) {
        var answer = Json.object();
        if (issued.id() != null) {
            answer.put("id_token", issued.id());
        }
        answer.put("access_token", issued.access());
        if (issued.refresh() != null) {
            answer.put("refresh_token", issued.refresh());
        }
        return answer.put("expires_in", issued.accessValidity().toSeconds()).put("token_type", "Bearer");
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64.strip()), UTF_8);
        } catch (IllegalArgumentException e) {
            throw OAuthException.of("invalid_client");
        }
    }

    /** The challenge of a PKCE verifier (RFC 7636, S256). */
    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isForm(Request request) {
        var type = request.header("Content-Type");
        return type != null && type.split(";")[0].strip().equalsIgnoreCase("application/x-www-form-urlencoded");
    }

    private static Reply challenge(int status, String error, String description) {
        return Reply.empty(status)
                .with("Access-Control-Allow-Origin", "*")
                .with("Access-Control-Expose-Headers", "WWW-Authenticate")
                .with("WWW-Authenticate", "Bearer error=\"" + error + "\", error_description=\"" + description + "\"");
    }

    private static Reply refusal(OAuthException e) {
        var body = Json.object().put("error", e.getMessage());
        return json(e.status(), e.description() == null ? body : body.put("error_description", e.description()));
    }

    private static Reply json(int status, ObjectNode body) {
        return Reply.of(status, "application/json;charset=UTF-8", body.toString())
                .with("Access-Control-Allow-Origin", "*")
                .with("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
                .with("x-amz-cognito-request-id", UUID.randomUUID().toString());
    }
}
