package dev.spacefinder.local.pool.accounts;

import java.time.Instant;

/**
 * One sign-in, from which tokens are refreshed until it expires or is revoked.
 *
 * @param id the origin_jti of its tokens
 * @param scope the scope of its access tokens
 * @param oauth whether it began at an OAuth endpoint
 * @param nonce the nonce that the sign-in page was opened with, or null
 * @param signOuts the user's count of sign-outs when it began
 * @param first the id of its first refresh token
 * @param current the id of the refresh token that is in force
 * @param previous the id of the refresh token before it, or null
 * @param rotated when the previous refresh token was replaced
 */
record Session(
        String id,
        String username,
        String sub,
        String clientId,
        String scope,
        boolean oauth,
        String nonce,
        Instant authenticated,
        Instant expires,
        int signOuts,
        boolean revoked,
        String first,
        String current,
        String previous,
        Instant rotated) {

    Session revoke() {
        return with(true, current, previous, rotated);
    }

    /** With the next refresh token in force. */
    Session rotate(String next, Instant now) {
        return with(revoked, next, current, now);
    }

    /** With another refresh token in force, while the one before it may still be replayed. */
    Session fork(String next) {
        return with(revoked, next, previous, rotated);
    }

    private Session with(boolean revoked, String current, String previous, Instant rotated) {
        return new Session(
                id,
                username,
                sub,
                clientId,
                scope,
                oauth,
                nonce,
                authenticated,
                expires,
                signOuts,
                revoked,
                first,
                current,
                previous,
                rotated);
    }
}
