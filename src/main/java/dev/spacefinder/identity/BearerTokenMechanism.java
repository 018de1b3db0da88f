package dev.spacefinder.identity;

import java.util.List;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.spi.runtime.BlockingSecurityExecutor;
import io.quarkus.smallrye.jwt.runtime.auth.JWTAuthMechanism;
import io.quarkus.smallrye.jwt.runtime.auth.JsonWebTokenCredential;
import io.quarkus.smallrye.jwt.runtime.auth.SmallRyeJwtConfig;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes the token from {@code Authorization: Bearer <token>} (RFC 6750, section 2.1) and, as API Gateway's Cognito
 * authorizer does, from {@code Authorization: <token>}. In place of SmallRye's own, which knows no bare tokens.
 */
@Singleton
@Alternative
@Priority(1)
class BearerTokenMechanism extends JWTAuthMechanism {

    private final BlockingSecurityExecutor workers;

    BearerTokenMechanism(SmallRyeJwtConfig config, BlockingSecurityExecutor workers) {
        super(config);
        this.workers = workers;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager identities) {
        List<String> headers = request.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.size() > 1) {
            return Uni.createFrom()
                    .failure(new AuthenticationFailedException(new InvalidToken(Reason.MALFORMED_TOKEN)));
        }
        var token = headers.isEmpty() ? "" : token(headers.get(0).strip());
        return token.isEmpty() ? Uni.createFrom().nullItem() : authenticate(token, request, identities);
    }

    /**
     * On this thread, which costs no switch to another, unless keys have to be fetched: that is waited for elsewhere.
     */
    private Uni<SecurityIdentity> authenticate(
            String token, RoutingContext request, IdentityProviderManager identities) {
        var attempt = new TokenAuthenticationRequest(new JsonWebTokenCredential(token));
        HttpSecurityUtils.setRoutingContextAttribute(attempt, request);
        return identities
                .authenticate(attempt)
                .onFailure(SigningKeys.MustWaitException.class)
                .recoverWithUni(() -> workers.executeBlocking(() -> identities.authenticateBlocking(attempt)));
    }

    /** What follows the scheme {@code Bearer}, or all of a value that has no scheme; empty for any other scheme. */
    static String token(String authorization) {
        int endOfScheme = authorization.indexOf(' ');
        var scheme = endOfScheme < 0 ? authorization : authorization.substring(0, endOfScheme);
        if (scheme.equalsIgnoreCase(BEARER)) {
            return authorization.substring(scheme.length()).strip();
        }
        return endOfScheme < 0 ? authorization : "";
    }
}
