package dev.spacefinder.spaces;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
import dev.spacefinder.http.IdempotencyKey;
import dev.spacefinder.http.JsonInput;
import dev.spacefinder.http.TimeOrderedId;
import dev.spacefinder.http.Versioned;
import dev.spacefinder.identity.RequiresScope;
import dev.spacefinder.identity.Subject;
import io.quarkus.amazon.lambda.http.model.AwsProxyRequestContext;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;

/** The spaces over HTTP. What each route answers is described in META-INF/openapi.yaml. */
@Path("/spaces")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
class SpacesResource {

    private static final String ADMINS = "admins";
    private static final String READ = "spaces/read";
    private static final String WRITE = "spaces/write";

    private final Spaces spaces;
    private final Event<SpaceDeleted> deletions;
    private final SecurityIdentity identity;

    SpacesResource(Spaces spaces, Event<SpaceDeleted> deletions, SecurityIdentity identity) {
        this.spaces = spaces;
        this.deletions = deletions;
        this.identity = identity;
    }

    @GET
    @PermissionsAllowed(READ)
    public Page list(@Context UriInfo uri) {
        var query = PageQuery.of(uri);
        return spaces.list(query.location(), query.limit(), query.after());
    }

    @POST
    @PermissionsAllowed(WRITE)
    public RestResponse<Space> create(
            byte[] body, @Context UriInfo uri, @Context HttpHeaders headers, @Context AwsProxyRequestContext gateway) {
        JsonInput.requireContentType(headers);
        var key = IdempotencyKey.of(headers);
        var space = spaces.create(SpaceInput.parse(body), caller(), key);
        var place = CallersUrl.below(uri, gateway, headers, space.id());
        return Versioned.created(space, place);
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(READ)
    public RestResponse<Space> find(@PathParam("id") String id, @Context HttpHeaders headers) {
        var known = EntityTags.ifNoneMatch(headers);
        return Versioned.found(spaces.find(spaceId(id)).orElseThrow(SpaceProblems::notFound), known);
    }

    @PUT
    @Path("/{id}")
    @PermissionsAllowed(WRITE)
    public RestResponse<Space> change(@PathParam("id") String id, byte[] body, @Context HttpHeaders headers) {
        JsonInput.requireContentType(headers);
        return Versioned.changed(
                spaces.change(spaceId(id), SpaceInput.parse(body), caller(), EntityTags.ifMatch(headers)));
    }

    @DELETE
    @Path("/{id}")
    // It has no content but problems, and clients may accept those alone.
    @Produces(MediaType.WILDCARD)
    @RolesAllowed(ADMINS)
    @RequiresScope(WRITE)
    public RestResponse<Void> delete(@PathParam("id") String id, @Context HttpHeaders headers) {
        var begun = System.nanoTime();
        var space = spaces.delete(spaceId(id), EntityTags.ifMatch(headers));
        deletions.fire(new SpaceDeleted(id, begun));
        return Versioned.deleted(space);
    }

    private static String spaceId(String id) {
        return TimeOrderedId.require("id", id, "a space");
    }

    private Caller caller() {
        return new Caller(Subject.of(identity), identity.hasRole(ADMINS));
    }
}
