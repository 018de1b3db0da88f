package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.security.StringPermission;

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

    private static CognitoPrincipal caller(TokenUse use, String scopes) {
        return new CognitoPrincipal("token", Map.of("scope", scopes), use, Instant.EPOCH);
    }
}
