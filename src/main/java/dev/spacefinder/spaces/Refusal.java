package dev.spacefinder.spaces;

import java.util.List;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import dev.spacefinder.problem.Problem;
import dev.spacefinder.problem.Violation;

/** Why a request about spaces was not done, as the problem that its caller is told. */
class Refusal extends RuntimeException {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final transient Problem problem;

    private Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    static Refusal invalid(List<Violation> violations) {
        return new Refusal(Problem.invalid(violations));
    }

    static Refusal invalid(String field, String message) {
        return invalid(List.of(new Violation(field, message)));
    }

    static Refusal notFound() {
        return new Refusal(Problem.of(404, "There is no space with this id: GET /spaces lists those that there are."));
    }

    static Refusal notOwner() {
        return new Refusal(Problem.of(403, "Only the space's owner and admins may change it.")
                .because("not_owner"));
    }

    static Refusal stale() {
        return new Refusal(Problem.of(
                412, "The space has another version than If-Match asks for: read it again and repeat the change."));
    }

    static Refusal raceLost() {
        return new Refusal(Problem.of(
                409, "Somebody else changed the space at the same time: read it again and repeat the change."));
    }

    static Refusal keyReused() {
        return new Refusal(
                Problem.of(
                        422,
                        "This Idempotency-Key was used with another body in the last 24 hours: use a new key for a new space."));
    }

    static Refusal unavailable() {
        return new Refusal(Problem.of(503, "The spaces cannot be reached at the moment: try again in a second."));
    }

    Problem problem() {
        return problem;
    }

    Response toResponse() {
        var response = Response.fromResponse(problem.toResponse());
        if (problem.status() == 503) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.build();
    }
}
