package dev.spacefinder.identity;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What this deployment trusts, made while the function starts: a wrong setting stops the start, not the first request. */
@Singleton
class Trust {

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

    /** First of all, so that the keys come while the rest starts. */
    void prefetchKeys(@Observes @Priority(1) StartupEvent start, SigningKeys keys) {
        keys.prefetch();
    }
}
