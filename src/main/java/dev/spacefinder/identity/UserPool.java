package dev.spacefinder.identity;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The user pool that this deployment trusts, read from checked settings.
 *
 * @param issuer what {@code iss} must be, and where the keys are found
 * @param clientIds the app clients whose tokens are accepted
 * @param tokenUses the kinds of token that are accepted
 * @param requireScopes whether the scope of sign-ins by the API does no longer stand for all others
 * @param keys the signing keys that were handed in, by their id; empty if none were
 */
record UserPool(
        String issuer,
        Set<String> clientIds,
        Set<TokenUse> tokenUses,
        boolean requireScopes,
        Map<String, PublicKey> keys) {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern ID = Pattern.compile("([a-z]{2}(?:-[a-z]+)+-\\d)_[0-9a-zA-Z]+");

    /** @throws ConfigurationException if a setting is missing or makes no sense; its message names the setting */
    static UserPool of(CognitoConfig config) {
        var pool =
                new UserPool(issuer(config), clientIds(config), tokenUses(config), requireScopes(config), keys(config));
        if (pool.requireScopes && !pool.tokenUses.contains(TokenUse.ACCESS)) {
            throw new ConfigurationException(
                    "cognito.require-scopes (COGNITO_REQUIRE_SCOPES) needs access tokens, because ID "
                            + "tokens have no scopes: set cognito.token-uses (COGNITO_TOKEN_USES) to access.");
        }
        return pool;
    }

    URI jwksUri() {
        return URI.create(issuer + "/.well-known/jwks.json");
    }

    private static String issuer(CognitoConfig config) {
        return config.issuer()
                .map(UserPool::checkedIssuer)
                .or(() -> config.userPoolId().map(UserPool::issuerOf))
                .orElseThrow(() -> new ConfigurationException("cognito.user-pool-id (COGNITO_USER_POOL_ID) is not set: "
                        + "name the user pool, for example eu-central-1_AbCdEfGhI."));
    }

    private static String checkedIssuer(String issuer) {
        if (!isIssuer(issuer)) {
            throw new ConfigurationException("cognito.issuer (COGNITO_ISSUER) must be an https URL, or one of http on "
                    + "loopback, without a slash, a query or a fragment at its end, but is \"" + issuer + "\".");
        }
        return issuer;
    }

    private static boolean isIssuer(String issuer) {
        try {
            var url = new URI(issuer);
            return url.getHost() != null
                    && ("https".equals(url.getScheme())
                            || "http".equals(url.getScheme())
                                    && LOOPBACK.matcher(url.getHost()).matches())
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null
                    && !issuer.endsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String issuerOf(String userPoolId) {
        var id = ID.matcher(userPoolId);
        if (!id.matches()) {
            throw new ConfigurationException("cognito.user-pool-id (COGNITO_USER_POOL_ID) must look like "
                    + "eu-central-1_AbCdEfGhI, but is \"" + userPoolId + "\".");
        }
        return "https://cognito-idp." + id.group(1) + ".amazonaws.com/" + userPoolId;
    }

    private static Set<String> clientIds(CognitoConfig config) {
        var clientIds = trimmed(config.clientIds());
        if (clientIds.isEmpty()) {
            throw new ConfigurationException(
                    "cognito.client-ids (COGNITO_CLIENT_IDS) is not set: name the app clients whose "
                            + "tokens are accepted, separated by commas.");
        }
        return clientIds;
    }

    private static Set<TokenUse> tokenUses(CognitoConfig config) {
        var named = trimmed(config.tokenUses());
        return named.isEmpty()
                ? Set.of(TokenUse.ID)
                : named.stream().map(UserPool::tokenUse).collect(Collectors.toSet());
    }

    private static TokenUse tokenUse(String name) {
        return TokenUse.of(name)
                .orElseThrow(() -> new ConfigurationException("cognito.token-uses (COGNITO_TOKEN_USES) must be "
                        + "id, access or id,access, but names \"" + name + "\"."));
    }

    private static boolean requireScopes(CognitoConfig config) {
        return switch (config.requireScopes().orElse("false").strip()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ConfigurationException("cognito.require-scopes (COGNITO_REQUIRE_SCOPES) must be true or "
                        + "false, but is \"" + config.requireScopes().get() + "\".");
        };
    }

    private static Map<String, PublicKey> keys(CognitoConfig config) {
        try {
            return config.jwks().isPresent() ? Jwks.parse(config.jwks().get()) : Map.of();
        } catch (IOException e) {
            throw new ConfigurationException("cognito.jwks (COGNITO_JWKS) is of no use: " + e.getMessage()
                    + ". Hand in what stands at <issuer>/.well-known/jwks.json.");
        }
    }

    private static Set<String> trimmed(Optional<Set<String>> names) {
        return names.orElse(Set.of()).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }
}
