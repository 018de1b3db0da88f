package dev.spacefinder.reviews;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.List;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.UriInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.http.PageToken;
import dev.spacefinder.http.ProblemException;
import dev.spacefinder.http.Violation;

/** Which page of a space's reviews is asked for, with tokens from here and from elsewhere. */
class PageQueryTest {

    private static final String SPACE = "0190f3c2-0000-7000-8000-000000000000";
    private static final String REVIEW = "0190f3c2-0000-7000-8000-000000000001";

    @Test
    void isTheFirstPageWithoutAToken() {
        assertEquals(new PageQuery(SPACE, 7, null), PageQuery.of(SPACE, query("limit", "7")));
    }

    @Test
    void continuesAfterTheReviewThatThePageBeforeEndedWith() {
        var token = new PageQuery(SPACE, 25, null).tokenAfter(REVIEW);

        assertEquals(new PageQuery(SPACE, 25, REVIEW), PageQuery.of(SPACE, query("nextToken", token)));
    }

    @Test
    void aTokenContinuesTheReviewsOfNoOtherSpace() {
        var token = new PageQuery(REVIEW, 25, null).tokenAfter(REVIEW);

        assertEquals(
                List.of(new Violation("nextToken", "belongs to a listing with another space: start again without it")),
                violations("nextToken", token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", SPACE, SPACE + "/", "/" + REVIEW, SPACE + "/" + REVIEW + "/", SPACE + "/1"})
    void aTokenThatWasNotMadeHereIsRefused(String text) {
        assertEquals(
                List.of(new Violation("nextToken", "is not a token from an earlier page: start again without it")),
                violations("nextToken", PageToken.encode(text)));
    }

    @Test
    void aLimitBeyondItsRangeIsRefused() {
        assertEquals(List.of(new Violation("limit", "must be a number from 1 to 100")), violations("limit", "101"));
    }

    private static List<Violation> violations(String parameter, String value) {
        return assertThrows(ProblemException.class, () -> PageQuery.of(SPACE, query(parameter, value)))
                .problem()
                .violations();
    }

    private static UriInfo query(String parameter, String value) {
        var parameters = new MultivaluedHashMap<String, String>();
        parameters.add(parameter, value);
        return (UriInfo) Proxy.newProxyInstance(
                UriInfo.class.getClassLoader(), new Class<?>[] {UriInfo.class}, (uri, getter, none) -> {
                    assertEquals("getQueryParameters", getter.getName());
                    return parameters;
                });
    }
}
