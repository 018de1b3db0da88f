package dev.spacefinder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a problem says, before it goes out. */
class ProblemDocumentTest {

    @ParameterizedTest
    @CsvSource({"404,Not Found", "415,Unsupported Media Type", "422,Unprocessable Content", "499,Error"})
    void hasTheWordsOfItsStatusForATitle(int status, String title) {
        assertEquals(new Problem("about:blank", title, status, null, null, null), Problem.of(status, null));
    }

    @Test
    void saysOfAnUnreadableRequestWhatIsWrongWithItWhereTheStatusDoesNot() {
        assertEquals(Problem.MALFORMED_REQUEST, Problem.ofUnreadable(400).detail());
        assertNull(Problem.ofUnreadable(404).detail());
    }

    @Test
    void goesOutUnderItsStatusAndMediaType() {
        var problem = Problem.of(403, "You may not.").because("not_owner");

        var answer = problem.toResponse();

        assertEquals(403, answer.getStatus());
        assertEquals("application/problem+json", answer.getHeaderString("Content-Type"));
        assertEquals(problem, answer.getEntity());
    }

    @Test
    void isThrownWithTheStatusThatItsNameSays() {
        assertEquals(Problem.of(404, "a"), ProblemException.notFound("a").problem());
        assertEquals(Problem.of(409, "b"), ProblemException.conflict("b").problem());
        assertEquals(
                Problem.of(412, "c"), ProblemException.preconditionFailed("c").problem());
        assertEquals(Problem.of(422, "d"), ProblemException.unprocessable("d").problem());
        assertEquals(
                new Problem("about:blank", "Forbidden", 403, "e", "not_owner", null),
                ProblemException.forbidden("not_owner", "e").problem());
    }

    @Test
    void saysWhenToTryAgainWhereThatIsKnown() {
        var unavailable = ProblemException.unavailable("Later.", Duration.ofMillis(2_500));

        assertEquals(Problem.of(503, "Later."), unavailable.toResponse().getEntity());
        assertEquals("2", unavailable.toResponse().getHeaderString("Retry-After"));
        assertNull(ProblemException.conflict("Now.").toResponse().getHeaderString("Retry-After"));
    }
}
