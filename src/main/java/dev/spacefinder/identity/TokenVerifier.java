package dev.spacefinder.identity;

import java.security.PublicKey;
import java.time.Instant;
import java.util.Set;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import dev.spacefinder.telemetry.Telemetry;
import io.quarkus.runtime.BlockingOperationControl;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;

/**
 * Turns a token into the caller, if it meets every rule for tokens of the user pool. The rules stand in the order in
 * which they are checked: nothing is fetched before the header is sound, and no claim is read before the signature.
 */
@ApplicationScoped
@Alternative
@Priority(1)
class TokenVerifier extends JWTCallerPrincipalFactory {

    /** How far the clocks of the pool and of this machine may be apart. */
    private static final int CLOCK_SKEW_SECONDS = 5;

    /** The end of the year 9999, the last that RFC 3339 can write. */
    private static final double LAST_SECOND = 253_402_300_799d;

    private final UserPool pool;
    private final SigningKeys keys;

    TokenVerifier(UserPool pool, SigningKeys keys) {
        this.pool = pool;
        this.keys = keys;
    }

    /**
     * @throws InvalidToken if the token breaks a rule
     * @throws SigningKeys.UnavailableException if the key is not at hand, and the pool does not answer
     * @throws SigningKeys.MustWaitException if the keys have to be fetched, and this thread must not wait for them
     */
    @Override
    public JWTCallerPrincipal parse(String text, JWTAuthContextInfo unused) throws InvalidToken {
        var token = SignedToken.of(text);
        checkAlgorithm(token.algorithm());
        checkSignature(token, key(token.keyId()));

        var claims = token.claims();
        long now = Instant.now().getEpochSecond();
        checkIssuer(claims.get("iss"), pool.issuer());
        long expiry = checkExpiry(claims.get("exp"), now);
        checkStart(claims.get("iat"), now);
        if (claims.containsKey("nbf")) {
            checkStart(claims.get("nbf"), now);
        }
        var tokenUse = checkTokenUse(claims.get("token_use"), pool.tokenUses());
        checkClient(claims.get(tokenUse.clientClaim), pool.clientIds());
        Telemetry.caller(checkSubject(claims.get("sub")));
        return new CognitoPrincipal(text, claims, tokenUse, Instant.ofEpochSecond(expiry));
    }

    /** RFC 8725, section 3.1: the one algorithm that Cognito signs with, spelled as it spells it. */
    static void checkAlgorithm(Object alg) throws InvalidToken {
        if (!"RS256".equals(alg)) {
            throw new InvalidToken(Reason.WRONG_ALGORITHM);
        }
    }

    private PublicKey key(Object kid) throws InvalidToken {
        if (!(kid instanceof String id)) {
            throw new InvalidToken(Reason.UNKNOWN_KEY);
        }
        return keys.find(id, BlockingOperationControl.isBlockingAllowed())
                .orElseThrow(() -> new InvalidToken(Reason.UNKNOWN_KEY));
    }

    static void checkSignature(SignedToken token, PublicKey key) throws InvalidToken {
        if (!token.isSignedBy(key)) {
            throw new InvalidToken(Reason.BAD_SIGNATURE);
        }
    }

    static void checkIssuer(Object iss, String issuer) throws InvalidToken {
        if (!issuer.equals(iss)) {
            throw new InvalidToken(Reason.WRONG_ISSUER);
        }
    }

    static long checkExpiry(Object exp, long now) throws InvalidToken {
        long expiry = seconds(exp);
        if (expiry + CLOCK_SKEW_SECONDS <= now) {
            throw new InvalidToken(Reason.EXPIRED);
        }
        return expiry;
    }

    /** For {@code iat} and {@code nbf}. */
    static void checkStart(Object start, long now) throws InvalidToken {
        if (seconds(start) > now + CLOCK_SKEW_SECONDS) {
            throw new InvalidToken(Reason.NOT_YET_VALID);
        }
    }

    static TokenUse checkTokenUse(Object tokenUse, Set<TokenUse> accepted) throws InvalidToken {
        return TokenUse.of(tokenUse)
                .filter(accepted::contains)
                .orElseThrow(() -> new InvalidToken(Reason.WRONG_TOKEN_USE));
    }

    /**
     * {@code aud} of an ID token, {@code client_id} of an access token: Cognito writes one name there, never a list.
     */
    static void checkClient(Object client, Set<String> accepted) throws InvalidToken {
        if (!(client instanceof String name) || !accepted.contains(name)) {
            throw new InvalidToken(Reason.WRONG_CLIENT);
        }
    }

    /** Spaces belong to it, so that it must be there. */
    static String checkSubject(Object sub) throws InvalidToken {
        if (!(sub instanceof String subject) || subject.isBlank()) {
            throw new InvalidToken(Reason.MALFORMED_TOKEN);
        }
        return subject;
    }

    /** A NumericDate (RFC 7519, section 2) in whole seconds. */
    private static long seconds(Object date) throws InvalidToken {
        if (!(date instanceof Number number) || !(Math.abs(number.doubleValue()) <= LAST_SECOND)) {
            throw new InvalidToken(Reason.MALFORMED_TOKEN);
        }
        return number.longValue();
    }
}
