package dev.spacefinder.problem;

import java.util.List;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** Turns what resources and the framework throw into problem documents. */
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    @ServerExceptionMapper
    Response refusedByTheFramework(WebApplicationException e) {
        if (e.getCause() instanceof JsonProcessingException) {
            return unreadableBody();
        }
        var answer = e.getResponse();
        var detail = answer.getStatus() == 400 ? Problem.MALFORMED_REQUEST : null;
        var problem =
                Response.fromResponse(Problem.of(answer.getStatus(), detail).toResponse());
        keep(HttpHeaders.ALLOW, answer, problem);
        keep(HttpHeaders.RETRY_AFTER, answer, problem);
        return problem.build();
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
        LOG.error("The request failed unexpectedly", e);
        return Problem.of(500, "The request failed for a reason on our side: try again later.")
                .toResponse();
    }

    private static void keep(String header, Response from, Response.ResponseBuilder to) {
        if (from.getHeaderString(header) != null) {
            to.header(header, from.getHeaderString(header));
        }
    }
}
