package dev.spacefinder.identity;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The user pool that this deployment trusts, read from checked settings.
 *
 * @param issuer     what {@code iss} must be, and where the keys are found
 * @param clientIds  the app clients whose tokens are accepted
 * @param tokenUses  the kinds of token that are accepted
 */
record UserPool(String issuer, Set<String> clientIds, Set<TokenUse> tokenUses) {

    private static final Pattern ID = Pattern.compile("([a-z]{2}(?:-[a-z]+)+-\\d)_[0-9a-zA-Z]+");

    /** @throws ConfigurationException if a setting is missing or makes no sense; its message names the setting */
    static UserPool of(CognitoConfig config) {
        var clientIds = config.clientIds().orElse(Set.of());
        if (clientIds.isEmpty()) {
            throw new ConfigurationException(
                    "cognito.client-ids (COGNITO_CLIENT_IDS) is not set: name the app clients whose tokens are accepted.");
        }
        if (config.requireScopes() && !config.tokenUses().contains(TokenUse.ACCESS)) {
            throw new ConfigurationException("cognito.require-scopes (COGNITO_REQUIRE_SCOPES) needs access tokens, as ID tokens "
                    + "have no scopes: set cognito.token-uses (COGNITO_TOKEN_USES) to access.");
        }
        return new UserPool(issuer(config), clientIds, config.tokenUses());
    }

    URI jwksUri() {
        return URI.create(issuer + "/.well-known/jwks.json");
    }

    private static String issuer(CognitoConfig config) {
        return config.issuer().map(UserPool::checkedIssuer)
                .or(() -> config.userPoolId().map(UserPool::issuerOf))
                .orElseThrow(() -> new ConfigurationException("cognito.user-pool-id (COGNITO_USER_POOL_ID) is not set: "
                        + "name the user pool, for example eu-central-1_AbCdEfGhI."));
    }

    private static String checkedIssuer(String issuer) {
        var url = parse(issuer).filter(uri -> uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme()));
        if (url.isEmpty() || issuer.endsWith("/")) {
            throw new ConfigurationException("cognito.issuer (COGNITO_ISSUER) must be an http or https URL without a slash at "
                    + "its end, but is \"" + issuer + "\".");
        }
        return issuer;
    }

    private static Optional<URI> parse(String uri) {
        try {
            return Optional.of(URI.create(uri));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
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
}
