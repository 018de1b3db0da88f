package dev.spacefinder.identity;

import java.security.Permission;
import java.util.List;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets {@code @PermissionsAllowed("spaces/write")} ask for a scope of the access token. Where the deployment does not
 * ask for scopes, every caller has every permission, and such a route is open to any signed-in caller.
 */
@ApplicationScoped
class Scopes implements SecurityIdentityAugmentor {

    private static final String MISSING = Scopes.class.getName() + ".missing";

    private final UserPool pool;

    Scopes(UserPool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return Uni.createFrom()
                .item(
                        identity.getPrincipal() instanceof CognitoPrincipal caller
                                ? QuarkusSecurityIdentity.builder(identity)
                                        .addPermissionChecker(permission ->
                                                Uni.createFrom().item(allows(identity, caller, permission)))
                                        .build()
                                : identity);
    }

    /** The scope that this request was refused for, or null if it was not for a scope. */
    static String missingIn(RoutingContext request) {
        return request.get(MISSING);
    }

    private boolean allows(SecurityIdentity identity, CognitoPrincipal caller, Permission permission) {
        var asked = scopesOf(permission);
        boolean allowed = !pool.requireScopes() || asked.stream().anyMatch(caller.scopes()::contains);
        RoutingContext request = identity.getAttribute(RoutingContext.class.getName());
        request.put(MISSING, allowed ? null : String.join(" ", asked));
        return allowed;
    }

    /** Any of these is enough: Quarkus takes what follows a colon for actions, and lists those of one name together. */
    static List<String> scopesOf(Permission permission) {
        var actions = permission.getActions();
        return actions == null || actions.isEmpty()
                ? List.of(permission.getName())
                : Stream.of(actions.split(","))
                        .map(action -> permission.getName() + ":" + action)
                        .toList();
    }
}
