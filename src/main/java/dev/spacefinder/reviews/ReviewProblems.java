package dev.spacefinder.reviews;

import dev.spacefinder.http.ProblemException;

/** What callers are told when a request about reviews is not done. */
final class ReviewProblems {

    private ReviewProblems() {}

    static ProblemException notFound() {
        return ProblemException.notFound(
                "There is no such review: GET the space's reviews lists those that there are.");
    }

    static ProblemException stale() {
        return ProblemException.preconditionFailed(
                "The review has another version than If-Match asks for: read it again and repeat the change.");
    }

    static ProblemException raceLost() {
        return ProblemException.conflict(
                "Somebody else wrote the review at the same time: read it again and repeat the change.");
    }
}
