package dev.spacefinder.http;

import java.util.List;
import java.util.Set;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import dev.spacefinder.telemetry.Telemetry;
import io.vertx.ext.web.RoutingContext;

/** Turns what resources and the framework throw into problem documents. */
class ExceptionMappers {

    /** The package of the whole API: {@code dev.spacefinder.}, with its last dot. */
    private static final String API = ExceptionMappers.class.getPackageName().replaceFirst("[^.]+$", "");

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return e.toResponse();
    }

    @ServerExceptionMapper
    Response jakartaException(WebApplicationException e) {
        if (e.getCause() instanceof JsonProcessingException) {
            return unreadableBody();
        }
        var answer = e.getResponse();
        var problem =
                Response.fromResponse(Problem.of(answer.getStatus(), detail(e)).toResponse());
        keep(HttpHeaders.ALLOW, answer, problem);
        keep(HttpHeaders.RETRY_AFTER, answer, problem);
        return problem.build();
    }

    @ServerExceptionMapper
    Response methodNotAllowed(NotAllowedException e, RoutingContext request) {
        return methodNotAllowed(AllowedMethods.of(request.normalizedPath()));
    }

    /**
     * Quarkus REST says 404 of a path that is there, where another class's path begins it and neither has the method.
     */
    @ServerExceptionMapper
    Response noSuchPath(NotFoundException e, RoutingContext request) {
        var allowed = AllowedMethods.of(request.normalizedPath());
        return allowed.isEmpty() || allowed.contains(request.request().method().name())
                ? jakartaException(e)
                : methodNotAllowed(allowed);
    }

    private static Response methodNotAllowed(Set<String> allowed) {
        return Response.fromResponse(Problem.of(405, null).toResponse())
                .header(HttpHeaders.ALLOW, String.join(", ", allowed))
                .build();
    }

    @ServerExceptionMapper
    Response bodyOfAnotherShape(MismatchedInputException e) {
        return unreadableBody();
    }

    private static Response unreadableBody() {
        return Problem.invalid(List.of(new Violation("body", "must be a JSON document of the expected shape")))
                .toResponse();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e) {
        Telemetry.failed(e);
        return Problem.of(500, "The request failed for a reason on our side: try again later.")
                .toResponse();
    }

    /** The message, if a resource wrote it: what the framework writes may name classes. */
    private static String detail(WebApplicationException e) {
        if (isMadeByTheApi(e) && !e.getMessage().equals(defaultMessage(e.getResponse()))) {
            return e.getMessage();
        }
        return e.getResponse().getStatus() == 400 ? Problem.MALFORMED_REQUEST : null;
    }

    /**
     * Whether it was created in a class of the API: the constructors of exceptions leave themselves out of the stack.
     */
    private static boolean isMadeByTheApi(WebApplicationException e) {
        var stack = e.getStackTrace();
        return stack.length > 0 && stack[0].getClassName().startsWith(API) && e.getMessage() != null;
    }

    /** What Jakarta REST writes where no message is given. */
    private static String defaultMessage(Response answer) {
        return "HTTP " + answer.getStatus() + " " + answer.getStatusInfo().getReasonPhrase();
    }

    private static void keep(String header, Response from, Response.ResponseBuilder to) {
        if (from.getHeaderString(header) != null) {
            to.header(header, from.getHeaderString(header));
        }
    }
}
