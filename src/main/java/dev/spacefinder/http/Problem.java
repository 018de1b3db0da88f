package dev.spacefinder.http;

import java.util.List;

import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.spacefinder.telemetry.Telemetry;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * An error as every client of the API gets it: a problem document (RFC 9457). On its way out the id of the request is
 * added, as {@code requestId}.
 *
 * @param type always {@code about:blank}: the status tells the kind of problem (RFC 9457, section 4.2.1)
 * @param title the status in words
 * @param status the HTTP status
 * @param detail what went wrong this time, and what to do about it
 * @param reason a stable code for programs, on 401 and 403
 * @param violations what is wrong with the input, on 400
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
public record Problem(String type, String title, int status, String detail, String reason, List<Violation> violations) {

    /** The media type of problem documents. */
    public static final String MEDIA_TYPE = "application/problem+json";

    static final String MALFORMED_REQUEST =
            "The request is not well-formed: look at its path, its query and its headers.";

    /** A problem of that status: {@code detail} says what went wrong, or is null where the title says it all. */
    public static Problem of(int status, String detail) {
        return new Problem("about:blank", title(status), status, detail, null, null);
    }

    /** A problem of that status with a request that says nothing else about itself, or could not be read. */
    public static Problem ofUnreadable(int status) {
        return of(status, status == 400 ? MALFORMED_REQUEST : null);
    }

    private static String title(int status) {
        if (status == 422) {
            // Jakarta REST does not know it: RFC 9110, section 15.5.21.
            return "Unprocessable Content";
        }
        var known = Response.Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }

    /** A 400 that tells what is wrong with the input. */
    public static Problem invalid(List<Violation> violations) {
        return new Problem(
                "about:blank",
                "Bad Request",
                400,
                "The request is not valid: see violations.",
                null,
                List.copyOf(violations));
    }

    /** The same problem with a stable code for programs. */
    public Problem because(String reason) {
        return new Problem(type, title, status, detail, reason, violations);
    }

    /** The response that carries this problem. */
    public Response toResponse() {
        if (reason != null) {
            Telemetry.refused(reason);
        }
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }
}
