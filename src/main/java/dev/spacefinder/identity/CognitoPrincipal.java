package dev.spacefinder.identity;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jose4j.jwt.JwtClaims;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;

/** The caller, as a verified token of the user pool describes them. */
class CognitoPrincipal extends DefaultJWTCallerPrincipal {

    private final String name;
    private final Set<String> groups;
    private final TokenUse tokenUse;

    CognitoPrincipal(JwtClaims claims, TokenUse tokenUse) {
        this(claims, tokenUse, groupsOf(claims));
    }

    /** The groups are taken before the superclass turns the claims into JSON-P types. */
    private CognitoPrincipal(JwtClaims claims, TokenUse tokenUse, Set<String> groups) {
        super(claims);
        this.name = nameOf(claims, tokenUse);
        this.groups = groups;
        this.tokenUse = tokenUse;
    }

    /** The username; a machine's token has none, and goes by its client's id. */
    @Override
    public String getName() {
        return name;
    }

    /** The members of {@code cognito:groups}, each compared whole; a plain {@code groups} claim gives no role. */
    @Override
    public Set<String> getGroups() {
        return groups;
    }

    TokenUse tokenUse() {
        return tokenUse;
    }

    Instant expiresAt() {
        return Instant.ofEpochSecond(getExpirationTime());
    }

    /** The scopes of an access token (RFC 9068, section 2.2.3); an ID token has none. */
    List<String> scopes() {
        return getClaim("scope") instanceof String scopes && !scopes.isBlank()
                ? List.of(scopes.strip().split(" +"))
                : List.of();
    }

    private static String nameOf(JwtClaims claims, TokenUse tokenUse) {
        return claims.getClaimValue(tokenUse.usernameClaim) instanceof String username
                ? username
                : String.valueOf(claims.getClaimValue("client_id"));
    }

    private static Set<String> groupsOf(JwtClaims claims) {
        var groups = new LinkedHashSet<String>();
        if (claims.getClaimValue("cognito:groups") instanceof List<?> members) {
            members.stream().filter(String.class::isInstance).map(String.class::cast).forEach(groups::add);
        }
        return groups;
    }
}
