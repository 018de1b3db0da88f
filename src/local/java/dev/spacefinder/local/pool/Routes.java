package dev.spacefinder.local.pool;

import java.util.function.Function;

import dev.spacefinder.local.pool.declaration.DeclaredPool;
import dev.spacefinder.local.pool.login.Login;
import dev.spacefinder.local.pool.operations.Api;
import dev.spacefinder.local.pool.protocol.Json;
import dev.spacefinder.local.pool.protocol.Reply;
import dev.spacefinder.local.pool.protocol.Request;
import dev.spacefinder.local.pool.secrets.Keys;

/** Which part of the pool answers which path. */
record Routes(DeclaredPool declared, Api api, Login login, Keys keys, String endpoint)
        implements Function<Request, Reply> {

    @Override
    public Reply apply(Request request) {
        var path = request.uri().getPath();
        var reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (path.equals("/")) {
            return request.method().equals("POST") ? api.answer(request) : welcome();
        }
        if (reads && path.equals("/" + declared.poolId() + "/.well-known/jwks.json")) {
            return document(keys.jwks().toString());
        }
        if (reads && path.equals("/" + declared.poolId() + "/.well-known/openid-configuration")) {
            return document(discovery());
        }
        return login.answer(request)
                .orElseGet(() -> Reply.of(404, "text/plain", "The local user pool has nothing here.\n"));
    }

    private Reply welcome() {
        return Reply.of(
                200,
                "text/plain",
                "The local user pool " + declared.poolId() + ". Point Cognito's clients at this address.\n");
    }

    private static Reply document(String json) {
        return Reply.of(200, "application/json", json)
                .with("Access-Control-Allow-Origin", "*")
                .with("Cache-Control", "public, max-age=86400");
    }

    /**
     * OpenID Connect Discovery 1.0, with what Cognito's document has and no more: a client that insists on
     * code_challenge_methods_supported fails on Cognito, and has to fail here (openiddict-core PR 1586).
     */
    private String discovery() {
        var issuer = endpoint + "/" + declared.poolId();
        var document = Json.object()
                .put("authorization_endpoint", endpoint + "/oauth2/authorize")
                .put("end_session_endpoint", endpoint + "/logout");
        document.putArray("id_token_signing_alg_values_supported").add("RS256");
        document.put("issuer", issuer).put("jwks_uri", issuer + "/.well-known/jwks.json");
        document.putArray("response_types_supported").add("code").add("token");
        document.put("revocation_endpoint", endpoint + "/oauth2/revoke");
        document.putArray("scopes_supported")
                .add("openid")
                .add("email")
                .add("phone")
                .add("profile");
        document.putArray("subject_types_supported").add("public");
        document.put("token_endpoint", endpoint + "/oauth2/token");
        document.putArray("token_endpoint_auth_methods_supported")
                .add("client_secret_basic")
                .add("client_secret_post");
        return document.put("userinfo_endpoint", endpoint + "/oauth2/userInfo").toString();
    }
}
