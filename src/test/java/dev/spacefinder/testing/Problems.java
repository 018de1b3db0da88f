package dev.spacefinder.testing;

import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import io.restassured.builder.ResponseSpecBuilder;
import io.restassured.specification.ResponseSpecification;

/** What refusals look like: problem documents (RFC 9457). */
public final class Problems {

    private Problems() {}

    /** A refusal with that status. */
    public static ResponseSpecification problem(int status) {
        return new ResponseSpecBuilder()
                .expectStatusCode(status)
                .expectContentType("application/problem+json")
                .expectBody("status", is(status))
                .expectBody("type", is("about:blank"))
                .expectBody("title", notNullValue())
                .build();
    }

    /** 400 for one thing that is wrong with the input. */
    public static ResponseSpecification violation(String field, String message) {
        return new ResponseSpecBuilder()
                .addResponseSpecification(problem(400))
                .expectBody("violations", hasSize(1))
                .expectBody("violations[0].field", is(field))
                .expectBody("violations[0].message", is(message))
                .build();
    }
}
