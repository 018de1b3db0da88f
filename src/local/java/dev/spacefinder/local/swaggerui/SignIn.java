package dev.spacefinder.local.swaggerui;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Signing in with the local pool's page: an OAuth 2 scheme for Swagger UI, beside the bearer scheme of the API's
 * description. What is deployed has nothing of it, as a pool's domain is not known there.
 *
 * @param issuer the local pool's issuer; without one, the description stays as it is
 * @param clientIds the clients of the pool, the one for people first
 * @param tokenUses which kinds of tokens the API takes
 */
record SignIn(Optional<String> issuer, List<String> clientIds, List<String> tokenUses) {

    private static final Map<String, String> SCOPES = Map.of(
            "openid", "An ID token",
            "spaces/read", "Read spaces",
            "spaces/write", "Create, change and delete spaces");

    /** Puts the scheme into a description. */
    void addTo(JsonObject description) {
        if (issuer.isPresent()) {
            description
                    .getJsonObject("components")
                    .getJsonObject("securitySchemes")
                    .put("signIn", scheme());
            description.getJsonArray("security").add(JsonObject.of("signIn", new JsonArray()));
        }
    }

    private JsonObject scheme() {
        var domain = issuer.get().substring(0, issuer.get().lastIndexOf('/'));
        var scopes = new JsonObject();
        SCOPES.forEach(scopes::put);
        return JsonObject.of(
                "type",
                "oauth2",
                "description",
                "The page of the local user pool (authorization code with PKCE).",
                "x-client-id",
                clientIds.get(0),
                // Swagger UI's own: which of the tokens it sends.
                "x-tokenName",
                tokenUses.contains("id") ? "id_token" : "access_token",
                "flows",
                JsonObject.of(
                        "authorizationCode",
                        JsonObject.of(
                                "authorizationUrl",
                                domain + "/oauth2/authorize",
                                "tokenUrl",
                                domain + "/oauth2/token",
                                "scopes",
                                scopes)));
    }
}
