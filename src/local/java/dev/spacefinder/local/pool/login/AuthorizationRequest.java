package dev.spacefinder.local.pool.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.spacefinder.local.pool.accounts.User;
import dev.spacefinder.local.pool.declaration.Client;
import dev.spacefinder.local.pool.login.AuthorizationCodes.Grant;

/**
 * What a browser asks to be signed in for (RFC 6749, 4.1.1), after it was checked. Every page carries it in its
 * address.
 *
 * @param challenge PKCE's code challenge, or null
 * @param parameters what came in the address
 */
record AuthorizationRequest(
        Client client,
        String redirectUri,
        String scope,
        String nonce,
        String challenge,
        Map<String, String> parameters) {

    /** OpenID Connect's parameter that fills in the user name. The pages hand it from one to the next. */
    private static final String LOGIN_HINT = "login_hint";

    /**
     * Reads the parameters of a request for a code.
     *
     * @param client the client that the request names
     * @throws OAuthException as RFC 6749, 4.1.2.1 says
     */
    static AuthorizationRequest of(Client client, Map<String, String> parameters) {
        var responseType = parameters.getOrDefault("response_type", "");
        if (!client.grants().contains("code")
                || responseType.equals("token") && !client.grants().contains("implicit")) {
            throw OAuthException.of("unauthorized_client");
        }
        if (!responseType.equals("code")) {
            throw OAuthException.of(responseType.isEmpty() ? "invalid_request" : "unsupported_response_type");
        }
        var challenge = parameters.get("code_challenge");
        if (!parameters
                .getOrDefault("code_challenge_method", challenge == null ? "S256" : "")
                .equals("S256")) {
            throw OAuthException.of("invalid_request");
        }
        return new AuthorizationRequest(
                client,
                parameters.get("redirect_uri"),
                OAuth.scope(parameters.get("scope"), new TreeSet<>(client.scopes())),
                parameters.get("nonce"),
                challenge,
                parameters);
    }

    /** The user name that the address brings. */
    String loginHint() {
        return parameters.getOrDefault(LOGIN_HINT, "");
    }

    /** The address of another page, with the same parameters. */
    String link(String path) {
        return link(path, "");
    }

    /** The address of another page, with the same parameters, for a user. */
    String link(String path, String username) {
        var query = new LinkedHashMap<>(parameters);
        query.remove(LOGIN_HINT);
        if (!username.isEmpty()) {
            query.put(LOGIN_HINT, username);
        }
        return query.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&", path + "?", ""));
    }

    /** What the code for a user stands for. */
    Grant grant(User user) {
        return new Grant(client.id(), Subject.of(user), redirectUri, scope, nonce, challenge);
    }

    /** Where the browser goes in the end: the client's address, with a code or an error. */
    static String callback(Map<String, String> parameters, String name, String value) {
        var uri = parameters.get("redirect_uri");
        var state = parameters.get("state");
        return uri + (uri.contains("?") ? "&" : "?") + name + "=" + value
                + (state == null ? "" : "&state=" + encoded(state));
    }

    /** The origin of the client's address; of an app's own scheme, the scheme. */
    String callbackOrigin() {
        var callback = URI.create(redirectUri);
        return callback.getRawAuthority() == null
                ? callback.getScheme() + ":"
                : callback.getScheme() + "://" + callback.getRawAuthority();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
