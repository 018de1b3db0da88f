package dev.spacefinder.http;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.spacefinder.testing.ApiTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** A resource may have any name and write its path in any way; what it throws or returns is what callers are told. */
@QuarkusTest
@WithTestResource(ApiTestResource.class)
class PathsTest {

    @ParameterizedTest
    @CsvSource({
        "get,    /shelves,                 all shelves",
        "get,    /shelves/1,               shelf 1",
        "get,    /shelves/1/books,         books of 1",
        "post,   /shelves/1/books,         a book for 1",
        "delete, /shelves/1/books/2,       no 2 in 1",
        "get,    /shelves/1/books/2/pages, pages of 2"
    })
    void areAnsweredByTheClassThatHasThem(String method, String path, String answer) {
        given().request(method, path).then().statusCode(200).body(is(answer));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "post   | /shelves                 | GET, HEAD, OPTIONS",
                "delete | /shelves/1               | GET, HEAD, OPTIONS",
                "patch  | /shelves/1/books         | GET, HEAD, OPTIONS, POST",
                "get    | /shelves/1/books/2       | DELETE, OPTIONS",
                "put    | /shelves/1/books/2/pages | GET, HEAD, OPTIONS"
            })
    void refuseAMethodThatNoneOfTheirClassesHas(String method, String path, String allowed) {
        given().request(method, path)
                .then()
                .statusCode(405)
                .header("Allow", is(allowed))
                .body(members("status", is(405), "detail", nullValue()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/shelves                 | GET, HEAD, OPTIONS",
                "/shelves/1               | GET, HEAD, OPTIONS",
                "/shelves/1/books         | GET, HEAD, OPTIONS, POST",
                "/shelves/1/books/2       | DELETE, OPTIONS",
                "/shelves/1/books/2/pages | GET, HEAD, OPTIONS"
            })
    void tellTheirOwnMethodsToOptions(String path, String allowed) {
        given().options(path)
                .then()
                .statusCode(200)
                .header("Allow", is(allowed))
                .body(is(""));
    }

    @ParameterizedTest
    @CsvSource({"/shelves/1/boxes", "/shelves/1/books/2/lines", "/shelves/1/2/3"})
    void areNotThereWhereNoClassHasThem(String path) {
        given().get(path).then().statusCode(404).body(members("status", is(404), "detail", nullValue()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/shelves/1/books/jakarta-404 | 404 | There is no such book: GET .../books lists them.",
                "/shelves/1/books/jakarta-403 | 403 | The book is lent.",
                "/shelves/1/books/thrown      | 409 | Somebody else took the book: look for another.",
                "/shelves/1/books/returned    | 410 | The book was sold."
            })
    void tellTheSentenceThatTheirClassWrote(String path, int status, String detail) {
        given().delete(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body(members("type", is("about:blank"), "status", is(status), "detail", is(detail)));
    }

    @Test
    void tellTheReasonThatTheirClassGives() {
        given().delete("/shelves/1/books/forbidden")
                .then()
                .statusCode(403)
                .body(members("reason", is("not_reader"), "detail", is("Only its reader may.")));
    }

    @Path("shelves/")
    @PermitAll
    public static class Anything {

        @GET
        public String all() {
            return "all shelves";
        }

        @GET
        @Path("/{id}/")
        public String find(@PathParam("id") String id) {
            return "shelf " + id;
        }
    }

    @Path("/shelves/{shelf}/books")
    @PermitAll
    public static class BooksOfAShelf {

        @GET
        public String all(@PathParam("shelf") String shelf) {
            return "books of " + shelf;
        }

        @POST
        public String add(@PathParam("shelf") String shelf) {
            return "a book for " + shelf;
        }

        @DELETE
        @Path("{id}")
        public Response delete(@PathParam("shelf") String shelf, @PathParam("id") String id) {
            return switch (id) {
                case "jakarta-404" -> throw new NotFoundException("There is no such book: GET .../books lists them.");
                case "jakarta-403" -> throw new ForbiddenException("The book is lent.");
                case "thrown" -> throw ProblemException.conflict("Somebody else took the book: look for another.");
                case "forbidden" -> throw ProblemException.forbidden("not_reader", "Only its reader may.");
                case "returned" -> Problem.of(410, "The book was sold.").toResponse();
                default -> Response.ok("no " + id + " in " + shelf).build();
            };
        }
    }

    @Path("shelves/{shelf}/books/{book}/pages/")
    @PermitAll
    public static class Pages {

        @GET
        public String all(@PathParam("book") String book) {
            return "pages of " + book;
        }
    }
}
