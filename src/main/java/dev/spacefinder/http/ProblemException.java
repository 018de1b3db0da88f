package dev.spacefinder.http;

import java.time.Duration;
import java.util.List;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * Ends a request with a problem document, which the caller gets as it is. Any class may throw it; it has no stack,
 * because it tells of the request and not of a fault in the code.
 */
public class ProblemException extends RuntimeException {

    private final transient Problem problem;
    private final transient Duration retryAfter;

    private ProblemException(Problem problem, Duration retryAfter) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** Ends the request with that problem. */
    public static ProblemException of(Problem problem) {
        return new ProblemException(problem, null);
    }

    /** 400: what is wrong with the input, of which there is something. */
    public static ProblemException invalid(List<Violation> violations) {
        return of(Problem.invalid(violations));
    }

    /** 400: one thing that is wrong with the input, as {@link Violation} has it. */
    public static ProblemException invalid(String field, String message) {
        return invalid(List.of(new Violation(field, message)));
    }

    /** 403: who is calling is known, and may not do this; the reason is a stable code such as {@code not_owner}. */
    public static ProblemException forbidden(String reason, String detail) {
        return of(Problem.of(403, detail).because(reason));
    }

    /** 404: there is no such thing. */
    public static ProblemException notFound(String detail) {
        return of(Problem.of(404, detail));
    }

    /** 409: a writer at the same time was faster. */
    public static ProblemException conflict(String detail) {
        return of(Problem.of(409, detail));
    }

    /** 412: If-Match names none but old versions (RFC 9110, section 13.1.1). */
    public static ProblemException preconditionFailed(String detail) {
        return of(Problem.of(412, detail));
    }

    /** 422: the request is valid, and contradicts an earlier one. */
    public static ProblemException unprocessable(String detail) {
        return of(Problem.of(422, detail));
    }

    /** 503: what is needed does not answer now; {@code Retry-After} is given in whole seconds. */
    public static ProblemException unavailable(String detail, Duration retryAfter) {
        return new ProblemException(Problem.of(503, detail), retryAfter);
    }

    /** What the caller is told. */
    public Problem problem() {
        return problem;
    }

    Response toResponse() {
        var response = Response.fromResponse(problem.toResponse());
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfter.toSeconds());
        }
        return response.build();
    }
}
