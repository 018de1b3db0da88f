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
 * Lets {@code @PermissionsAllowed("spaces/write")} ask for a scope of the access token. An ID token says who the user
 * is and has no scopes, so that it is not asked for any.
 */
@ApplicationScoped
class Scopes implements SecurityIdentityAugmentor {

    /**
     * The one scope of an access token from a sign-in by the API, which cannot be asked for others (Cognito Developer
     * Guide, "Scopes, M2M, and resource servers").
     */
    private static final String API_SIGN_IN = "aws.cognito.signin.user.admin";

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
        boolean allowed = asked.stream().anyMatch(scope -> isGranted(scope, caller, pool.requireScopes()));
        RoutingContext request = identity.getAttribute(RoutingContext.class.getName());
        request.put(MISSING, allowed ? null : String.join(" ", asked));
        return allowed;
    }

    /**
     * Whether that caller may do what the scope stands for. Where the token has any scopes of the same resource server,
     * these count and no others.
     *
     * @param required whether the scope of a sign-in by the API does not stand for it
     */
    static boolean isGranted(String scope, CognitoPrincipal caller, boolean required) {
        var granted = caller.scopes();
        var resourceServer = scope.substring(0, scope.indexOf('/') + 1);
        return caller.tokenUse() == TokenUse.ID
                || granted.contains(scope)
                || !required
                        && granted.contains(API_SIGN_IN)
                        && granted.stream().noneMatch(other -> other.startsWith(resourceServer));
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
