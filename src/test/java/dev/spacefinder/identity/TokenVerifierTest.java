package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.spacefinder.testing.Token;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.runtime.IOThreadDetector;

/** The rules for tokens, without HTTP: TokensTest asks every route for them. */
class TokenVerifierTest {

    private static final TestUserPool POOL = new TestUserPool();

    @BeforeAll
    static void start() {
        BlockingOperationControl.setIoThreadDetector(new IOThreadDetector[0]);
        POOL.start();
    }

    @AfterAll
    static void stop() {
        POOL.stop();
    }

    @Test
    void refusesATokenForTheRuleThatItBreaks() {
        var attacks = Attack.all()
                .filter(attack -> !attack.reason().equals("missing_token"))
                .toList();
        for (var attack : attacks) {
            var headers = attack.authorization().apply(POOL);
            // Two of them are refused before a token is looked for.
            if (headers.size() == 1) {
                assertRefused(attack, BearerTokenMechanism.token(headers.get(0)));
            }
        }
    }

    @Test
    void knowsTheCallerOfATokenThatBreaksNone() throws InvalidToken {
        long expiry = Instant.now().getEpochSecond() + 60;

        for (var token : List.of(POOL.idToken(), POOL.accessToken())) {
            var caller = verifier(TokenUse.ID, TokenUse.ACCESS)
                    .parse(token.claim("exp", expiry).toString(), null);

            assertEquals("marple", caller.getName());
            assertEquals("7d8ca528-4931-4254-9273-ea5ee853f271", caller.getSubject());
            assertEquals(Instant.ofEpochSecond(expiry), ((CognitoPrincipal) caller).expiresAt());
        }
    }

    @Test
    void refusesAKindOfTokenThatIsNotAccepted() {
        assertEquals(Reason.WRONG_TOKEN_USE, refusal(verifier(TokenUse.ID), POOL.accessToken()));
        assertEquals(Reason.WRONG_TOKEN_USE, refusal(verifier(TokenUse.ACCESS), POOL.idToken()));
    }

    @Test
    void takesTimesUpToTheEndOfTheYear9999() throws InvalidToken {
        var last = Instant.parse("9999-12-31T23:59:59Z");

        var caller = verifier(TokenUse.ID)
                .parse(POOL.idToken().claim("exp", last.getEpochSecond()).toString(), null);

        assertEquals(last, ((CognitoPrincipal) caller).expiresAt());
    }

    private static void assertRefused(Attack attack, String token) {
        var verifier = verifier(TokenUse.ID, TokenUse.ACCESS);

        var refusal = assertThrows(InvalidToken.class, () -> verifier.parse(token, null), attack.name());

        assertEquals(attack.reason(), refusal.reason.code(), attack.name());
        assertEquals(refusal.reason.description, refusal.getMessage());
        assertEquals(0, refusal.fillInStackTrace().getStackTrace().length);
    }

    private static Reason refusal(TokenVerifier verifier, Token token) {
        return assertThrows(InvalidToken.class, () -> verifier.parse(token.toString(), null)).reason;
    }

    private static TokenVerifier verifier(TokenUse... accepted) {
        var keys = Map.of(
                POOL.idKey().id(), POOL.idKey().publicKey(),
                POOL.accessKey().id(), POOL.accessKey().publicKey());
        var clients = Set.of(TestUserPool.CLIENT, TestUserPool.SECOND_CLIENT);
        SigningKeys.Publisher publisher = () -> new Jwks(keys, Duration.ofDays(1));
        return new TokenVerifier(
                new UserPool(POOL.issuer(), clients, Set.of(accepted), false, keys),
                new SigningKeys(keys, publisher, Clock.systemUTC(), Duration.ofSeconds(20)));
    }
}
