package dev.spacefinder.identity;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@ApplicationScoped
class Trust {

    /** Read while the function starts, so that a wrong setting stops the start and not the first request. */
    @Startup
    @Produces
    @Singleton
    UserPool userPool(CognitoConfig config) {
        return UserPool.of(config);
    }
}
