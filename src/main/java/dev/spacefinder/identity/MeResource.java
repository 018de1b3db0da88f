package dev.spacefinder.identity;

import java.time.Instant;
import java.util.Set;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;

@Path("/me")
@Authenticated
@NonBlocking
class MeResource {

    private final SecurityIdentity caller;

    MeResource(SecurityIdentity caller) {
        this.caller = caller;
    }

    @GET
    public Me me() {
        var principal = (CognitoPrincipal) caller.getPrincipal();
        return new Me(
                principal.getSubject(),
                principal.getName(),
                principal.email().orElse(null),
                principal.getGroups(),
                principal.scopes(),
                principal.tokenUse().claimValue(),
                principal.expiresAt());
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Me(
            String sub,
            String username,
            String email,
            Set<String> groups,
            Set<String> scopes,
            String tokenUse,
            Instant expiresAt) {}
}
