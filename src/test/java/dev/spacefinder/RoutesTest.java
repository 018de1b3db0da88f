package dev.spacefinder;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
import dev.spacefinder.testing.DescribedAnswers;
import dev.spacefinder.testing.Missing;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.test.junit.QuarkusTest;

/** Who may call each route, as its annotations say it; that routes are found, whatever they look like. */
class RoutesTest {

    /** No token that counts, not the scope or the role, and a pool that cannot be asked. */
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 503);

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

    @Test
    void sayWhoMayCallThem() {
        Missing.assertNothing(Routes.all().stream()
                .filter(route -> !route.saysWhoMayCall())
                .map(route -> route + " of " + route.resource().getSimpleName()
                        + " does not say who may call it, so that nobody may: give it @PermissionsAllowed,"
                        + " @RolesAllowed or @Authenticated.")
                .toList());
    }

    /** Alone, it lets every signed-in caller pass where its class is open to them. */
    @Test
    void askForARoleWhereTheyAskForAScopeBesideIt() {
        Missing.assertNothing(ShippedClasses.all().stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(RequiresScope.class)
                        && !method.isAnnotationPresent(RolesAllowed.class)
                        && !method.getDeclaringClass().isAnnotationPresent(RolesAllowed.class))
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName()
                        + " has @RequiresScope and names no role: give it @RolesAllowed, or @PermissionsAllowed in"
                        + " place of both where any signed-in caller may.")
                .toList());
    }

    @Test
    void areDescribedInTheOpenApiDocument() {
        var described = DescribedAnswers.read().keySet();
        Missing.assertNothing(Routes.secured().stream()
                .filter(route -> !described.contains(route.toString()))
                .map(route -> route + " is answered by " + route.resource().getSimpleName() + " and not in "
                        + DescribedAnswers.FILE
                        + ": describe it there, with every status that it answers.")
                .toList());
    }

    @Test
    void areAllThatTheOpenApiDocumentDescribes() {
        var routes = Routes.secured().stream().map(Routes.Route::toString).collect(toSet());
        Missing.assertNothing(DescribedAnswers.read().keySet().stream()
                .filter(described -> !routes.contains(described))
                .map(described -> described + " is described in " + DescribedAnswers.FILE
                        + ", and no resource answers it: write the method, or take it out.")
                .toList());
    }

    @Test
    void areDescribedWithTheRefusalsThatComeBeforeTheResource() {
        var described = DescribedAnswers.read();
        var missing = new ArrayList<String>();
        for (var route : Routes.secured()) {
            var statuses = described.getOrDefault(route.toString(), REFUSALS);
            REFUSALS.stream()
                    .filter(status -> !statuses.contains(status))
                    .filter(status -> status != 403
                            || route.scope() != null
                            || !route.roles().isEmpty())
                    .map(status -> route + " answers " + status + " before its resource is asked, which "
                            + DescribedAnswers.FILE + " does not describe: add it to its responses.")
                    .forEach(missing::add);
        }
        Missing.assertNothing(missing);
    }

    @Test
    void areTestedByATestOfTheirResource() {
        Missing.assertNothing(Routes.secured().stream()
                .map(Routes.Route::resource)
                .distinct()
                .filter(resource -> !isTested(resource))
                .map(resource -> resource.getSimpleName() + " has no test: write " + resource.getName() + "Test, with"
                        + " @QuarkusTest and @WithTestResource(ApiTestResource.class).")
                .toList());
    }

    private static boolean isTested(Class<?> resource) {
        try {
            return Class.forName(resource.getName() + "Test", false, RoutesTest.class.getClassLoader())
                    .isAnnotationPresent(QuarkusTest.class);
        } catch (ClassNotFoundException e) {
            return false;
        }
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
    void areToldApartWhereSeveralMatchARequest() {
        assertEquals("DELETE /spaces/{id}/reviews/mine", route("DELETE", "/spaces/1/reviews/mine"));
        assertEquals("DELETE /spaces/{id}/reviews/{reviewId}", route("DELETE", "/spaces/1/reviews/2/"));
        assertEquals("GET /spaces/{id}", route("GET", "/spaces/1"));
        assertEquals(Optional.empty(), Routes.of("PATCH", "/spaces/1"));
    }

    private static String route(String method, String path) {
        return Routes.of(method, path).orElseThrow().toString();
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
