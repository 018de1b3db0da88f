package dev.spacefinder.identity;

import java.util.stream.Stream;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import dev.spacefinder.problem.Problem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** How a refused caller is told so: RFC 6750, section 3. */
class Refusals {

    @ServerExceptionMapper
    Response noToken(UnauthorizedException e) {
        return unauthorized(Reason.MISSING_TOKEN, "Bearer");
    }

    @ServerExceptionMapper
    Response badToken(AuthenticationFailedException e) {
        var reason = Stream.<Throwable> iterate(e, cause -> cause != null, Throwable::getCause)
                .filter(InvalidTokenException.class::isInstance).map(cause -> ((InvalidTokenException) cause).reason)
                .findFirst().orElse(Reason.MALFORMED_TOKEN);
        return unauthorized(reason, "Bearer error=\"invalid_token\", error_description=\"" + reason.description + "\"");
    }

    @ServerExceptionMapper
    Response notAllowed(ForbiddenException e) {
        return Problem.of(403, Reason.MISSING_ROLE.description).because(Reason.MISSING_ROLE.code()).toResponse();
    }

    private static Response unauthorized(Reason reason, String challenge) {
        return Response.fromResponse(Problem.of(401, reason.description).because(reason.code()).toResponse())
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge).build();
    }
}
