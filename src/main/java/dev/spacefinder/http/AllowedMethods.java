package dev.spacefinder.http;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import jakarta.ws.rs.HttpMethod;

import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;

/** The methods of a path, which a 405 has to name (RFC 9110, section 15.5.6) and Quarkus REST leaves out. */
final class AllowedMethods {

    /** Made with the first event. */
    private static RequestMapper<InitialMatch> classes;

    private AllowedMethods() {}

    /** The methods of a path, none where it is not there. */
    static Set<String> of(String path) {
        var methods = new TreeSet<>(templates(path).keySet());
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }

    /**
     * The methods that resources have for a path, each with the template of its route. Where the path of one class
     * begins that of another, Quarkus REST asks both, one after the other.
     */
    static Map<String, String> templates(String path) {
        var classes = classes();
        var templates = new TreeMap<String, String>();
        for (var found = classes.map(path); found != null; found = classes.continueMatching(path, found)) {
            var remaining = found.remaining.isEmpty() ? "/" : found.remaining;
            for (var handler : found.value.handlers) {
                if (handler instanceof ClassRoutingHandler routing) {
                    routing.getMappers().forEach((method, routes) -> {
                        var route = method == null ? null : routes.map(remaining);
                        if (route != null) {
                            templates.putIfAbsent(
                                    method, join(route.value.getClassPath().template, route.value.getPath().template));
                        }
                    });
                }
            }
        }
        return templates;
    }

    private static RequestMapper<InitialMatch> classes() {
        if (classes == null) {
            classes = new RequestMapper<>(
                    ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers());
        }
        return classes;
    }

    private static String join(String ofClass, String ofMethod) {
        return ofMethod.equals("/") ? ofClass : ofClass + ofMethod;
    }
}
