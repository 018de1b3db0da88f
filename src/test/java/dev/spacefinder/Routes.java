package dev.spacefinder;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;

import dev.spacefinder.identity.RequiresScope;
import io.quarkus.security.PermissionsAllowed;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.ValidatableResponse;

/**
 * The routes of what is deployed, found in its classes: every class with {@code @Path}, whatever its name, with what
 * its interfaces and superclasses declare and the sub-resources that it returns. A new route cannot be forgotten.
 */
public final class Routes {

    /** What is open to anyone, even with a bad token. Every other route has to be closed. */
    public static final Set<String> OPEN = Set.of("GET /openapi");

    /** What any signed-in caller may ask, whatever the token's scopes. Every other closed route has to name a scope. */
    public static final Set<String> WITHOUT_SCOPE = Set.of("GET /hello", "GET /me");

    private static final List<Route> ALL =
            ShippedClasses.all().stream().flatMap(Routes::of).distinct().toList();

    private Routes() {}

    /**
     * A route.
     *
     * @param resource the class that answers it
     * @param path with its parameters in braces, without their patterns: {@code /spaces/{id}}
     * @param saysWhoMayCall whether an annotation says who may call it: what has none is denied to everyone
     * @param permitsAll whether its annotations open it to anyone
     * @param roles the roles of which it asks for one, empty if for none
     * @param scope the scope that it asks for, or null
     */
    public record Route(
            Class<?> resource,
            String method,
            String path,
            boolean saysWhoMayCall,
            boolean permitsAll,
            Set<String> roles,
            String scope) {

        /**
         * Sends those credentials with input that is refused once the caller is known, so that nothing else happens.
         */
        public ValidatableResponse send(List<String> authorization) {
            var request = given().headers(new Headers(authorization.stream()
                    .map(value -> new Header("Authorization", value))
                    .toList()));
            if (method.startsWith("P")) {
                request.contentType("application/json").body("{}");
            }
            return request.request(method, path.replaceAll("\\{[^}]+}", "no-id") + "?limit=none")
                    .then();
        }

        /**
         * Whether a request of that method and path is answered by this route, if by no other with fewer parameters.
         */
        public boolean matches(String requestMethod, String requestPath) {
            return method.equals(requestMethod) && requestPath.matches(path.replaceAll("\\{[^}]+}", "[^/]+") + "/?");
        }

        /** Sends that token, as text, in the same way. */
        public ValidatableResponse send(Object token) {
            return send(List.of("Bearer " + token));
        }

        /** The method and the path, as {@link #OPEN} has them. */
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** All routes. */
    public static List<Route> all() {
        return ALL;
    }

    /** The routes that are not on the list of those that are open. */
    public static List<Route> secured() {
        return all().stream().filter(route -> !OPEN.contains(route.toString())).toList();
    }

    /**
     * The route that answers a request of that method and path: of those that match, the one with the fewest
     * parameters.
     */
    public static Optional<Route> of(String method, String path) {
        return all().stream()
                .filter(route -> route.matches(method, path))
                .min(Comparator.comparing(route -> route.path().split("\\{").length));
    }

    /** The roles that any of the routes asks for. */
    public static List<String> roles() {
        return all().stream()
                .flatMap(route -> route.roles().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The scopes that any of the routes asks for. */
    public static List<String> scopes() {
        return all().stream()
                .flatMap(route -> Stream.ofNullable(route.scope()))
                .distinct()
                .sorted()
                .toList();
    }

    /** The route of that method and path, such as {@code GET /me}. */
    public static Route named(String name) {
        return all().stream()
                .filter(route -> route.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no route " + name + ", only " + all()));
    }

    /** The routes of a class: none if it has no {@code @Path}. */
    static Stream<Route> of(Class<?> type) {
        return type.isInterface()
                ? Stream.empty()
                : declarations(type)
                        .filter(declaration -> declaration.isAnnotationPresent(jakarta.ws.rs.Path.class))
                        .findFirst()
                        .stream()
                        .flatMap(declaration -> routes(type, type, path(declaration)));
    }

    private static Stream<Route> routes(Class<?> root, Class<?> type, String above) {
        return declarations(type)
                .flatMap(declaration -> Arrays.stream(declaration.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic())
                .flatMap(method -> routes(root, type, method, above));
    }

    private static Stream<Route> routes(Class<?> root, Class<?> type, Method method, String above) {
        var path = above + path(method);
        var verb = verb(method);
        if (verb.isPresent()) {
            return Stream.of(route(root, verb.get(), path, annotated(root, type, method)));
        }
        return method.isAnnotationPresent(jakarta.ws.rs.Path.class)
                ? routes(root, method.getReturnType(), path)
                : Stream.empty();
    }

    private static Route route(Class<?> root, String verb, String path, List<AnnotatedElement> from) {
        var roles = first(from, RolesAllowed.class).map(RolesAllowed::value).orElse(new String[0]);
        var scope = first(from, PermissionsAllowed.class)
                .map(asked -> String.join(" ", asked.value()))
                .or(() -> first(from, RequiresScope.class).map(RequiresScope::value));
        return new Route(
                root,
                verb,
                path.isEmpty() ? "/" : path,
                from.stream().anyMatch(Routes::saysWhoMayCall),
                isOpen(from),
                Set.of(roles),
                scope.orElse(null));
    }

    /** Where annotations of a route may stand, the strongest first: its method, what that implements, its class. */
    private static List<AnnotatedElement> annotated(Class<?> root, Class<?> type, Method method) {
        var methods = declarations(type)
                .flatMap(declaration -> Arrays.stream(declaration.getDeclaredMethods()))
                .filter(other -> other.getName().equals(method.getName())
                        && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()));
        return Stream.<AnnotatedElement>concat(methods, Stream.concat(declarations(type), Stream.of(root)))
                .toList();
    }

    /** Whether the first that says who may call says: anyone. */
    private static boolean isOpen(List<AnnotatedElement> from) {
        return from.stream()
                .filter(Routes::saysWhoMayCall)
                .findFirst()
                .map(element -> element.isAnnotationPresent(PermitAll.class))
                .orElse(false);
    }

    private static boolean saysWhoMayCall(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(annotation -> annotation.annotationType().getName())
                .anyMatch(name ->
                        name.startsWith("jakarta.annotation.security.") || name.startsWith("io.quarkus.security."));
    }

    private static <A extends java.lang.annotation.Annotation> Optional<A> first(
            List<AnnotatedElement> from, Class<A> annotation) {
        return from.stream()
                .filter(element -> element.isAnnotationPresent(annotation))
                .map(element -> element.getAnnotation(annotation))
                .findFirst();
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .flatMap(annotation ->
                        Stream.ofNullable(annotation.annotationType().getAnnotation(HttpMethod.class)))
                .map(HttpMethod::value)
                .findFirst();
    }

    /** With a slash before each of its segments, and none at its end, however it was written. */
    private static String path(AnnotatedElement element) {
        var path = element.getAnnotation(jakarta.ws.rs.Path.class);
        return path == null
                ? ""
                : Arrays.stream(path.value()
                                .replaceAll("\\{\\s*([\\w.-]+)\\s*(:(?:[^{}]|\\{[^{}]*})*)?}", "{$1}")
                                .split("/"))
                        .filter(segment -> !segment.isEmpty())
                        .map(segment -> "/" + segment)
                        .collect(joining());
    }

    /** The class, its superclasses and all their interfaces. */
    private static Stream<Class<?>> declarations(Class<?> type) {
        if (type == null || type == Object.class) {
            return Stream.empty();
        }
        var above = Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()));
        return Stream.concat(Stream.of(type), above.flatMap(Routes::declarations))
                .distinct();
    }
}
