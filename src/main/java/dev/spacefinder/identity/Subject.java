package dev.spacefinder.identity;

import org.eclipse.microprofile.jwt.JsonWebToken;

import io.quarkus.security.identity.SecurityIdentity;

/** The {@code sub} of a caller's token: names the caller for good, whatever becomes of the username. */
public final class Subject {

    private Subject() {}

    /** The subject of whoever is signed in. */
    public static String of(SecurityIdentity caller) {
        return ((JsonWebToken) caller.getPrincipal()).getSubject();
    }
}
