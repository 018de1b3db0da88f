package dev.spacefinder.hello;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;

@Path("/hello")
@Authenticated
@NonBlocking
class HelloResource {

    private final SecurityIdentity caller;

    HelloResource(SecurityIdentity caller) {
        this.caller = caller;
    }

    @GET
    public Greeting hello() {
        return new Greeting("Hello, " + caller.getPrincipal().getName());
    }

    record Greeting(String message) {}
}
