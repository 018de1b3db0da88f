package dev.spacefinder.local.pool.login;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The authorization codes (RFC 6749, 4.1.2) that wait to be redeemed. Kept in memory: a restart forgets them. */
final class AuthorizationCodes {

    /**
     * What a code stands for.
     *
     * @param subject the user who signed in
     * @param redirectUri where the code was sent; who redeems it must name the same
     * @param nonce the nonce that the sign-in page was opened with, or null
     * @param challenge PKCE's code challenge, or null
     */
    record Grant(String clientId, Subject subject, String redirectUri, String scope, String nonce, String challenge) {}

    private record Issued(Grant grant, Instant expires) {}

    private static final Duration VALIDITY = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<String, Issued> codes = new HashMap<>();

    AuthorizationCodes(Clock clock) {
        this.clock = clock;
    }

    /** A new code. */
    synchronized String issue(Grant grant) {
        var now = clock.instant();
        codes.values().removeIf(issued -> now.isAfter(issued.expires()));
        var code = UUID.randomUUID().toString();
        codes.put(code, new Issued(grant, now.plus(VALIDITY)));
        return code;
    }

    /** What a code stands for, once; null if it is unknown or too old. */
    synchronized Grant redeem(String code) {
        var issued = codes.remove(code);
        return issued == null || clock.instant().isAfter(issued.expires()) ? null : issued.grant();
    }
}
