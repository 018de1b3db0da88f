package dev.spacefinder.spaces;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.quarkus.amazon.lambda.http.model.AwsProxyRequestContext;
import io.quarkus.security.Authenticated;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.StringPermission;
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
    private final SecurityIdentity identity;

    SpacesResource(Spaces spaces, SecurityIdentity identity) {
        this.spaces = spaces;
        this.identity = identity;
    }

    @GET
    @PermissionsAllowed(READ)
    public Page list(@Context UriInfo uri) {
        var query = PageQuery.parse(uri.getQueryParameters());
        return spaces.list(query.location(), query.limit(), query.after());
    }

    @POST
    @PermissionsAllowed(WRITE)
    public RestResponse<Space> create(
            byte[] body, @Context UriInfo uri, @Context HttpHeaders headers, @Context AwsProxyRequestContext gateway) {
        requireJson(headers);
        var key = IdempotencyKey.parse(headers.getRequestHeader(IdempotencyKey.HEADER));
        var space = spaces.create(SpaceInput.parse(body), caller(), key);
        var place = CallersUrl.below(uri.getRequestUri().getRawPath(), gateway, headers::getHeaderString, space.id());
        return ResponseBuilder.<Space>created(place)
                .header(HttpHeaders.ETAG, space.entityTag())
                .entity(space)
                .build();
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(READ)
    public RestResponse<Space> find(@PathParam("id") String id, @Context HttpHeaders headers) {
        var known = EntityTags.parse(HttpHeaders.IF_NONE_MATCH, headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH));
        var space = spaces.find(spaceId(id)).orElseThrow(Refusal::notFound);
        var answer = known != null && known.matchWeakly(space)
                ? ResponseBuilder.<Space>notModified()
                : ResponseBuilder.ok(space);
        return answer.header(HttpHeaders.ETAG, space.entityTag()).build();
    }

    @PUT
    @Path("/{id}")
    @PermissionsAllowed(WRITE)
    public RestResponse<Space> change(@PathParam("id") String id, byte[] body, @Context HttpHeaders headers) {
        requireJson(headers);
        var space = spaces.change(spaceId(id), SpaceInput.parse(body), caller(), ifMatch(headers));
        return ResponseBuilder.ok(space)
                .header(HttpHeaders.ETAG, space.entityTag())
                .build();
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed(ADMINS)
    public void delete(@PathParam("id") String id, @Context HttpHeaders headers) {
        requireScopeToWrite();
        spaces.delete(spaceId(id), ifMatch(headers));
    }

    /** Quarkus takes one security annotation on a method, so that beside a role the scope is asked for here. */
    private void requireScopeToWrite() {
        if (!identity.checkPermissionBlocking(new StringPermission(WRITE))) {
            throw new ForbiddenException();
        }
    }

    /** {@code @Consumes} would answer before it is known who is calling. */
    private static void requireJson(HttpHeaders headers) {
        var type = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(MediaType.APPLICATION_JSON)) {
            throw new NotSupportedException();
        }
    }

    private static String spaceId(String id) {
        if (!TimeOrderedId.isId(id)) {
            throw Refusal.invalid("id", "must be the id of a space: a UUID in lower case");
        }
        return id;
    }

    private static EntityTags ifMatch(HttpHeaders headers) {
        return EntityTags.parse(HttpHeaders.IF_MATCH, headers.getRequestHeader(HttpHeaders.IF_MATCH));
    }

    private Caller caller() {
        return new Caller(((JsonWebToken) identity.getPrincipal()).getSubject(), identity.hasRole(ADMINS));
    }

    @ServerExceptionMapper
    Response refused(Refusal refusal) {
        return refusal.toResponse();
    }
}
