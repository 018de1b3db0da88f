package dev.spacefinder.reviews;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestResponse;

import dev.spacefinder.http.CallersUrl;
import dev.spacefinder.http.EntityTags;
import dev.spacefinder.http.JsonInput;
import dev.spacefinder.http.TimeOrderedId;
import dev.spacefinder.http.Versioned;
import dev.spacefinder.identity.RequiresScope;
import dev.spacefinder.identity.Subject;
import io.quarkus.amazon.lambda.http.model.AwsProxyRequestContext;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;

/** The reviews of a space over HTTP. What each route answers is described in META-INF/openapi.yaml. */
@Path("/spaces/{id}/reviews")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
class ReviewsResource {

    private static final String READ = "spaces/read";
    private static final String WRITE = "spaces/write";

    private final Reviews reviews;
    private final SecurityIdentity caller;

    ReviewsResource(Reviews reviews, SecurityIdentity caller) {
        this.reviews = reviews;
        this.caller = caller;
    }

    @GET
    @PermissionsAllowed(READ)
    public Page list(@PathParam("id") String id, @Context UriInfo uri) {
        return reviews.list(PageQuery.of(spaceId(id), uri));
    }

    @GET
    @Path("/mine")
    @PermissionsAllowed(READ)
    public RestResponse<Review> mine(@PathParam("id") String id, @Context HttpHeaders headers) {
        var known = EntityTags.ifNoneMatch(headers);
        return Versioned.found(reviews.get(spaceId(id), Subject.of(caller)), known);
    }

    @PUT
    @Path("/mine")
    @PermissionsAllowed(WRITE)
    public RestResponse<Review> put(
            @PathParam("id") String id,
            byte[] body,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context AwsProxyRequestContext gateway) {
        JsonInput.requireContentType(headers);
        var written =
                reviews.put(spaceId(id), Subject.of(caller), ReviewInput.parse(body), EntityTags.ifMatch(headers));
        return written.isNew()
                ? Versioned.created(written.review(), CallersUrl.of(uri, gateway, headers))
                : Versioned.changed(written.review());
    }

    @DELETE
    @Path("/mine")
    // It has no content but problems, and clients may accept those alone.
    @Produces(MediaType.WILDCARD)
    @PermissionsAllowed(WRITE)
    public RestResponse<Void> deleteMine(@PathParam("id") String id, @Context HttpHeaders headers) {
        return Versioned.deleted(reviews.delete(spaceId(id), Subject.of(caller), EntityTags.ifMatch(headers)));
    }

    @DELETE
    @Path("/{reviewId}")
    @Produces(MediaType.WILDCARD)
    @RolesAllowed({"moderators", "admins"})
    @RequiresScope(WRITE)
    public RestResponse<Void> delete(@PathParam("id") String id, @PathParam("reviewId") String reviewId) {
        return Versioned.deleted(
                reviews.deleteById(spaceId(id), TimeOrderedId.require("reviewId", reviewId, "a review")));
    }

    private static String spaceId(String id) {
        return TimeOrderedId.require("id", id, "a space");
    }
}
