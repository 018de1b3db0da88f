package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the claims of a verified token say of its caller. */
class CognitoPrincipalTest {

    @Test
    void goesByTheUsernameOfItsKindOfToken() {
        var claims = Map.<String, Object>of("cognito:username", "id", "username", "access", "client_id", "machine");

        assertEquals("id", caller(TokenUse.ID, claims).getName());
        assertEquals("access", caller(TokenUse.ACCESS, claims).getName());
    }

    @Test
    void goesByTheClientWhereItIsAMachineAndElseByTheSubject() {
        assertEquals(
                "machine",
                caller(TokenUse.ACCESS, Map.of("client_id", "machine", "sub", "subject"))
                        .getName());
        assertEquals("subject", caller(TokenUse.ID, Map.of("sub", "subject")).getName());
        assertEquals(
                "subject",
                caller(TokenUse.ID, Map.of("cognito:username", " ", "sub", "subject"))
                        .getName());
    }

    @Test
    void hasAnEmailWhereTheTokenHasOne() {
        assertEquals(
                Optional.of("marple@example.com"),
                caller(TokenUse.ID, Map.of("email", "marple@example.com")).email());
        assertEquals(Optional.empty(), caller(TokenUse.ID, Map.of("email", 1)).email());
    }

    @Test
    void isInTheGroupsOfThePoolAndInNoOthers() {
        var caller = caller(
                TokenUse.ID, Map.of("cognito:groups", List.of("users", 1, "staff"), "groups", List.of("admins")));

        assertEquals(Set.of("users", "staff"), caller.getGroups());
        assertEquals(Set.of("users", "staff"), caller.<Set<String>>getClaim("groups"));
        assertEquals(
                Set.of(),
                caller(TokenUse.ID, Map.of("cognito:groups", "admins")).getGroups());
    }

    @Test
    void hasTheScopesOfAnAccessTokenAlone() {
        var claims = Map.<String, Object>of("scope", " openid  spaces/read ");

        assertEquals(
                Set.of("openid", "spaces/read"), caller(TokenUse.ACCESS, claims).scopes());
        assertEquals(Set.of(), caller(TokenUse.ID, claims).scopes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void hasNoScopesWhereThatClaimIsBlank(String scope) {
        assertEquals(Set.of(), caller(TokenUse.ACCESS, Map.of("scope", scope)).scopes());
    }

    @Test
    void givesTheClaimsInTheTypesThatTheirReadersExpect() {
        var caller = caller(
                TokenUse.ID, Map.of("aud", "client", "exp", 1.5, "iat", 2, "nbf", "soon", "auth_time", 3L, "jti", "j"));

        assertEquals(Set.of("client"), caller.getAudience());
        assertEquals(1, caller.getExpirationTime());
        assertEquals(2, caller.getIssuedAtTime());
        assertEquals(3L, caller.<Long>getClaim("auth_time"));
        assertNull(caller.<Object>getClaim("nbf"));
        assertEquals("j", caller.getTokenID());
        assertNull(caller(TokenUse.ACCESS, Map.of("aud", List.of("client"))).getAudience());
    }

    @Test
    void namesTheClaimsThatTheTokenHas() {
        var claims = Map.<String, Object>of("sub", "subject", "jti", "j");

        assertEquals(
                Set.of("sub", "jti", "raw_token"), caller(TokenUse.ID, claims).getClaimNames());
    }

    @Test
    void keepsItsTokenOutOfLogs() {
        var caller = caller(TokenUse.ID, Map.of("sub", "subject"));

        assertEquals("CognitoPrincipal", caller.toString());
        assertEquals("CognitoPrincipal", caller.toString(true));
        assertFalse(caller.toString(false).contains("subject"));
    }

    @Test
    void tellsTheKindOfItsTokenAndWhenThatExpires() {
        var caller = caller(TokenUse.ACCESS, Map.of());

        assertEquals(TokenUse.ACCESS, caller.tokenUse());
        assertEquals(Instant.EPOCH, caller.expiresAt());
    }

    private static CognitoPrincipal caller(TokenUse use, Map<String, Object> claims) {
        return new CognitoPrincipal("token", claims, use, Instant.EPOCH);
    }
}
