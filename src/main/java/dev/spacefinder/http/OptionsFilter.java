package dev.spacefinder.http;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Names to OPTIONS the methods of the path, where Quarkus REST names those of all paths of the class. */
class OptionsFilter {

    @ServerResponseFilter
    void nameTheMethodsOfThePath(ContainerResponseContext answer, RoutingContext request) {
        if (HttpMethod.OPTIONS.equals(request.request().method())
                && answer.getHeaders().containsKey(HttpHeaders.ALLOW)) {
            answer.getHeaders()
                    .putSingle(HttpHeaders.ALLOW, String.join(", ", AllowedMethods.of(request.normalizedPath())));
        }
    }
}
