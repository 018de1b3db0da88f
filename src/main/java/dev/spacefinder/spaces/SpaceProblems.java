package dev.spacefinder.spaces;

import dev.spacefinder.http.ProblemException;

/** What callers are told when a request about spaces is not done. */
final class SpaceProblems {

    private SpaceProblems() {}

    static ProblemException notFound() {
        return ProblemException.notFound("There is no space with this id: GET /spaces lists those that there are.");
    }

    static ProblemException notOwner() {
        return ProblemException.forbidden("not_owner", "Only the space's owner and admins may change it.");
    }

    static ProblemException stale() {
        return ProblemException.preconditionFailed(
                "The space has another version than If-Match asks for: read it again and repeat the change.");
    }

    static ProblemException raceLost() {
        return ProblemException.conflict(
                "Somebody else changed the space at the same time: read it again and repeat the change.");
    }

    static ProblemException keyReused() {
        return ProblemException.unprocessable(
                "This Idempotency-Key was used with another body in the last 24 hours: use a new key for a new space.");
    }
}
