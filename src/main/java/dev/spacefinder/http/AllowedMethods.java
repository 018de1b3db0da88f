package dev.spacefinder.http;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

import jakarta.ws.rs.HttpMethod;

import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;

/** The methods of a path, which a 405 has to name (RFC 9110, section 15.5.6) and Quarkus REST leaves out. */
final class AllowedMethods {

    private AllowedMethods() {}

    /**
     * The methods of a path, none where it is not there. Where the path of one class begins that of another, Quarkus
     * REST asks both, one after the other.
     */
    static Set<String> of(String path) {
        var classes = new RequestMapper<>(
                ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers());
        var methods = new TreeSet<String>();
        for (var found = classes.map(path); found != null; found = classes.continueMatching(path, found)) {
            var remaining = found.remaining.isEmpty() ? "/" : found.remaining;
            Arrays.stream(found.value.handlers)
                    .filter(ClassRoutingHandler.class::isInstance)
                    .flatMap(handler -> ((ClassRoutingHandler) handler).getMappers().entrySet().stream())
                    .filter(methodsMapper -> methodsMapper.getKey() != null
                            && methodsMapper.getValue().map(remaining) != null)
                    .forEach(methodsMapper -> methods.add(methodsMapper.getKey()));
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }
}
