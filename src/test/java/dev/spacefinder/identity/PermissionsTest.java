package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

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
}
