package dev.spacefinder.identity;

import java.security.Key;
import java.util.List;
import java.util.Set;

import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTTokenParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** Turns a token into the caller, if it meets every rule for tokens of the user pool. */
@ApplicationScoped
@Alternative
@Priority(1)
class TokenVerifier extends JWTCallerPrincipalFactory {

    private static final int CLOCK_SKEW_SECONDS = 5;

    private final UserPool pool;
    private final Parser parser;
    private final JWTAuthContextInfo rules = new JWTAuthContextInfo();

    TokenVerifier(UserPool pool) {
        this.pool = pool;
        this.parser = new Parser(new HttpsJwksVerificationKeyResolver(new HttpsJwks(pool.jwksUri().toString())));
        rules.setSignatureAlgorithm(Set.of(SignatureAlgorithm.RS256));
        rules.setClockSkew(CLOCK_SKEW_SECONDS);
        rules.setRequireNamedPrincipal(false);
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo unused) throws ParseException {
        JwtClaims claims;
        try {
            claims = parser.parse(token, rules).getJwtClaims();
        } catch (ParseException e) {
            throw new InvalidTokenException(reasonOf(e.getCause()));
        }
        checkIssuer(claims);
        var tokenUse = checkTokenUse(claims);
        checkClient(claims, tokenUse);
        return new CognitoPrincipal(claims, tokenUse);
    }

    private void checkIssuer(JwtClaims claims) throws InvalidTokenException {
        if (!pool.issuer().equals(claims.getClaimValue("iss"))) {
            throw new InvalidTokenException(Reason.WRONG_ISSUER);
        }
    }

    private TokenUse checkTokenUse(JwtClaims claims) throws InvalidTokenException {
        return TokenUse.of(claims.getClaimValue("token_use")).filter(pool.tokenUses()::contains)
                .orElseThrow(() -> new InvalidTokenException(Reason.WRONG_TOKEN_USE));
    }

    private void checkClient(JwtClaims claims, TokenUse tokenUse) throws InvalidTokenException {
        if (!(claims.getClaimValue(tokenUse.clientClaim) instanceof String client) || !pool.clientIds().contains(client)) {
            throw new InvalidTokenException(Reason.WRONG_CLIENT);
        }
    }

    private static Reason reasonOf(Throwable cause) {
        if (cause instanceof WrongAlgorithmException) {
            return Reason.WRONG_ALGORITHM;
        }
        if (cause instanceof UnresolvableKeyException) {
            return Reason.UNKNOWN_KEY;
        }
        if (cause instanceof InvalidJwtException invalid) {
            if (invalid.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
                return Reason.BAD_SIGNATURE;
            }
            if (invalid.hasErrorCode(ErrorCodes.EXPIRED)) {
                return Reason.EXPIRED;
            }
            if (invalid.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
                return Reason.NOT_YET_VALID;
            }
        }
        return Reason.MALFORMED_TOKEN;
    }

    private static class WrongAlgorithmException extends UnresolvableKeyException {
        WrongAlgorithmException() {
            super(Reason.WRONG_ALGORITHM.description);
        }
    }

    /** Looks at the algorithm before the key, so that a token of another algorithm costs no look-up. */
    private static class Parser extends DefaultJWTTokenParser {

        private final VerificationKeyResolver keys;

        Parser(VerificationKeyResolver keys) {
            this.keys = keys;
        }

        @Override
        protected VerificationKeyResolver getVerificationKeyResolver(JWTAuthContextInfo unused) {
            return this::resolveKey;
        }

        private Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
            if (!AlgorithmIdentifiers.RSA_USING_SHA256.equals(token.getAlgorithmHeaderValue())) {
                throw new WrongAlgorithmException();
            }
            return keys.resolveKey(token, nesting);
        }
    }
}
