package dev.spacefinder.identity;

import java.util.stream.Stream;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import dev.spacefinder.http.Problem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;

/** Turns what the checks of callers throw into problem documents with a challenge: RFC 6750, section 3. */
class SecurityExceptionMappers {

    @ServerExceptionMapper
    Response noToken(UnauthorizedException e) {
        return refusal(401, Reason.MISSING_TOKEN, "Bearer");
    }

    @ServerExceptionMapper
    Response badToken(AuthenticationFailedException e) {
        var reason = Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .filter(InvalidToken.class::isInstance)
                .map(cause -> ((InvalidToken) cause).reason)
                .findFirst()
                .orElse(Reason.MALFORMED_TOKEN);
        return refusal(401, reason, "Bearer error=\"invalid_token\", error_description=\"" + reason.description + "\"");
    }

    @ServerExceptionMapper
    Response notAllowed(ForbiddenException e, RoutingContext request) {
        var scope = Scopes.missingIn(request);
        return scope == null
                ? problem(403, Reason.MISSING_ROLE)
                : refusal(403, Reason.MISSING_SCOPE, "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
    }

    @ServerExceptionMapper
    Response noKeys(SigningKeys.UnavailableException e) {
        var problem = Problem.of(
                503,
                "The token could not be checked, because the user pool's keys cannot be fetched: try again later.");
        return Response.fromResponse(problem.toResponse())
                .header(HttpHeaders.RETRY_AFTER, e.retryAfterSeconds)
                .build();
    }

    private static Response refusal(int status, Reason reason, String challenge) {
        return Response.fromResponse(problem(status, reason))
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build();
    }

    private static Response problem(int status, Reason reason) {
        return Problem.of(status, reason.description).because(reason.code()).toResponse();
    }
}
