package dev.spacefinder.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.core.Variant;

import org.jboss.resteasy.reactive.Cache;

import dev.spacefinder.http.QueryParameters;
import dev.spacefinder.http.TextRule;
import io.smallrye.common.annotation.NonBlocking;

/** The API's description, read when the binary is built: what starts cold has nothing to parse. */
@Path("/openapi")
@PermitAll
@NonBlocking
@Cache(maxAge = OpenApiDocument.FIVE_MINUTES)
class OpenApiDocument {

    static final int FIVE_MINUTES = 300;

    private static final TextRule FORMAT =
            new TextRule(0, Integer.MAX_VALUE, text -> text.matches("yaml|json") ? null : "must be yaml or json");

    /** In the format that the query names, else in the one that Accept prefers. */
    @GET
    public Response document(@Context UriInfo uri, @Context Request request) {
        var query = new QueryParameters(uri);
        var named = query.text("format", FORMAT);
        query.requireValid();
        var format = named == null ? preferred(request) : Format.valueOf(named.toUpperCase(Locale.ROOT));
        return Response.ok(format.document, format.mediaType).build();
    }

    private static Format preferred(Request request) {
        var variant = request.selectVariant(List.of(Format.YAML.variant(), Format.JSON.variant()));
        if (variant == null) {
            throw new NotAcceptableException();
        }
        return variant.getMediaType().equals(Format.JSON.mediaType) ? Format.JSON : Format.YAML;
    }

    private enum Format {
        YAML,
        JSON;

        private final MediaType mediaType = new MediaType("application", name().toLowerCase(Locale.ROOT));
        private final byte[] document = read("openapi." + mediaType.getSubtype());

        private Variant variant() {
            return new Variant(mediaType, (Locale) null, null);
        }

        private static byte[] read(String name) {
            try (var document = OpenApiDocument.class.getResourceAsStream("/META-INF/" + name)) {
                return document.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
