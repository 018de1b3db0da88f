package dev.spacefinder.identity;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;

/**
 * Makes what tokens are checked with: the user pool's settings and its keys. It does so while the function starts, so
 * that a wrong setting stops the start, and not the first request.
 */
@Singleton
class TokenCheckBeans {

    @Produces
    @Singleton
    UserPool userPool(CognitoConfig config) {
        return UserPool.of(config);
    }

    @Produces
    @Singleton
    SigningKeys signingKeys(UserPool pool) {
        return new SigningKeys(pool);
    }

    /**
     * In place of SmallRye's, which reads dozens of settings at the first token. {@link TokenVerifier} uses none of
     * them.
     */
    @Produces
    @Alternative
    @Priority(1)
    @Singleton
    JWTAuthContextInfo noSettingsOfSmallRye() {
        return new JWTAuthContextInfo();
    }

    /** First of all, so that the keys come while the rest starts. */
    void prefetchKeys(@Observes @Priority(1) StartupEvent start, SigningKeys keys) {
        keys.prefetch();
    }
}
