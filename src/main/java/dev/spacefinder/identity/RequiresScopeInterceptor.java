package dev.spacefinder.identity;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;

/** Asks for the scope that {@link RequiresScope} names. */
@RequiresScope("")
@Interceptor
@Priority(Interceptor.Priority.LIBRARY_AFTER)
class RequiresScopeInterceptor {

    private final SecurityIdentity caller;

    RequiresScopeInterceptor(SecurityIdentity caller) {
        this.caller = caller;
    }

    @AroundInvoke
    Object requireScope(InvocationContext call) throws Exception {
        var scope = call.getInterceptorBinding(RequiresScope.class).value();
        if (!caller.checkPermissionBlocking(new StringPermission(scope))) {
            throw new ForbiddenException();
        }
        return call.proceed();
    }
}
