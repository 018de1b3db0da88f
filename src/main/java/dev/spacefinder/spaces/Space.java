package dev.spacefinder.spaces;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.spacefinder.http.Versioned;

/**
 * A space as callers see it.
 *
 * @param owner the {@code sub} of the caller who created it
 * @param updatedAt when this version was written
 * @param version 1 at first, and one more with every change; the entity tag is made of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Space(
        String id,
        String name,
        String location,
        String description,
        String photoUrl,
        String owner,
        Instant createdAt,
        Instant updatedAt,
        long version)
        implements Versioned {

    /** The first version of a space. */
    static Space first(String id, SpaceInput input, String owner, Instant now) {
        return new Space(id, input.name(), input.location(), input.description(), input.photoUrl(), owner, now, now, 1);
    }
}
