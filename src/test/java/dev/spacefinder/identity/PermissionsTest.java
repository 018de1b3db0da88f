package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vertx.ext.web.RoutingContext;

/** What Quarkus makes of the text of {@code @PermissionsAllowed}, and which scopes that means. */
class PermissionsTest {

    @Test
    void aNameIsAScope() {
        assertEquals(List.of("spaces/write"), Scopes.scopesOf(new StringPermission("spaces/write")));
    }

    @Test
    void aNameWithActionsIsAScopeForEach() {
        assertEquals(List.of("spaces:write"), Scopes.scopesOf(new StringPermission("spaces", "write")));
        assertEquals(
                Set.of("spaces:read", "spaces:write"),
                Set.copyOf(Scopes.scopesOf(new StringPermission("spaces", "read", "write"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spaces/write                                             | true  | true",
                "spaces/write aws.cognito.signin.user.admin               | true  | true",
                "spaces/read                                              | false | false",
                "spaces/read aws.cognito.signin.user.admin                | false | false",
                "spaces/other aws.cognito.signin.user.admin               | false | false",
                "aws.cognito.signin.user.admin                            | true  | false",
                "aws.cognito.signin.user.admin openid offices/read spaces | true  | false",
                "openid offices/write                                     | false | false",
                "''                                                       | false | false"
            })
    void ofAnAccessTokenItsScopesCount(String scopes, boolean granted, boolean grantedWhereRequired) {
        var caller = caller(TokenUse.ACCESS, scopes);

        assertEquals(granted, Scopes.isGranted("spaces/write", caller, false));
        assertEquals(grantedWhereRequired, Scopes.isGranted("spaces/write", caller, true));
    }

    @Test
    void ofAnIdTokenNoScopeIsAsked() {
        var caller = caller(TokenUse.ID, "spaces/read");

        assertEquals(true, Scopes.isGranted("spaces/write", caller, false));
        assertEquals(true, Scopes.isGranted("spaces/write", caller, true));
    }

    @Test
    void aScopeThatIsMissingIsNamedToTheRequestUntilOneIsThere() {
        var request = request();
        var identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(caller(TokenUse.ACCESS, "spaces/read"))
                .addAttribute(RoutingContext.class.getName(), request)
                .build();

        var caller = augmented(identity);

        assertFalse(caller.checkPermissionBlocking(new StringPermission("spaces/write")));
        assertEquals("spaces/write", Scopes.missingIn(request));
        assertTrue(caller.checkPermissionBlocking(new StringPermission("spaces/read")));
        assertNull(Scopes.missingIn(request));
    }

    @Test
    void whoeverHasNoTokenOfThePoolIsLeftAsTheyAre() {
        var identity =
                QuarkusSecurityIdentity.builder().setPrincipal(() -> "anyone").build();

        assertSame(identity, augmented(identity));
    }

    private static SecurityIdentity augmented(SecurityIdentity identity) {
        var pool = new UserPool("https://pool.example", Set.of("client"), Set.of(TokenUse.ACCESS), false, Map.of());
        return new Scopes(pool).augment(identity, null).await().indefinitely();
    }

    /** One that keeps what it is given. */
    private static RoutingContext request() {
        var kept = new HashMap<Object, Object>();
        return (RoutingContext) Proxy.newProxyInstance(
                RoutingContext.class.getClassLoader(),
                new Class<?>[] {RoutingContext.class},
                (request, method, arguments) -> switch (method.getName()) {
                    case "get" -> kept.get(arguments[0]);
                    case "put" -> {
                        kept.put(arguments[0], arguments[1]);
                        yield request;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static CognitoPrincipal caller(TokenUse use, String scopes) {
        return new CognitoPrincipal("token", Map.of("scope", scopes), use, Instant.EPOCH);
    }
}
