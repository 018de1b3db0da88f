package dev.spacefinder.identity;

import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The user pool whose tokens this deployment accepts, as it was written down: {@link UserPool} makes sense of it. */
@ConfigMapping(prefix = "cognito")
interface CognitoConfig {

    /** The pool's id, {@code <region>_<name>}; the issuer follows from it. */
    Optional<String> userPoolId();

    /** The issuer's URL, where it is not the one that follows from the pool's id. */
    Optional<String> issuer();

    /** The app clients whose tokens are accepted. */
    Optional<Set<String>> clientIds();

    /** The kinds of token that are accepted: {@code id}, {@code access} or both. */
    @WithDefault("id")
    Optional<Set<String>> tokenUses();

    /** The pool's JWKS document, handed in so that nothing is fetched at start; the pool is asked after an hour. */
    Optional<String> jwks();

    /** Whether the scope of sign-ins by the API does no longer stand for all others: {@code true} or {@code false}. */
    @WithDefault("false")
    Optional<String> requireScopes();
}
