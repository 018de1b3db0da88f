package dev.spacefinder.identity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;

/**
 * Asks for a scope of the access token beside a role: {@code @RolesAllowed("admins") @RequiresScope("spaces/write")}.
 * Quarkus takes one of its own security annotations on a method, so that this is not one of them: without another, a
 * method is closed to everyone. Where no role is needed, {@code @PermissionsAllowed} asks for the scope.
 *
 * <p>The scope is asked for after the role and after the body was read; the method must be one that may block.
 */
@InterceptorBinding
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresScope {

    /** The scope's full name, such as {@code spaces/write}. */
    @Nonbinding
    String value();
}
