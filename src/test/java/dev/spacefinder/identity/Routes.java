package dev.spacefinder.identity;

import static io.restassured.RestAssured.given;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HttpMethod;

import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.ValidatableResponse;

/** The routes of what is deployed, found in its classes: a new one cannot be forgotten. */
class Routes {

    /** @param permitsAll whether it is open to anyone */
    record Route(String method, String path, boolean permitsAll) {

        /**
         * Sends those credentials with input that is refused once the caller is known, so that nothing else happens.
         */
        ValidatableResponse send(List<String> authorization) {
            var request = given().headers(new Headers(authorization.stream()
                    .map(value -> new Header("Authorization", value))
                    .toList()));
            if (method.startsWith("P")) {
                request.contentType("application/json").body("{}");
            }
            return request.request(method, path.replaceAll("\\{[^}]+}", "no-id") + "?limit=none")
                    .then();
        }

        ValidatableResponse send(Token token) {
            return send(List.of("Bearer " + token));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Route> all() {
        return classes()
                .filter(type -> type.isAnnotationPresent(jakarta.ws.rs.Path.class))
                .flatMap(type ->
                        Arrays.stream(type.getDeclaredMethods()).flatMap(method -> route(type, method).stream()))
                .toList();
    }

    static List<Route> secured() {
        return all().stream().filter(route -> !route.permitsAll()).toList();
    }

    private static Optional<Route> route(Class<?> type, Method method) {
        return Arrays.stream(method.getAnnotations())
                .flatMap(annotation ->
                        Stream.ofNullable(annotation.annotationType().getAnnotation(HttpMethod.class)))
                .map(verb -> new Route(
                        verb.value(),
                        path(type, method),
                        method.isAnnotationPresent(PermitAll.class) || type.isAnnotationPresent(PermitAll.class)))
                .findFirst();
    }

    private static String path(Class<?> type, Method method) {
        var below = method.getAnnotation(jakarta.ws.rs.Path.class);
        return type.getAnnotation(jakarta.ws.rs.Path.class).value()
                + (below == null ? "" : "/" + below.value().replaceFirst("^/", ""));
    }

    private static Stream<Class<?>> classes() {
        try {
            var root = Path.of(MeResource.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (var files = Files.walk(root)) {
                return files
                        .map(root::relativize)
                        .map(Path::toString)
                        .filter(file -> file.endsWith("Resource.class"))
                        .map(file -> file.substring(0, file.length() - ".class".length())
                                .replace('/', '.'))
                        .<Class<?>>map(Routes::load)
                        .toList()
                        .stream();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Routes.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
