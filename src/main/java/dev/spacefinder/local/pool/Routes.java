package dev.spacefinder.local.pool;

import java.net.URI;
import java.util.function.Function;

/** Which part of the pool answers which path. */
record Routes(PoolConfiguration configuration, Api api, String issuer, URI endpoint, Keys keys)
        implements Function<Request, Reply> {

    @Override
    public Reply apply(Request request) {
        var path = request.uri().getPath();
        var wellKnown = "/" + configuration.poolId() + "/.well-known/";
        if (path.equals("/") && request.method().equals("POST")) {
            return api.answer(request);
        }
        if (path.equals(wellKnown + "jwks.json") && request.method().equals("GET")) {
            return document(keys.jwks().toString());
        }
        if (path.equals(wellKnown + "openid-configuration") && request.method().equals("GET")) {
            return document(discovery());
        }
        return Reply.of(404, "text/plain", "There is nothing here. The local user pool's protocol is POST / of Cognito's API.\n");
    }

    private static Reply document(String json) {
        return Reply.of(200, "application/json", json).with("Access-Control-Allow-Origin", "*")
                .with("Cache-Control", "public, max-age=86400");
    }

    private String discovery() {
        var document = Json.object();
        document.putArray("id_token_signing_alg_values_supported").add("RS256");
        document.put("issuer", issuer).put("jwks_uri", issuer + "/.well-known/jwks.json");
        document.putArray("subject_types_supported").add("public");
        return document.toString();
    }
}
