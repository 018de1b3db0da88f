package dev.spacefinder.identity;

import java.util.Optional;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.smallrye.jwt.runtime.auth.JsonWebTokenCredential;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Takes the token from {@code Authorization: Bearer <token>} (RFC 6750, section 2.1) and, as API Gateway's Cognito
 * authorizer does, from {@code Authorization: <token>}.
 */
@ApplicationScoped
class BearerTokenMechanism implements HttpAuthenticationMechanism {

    private static final String SCHEME = "Bearer ";

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager identities) {
        return token(request)
                .map(token -> new TokenAuthenticationRequest(new JsonWebTokenCredential(token)))
                .map(token -> identities.authenticate(HttpSecurityUtils.setRoutingContextAttribute(token, request)))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    private static Optional<String> token(RoutingContext request) {
        return Optional.ofNullable(request.request().getHeader(HttpHeaders.AUTHORIZATION))
                .map(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) ? header.substring(SCHEME.length()) : header)
                .map(String::strip)
                .filter(token -> !token.isEmpty() && token.indexOf(' ') < 0);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    /** Before Quarkus' own, which knows no bare tokens. */
    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 1;
    }
}
