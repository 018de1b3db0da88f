package dev.spacefinder.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

import org.jboss.resteasy.reactive.Cache;

import io.smallrye.common.annotation.NonBlocking;

/** The API's description, read when the binary is built: what starts cold has nothing to parse. */
@Path("/openapi")
@PermitAll
@NonBlocking
@Cache(maxAge = OpenApiDocument.FIVE_MINUTES)
class OpenApiDocument {

    static final int FIVE_MINUTES = 300;

    private static final byte[] YAML = read("openapi.yaml");
    private static final byte[] JSON = read("openapi.json");

    @GET
    @Produces("application/yaml")
    public byte[] yaml() {
        return YAML;
    }

    @GET
    @Produces("application/json;qs=0.5")
    public byte[] json() {
        return JSON;
    }

    private static byte[] read(String name) {
        try (var document = OpenApiDocument.class.getResourceAsStream("/META-INF/" + name)) {
            return document.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
