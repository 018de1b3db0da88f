package dev.spacefinder;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.spacefinder.identity.RequiresScope;
import io.quarkus.security.PermissionsAllowed;

/** Who may call each route, as its annotations say it; that routes are found, whatever they look like. */
class RoutesTest {

    static List<Routes.Route> secured() {
        return Routes.secured();
    }

    @Test
    void noResourceIsOpenToAnyone() {
        assertEquals(
                Routes.OPEN,
                Routes.all().stream()
                        .filter(Routes.Route::permitsAll)
                        .map(Routes.Route::toString)
                        .collect(toSet()),
                "A route that shall be open to anyone is added to Routes.OPEN on purpose; any other must not have @PermitAll");
    }

    @ParameterizedTest
    @MethodSource("secured")
    void asksForAScope(Routes.Route route) {
        if (Routes.WITHOUT_SCOPE.contains(route.toString())) {
            assertEquals(null, route.scope(), route + " is on Routes.WITHOUT_SCOPE and asks for a scope");
            return;
        }
        assertNotNull(
                route.scope(),
                route + " asks for no scope: give it @PermissionsAllowed, or @RequiresScope beside @RolesAllowed,"
                        + " or add it to Routes.WITHOUT_SCOPE on purpose");
        var kind = route.method().equals("GET") ? "/read" : "/write";
        assertTrue(
                route.scope().endsWith(kind),
                route + " asks for " + route.scope() + ", and not for a scope of " + kind);
    }

    @Test
    void areFoundWhateverTheClassIsCalled() {
        assertTrue(Routes.all().stream().anyMatch(route -> route.toString().equals("GET /openapi")));
        assertEquals(
                Set.of("GET /things", "PUT /things/{id}", "DELETE /things/{id}/parts/{part}"), names(Anything.class));
    }

    @Test
    void areFoundWhereAnInterfaceDeclaresThem() {
        var route = Routes.of(Implementation.class).findFirst().orElseThrow();

        assertEquals("GET /declared/here", route.toString());
        assertEquals("things/read", route.scope());
    }

    @Test
    void areFoundBelowASubResource() {
        assertEquals(Set.of("GET /whole/{id}/part"), names(Whole.class));
    }

    @Test
    void areOpenWhereTheMethodSaysSoAndNotWhereItSaysMoreThanItsClass() {
        for (var route : Routes.of(OpenBelow.class).toList()) {
            assertEquals(route.method().equals("GET"), route.permitsAll(), route.toString());
        }
    }

    @Test
    void tellTheRoleAndTheScopeBesideIt() {
        var route = Routes.of(OpenBelow.class)
                .filter(each -> each.method().equals("DELETE"))
                .findFirst()
                .orElseThrow();

        assertEquals(Set.of("admins"), route.roles());
        assertEquals("things/write", route.scope());
        assertFalse(route.permitsAll());
    }

    private static Set<String> names(Class<?> type) {
        return Routes.of(type).map(Routes.Route::toString).collect(toSet());
    }

    @Path("things/")
    abstract static class Anything {

        @GET
        abstract String all();

        @PUT
        @Path("{id: [0-9a-f]{8}}")
        abstract String change();

        @DELETE
        @Path("/{id}/parts/{part}/")
        abstract String delete();
    }

    @Path("/declared")
    interface Declaration {

        @GET
        @Path("here")
        @PermissionsAllowed("things/read")
        String find();
    }

    static class Implementation implements Declaration {

        @Override
        public String find() {
            return "";
        }
    }

    @Path("/whole")
    abstract static class Whole {

        @Path("{id}")
        abstract Part part();
    }

    interface Part {

        @GET
        @Path("part")
        String find();
    }

    @Path("/open-below")
    @PermitAll
    abstract static class OpenBelow {

        @GET
        abstract String find();

        @PUT
        @PermissionsAllowed("things/write")
        abstract String change();

        @DELETE
        @RolesAllowed("admins")
        @RequiresScope("things/write")
        abstract String delete();
    }
}
