package dev.spacefinder.identity;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;

/** The caller, as a verified token of the user pool describes them. */
class CognitoPrincipal extends JWTCallerPrincipal {

    private final Map<String, Object> claims;
    private final TokenUse tokenUse;
    private final Instant expiresAt;
    private final Set<String> groups;
    private final Set<String> scopes;

    CognitoPrincipal(String token, Map<String, Object> claims, TokenUse tokenUse, Instant expiresAt) {
        super(token, "JWT");
        this.claims = claims;
        this.tokenUse = tokenUse;
        this.expiresAt = expiresAt;
        this.groups = groups(claims.get("cognito:groups"));
        this.scopes = tokenUse == TokenUse.ACCESS ? scopes(claims.get("scope")) : Set.of();
    }

    /** The username; a machine's token has none, and goes by its client's id. */
    @Override
    public String getName() {
        return text(tokenUse.usernameClaim).or(() -> text("client_id")).orElseGet(this::getSubject);
    }

    /** The members of {@code cognito:groups}, each compared whole; a plain {@code groups} claim gives no role. */
    @Override
    public Set<String> getGroups() {
        return groups;
    }

    /** The scopes of an access token (RFC 9068, section 2.2.3); an ID token has none. */
    Set<String> scopes() {
        return scopes;
    }

    Optional<String> email() {
        return text("email");
    }

    TokenUse tokenUse() {
        return tokenUse;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    @Override
    protected Collection<String> doGetClaimNames() {
        return claims.keySet();
    }

    @Override
    protected Object getClaimValue(String name) {
        var value = claims.get(name);
        return switch (name) {
            case "groups" -> groups;
            case "aud" -> value instanceof String audience ? Set.of(audience) : null;
            case "exp", "iat", "nbf", "auth_time" -> value instanceof Number seconds ? seconds.longValue() : null;
            default -> value;
        };
    }

    /** Not what the superclass would say, which is every claim. */
    @Override
    public String toString() {
        return "CognitoPrincipal";
    }

    @Override
    public String toString(boolean showAll) {
        return toString();
    }

    private Optional<String> text(String claim) {
        return claims.get(claim) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static Set<String> groups(Object claim) {
        var groups = new LinkedHashSet<String>();
        if (claim instanceof List<?> members) {
            members.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .forEach(groups::add);
        }
        return groups;
    }

    private static Set<String> scopes(Object claim) {
        return claim instanceof String scopes && !scopes.isBlank()
                ? new LinkedHashSet<>(List.of(scopes.strip().split(" +")))
                : Set.of();
    }
}
