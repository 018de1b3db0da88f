package dev.spacefinder.http;

import java.net.URI;

import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import dev.spacefinder.telemetry.Telemetry;

/**
 * What has a version, of which the entity tag of its answers is made. Who answers a change with one of these methods
 * has it in the log: what was changed, from which version to which.
 */
public interface Versioned {

    /** What the log names it by, among the things of its package. */
    String id();

    /** 1 at first, and one more with every change. */
    long version();

    /** 200 with the thing, or 304 where the request's If-None-Match names its version. */
    static <T extends Versioned> RestResponse<T> found(T thing, EntityTags ifNoneMatch) {
        var isKnown = ifNoneMatch != null && ifNoneMatch.matchWeakly(thing.version());
        return tagged(isKnown ? ResponseBuilder.<T>notModified() : ResponseBuilder.ok(thing), thing)
                // A browser may keep it and asks with its entity tag each time.
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .build();
    }

    /** 200 with the thing after a change. */
    static <T extends Versioned> RestResponse<T> changed(T thing) {
        note(thing, thing.version() - 1, thing.version());
        return tagged(ResponseBuilder.ok(thing), thing).build();
    }

    /** 201 with the new thing, which is at that URL. */
    static <T extends Versioned> RestResponse<T> created(T thing, URI place) {
        note(thing, null, thing.version());
        return tagged(ResponseBuilder.<T>created(place).entity(thing), thing).build();
    }

    /** 204 for a thing that is gone, as it was last. */
    static RestResponse<Void> deleted(Versioned thing) {
        note(thing, thing.version(), null);
        return RestResponse.noContent();
    }

    private static void note(Versioned thing, Long versionBefore, Long versionAfter) {
        var packageName = thing.getClass().getPackageName();
        var resource = packageName.substring(packageName.lastIndexOf('.') + 1);
        Telemetry.changed(resource, thing.id(), versionBefore, versionAfter);
    }

    private static <T extends Versioned> ResponseBuilder<T> tagged(ResponseBuilder<T> answer, T thing) {
        return answer.header(HttpHeaders.ETAG, EntityTags.of(thing.version()));
    }
}
