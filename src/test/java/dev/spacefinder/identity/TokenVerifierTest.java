package dev.spacefinder.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.spacefinder.testing.Token;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.runtime.IOThreadDetector;

/**
 * The rules for tokens without the application, which {@link TokensTest} asks over HTTP: in a second, so that mutation
 * testing can ask them for each fault.
 */
class TokenVerifierTest {

    private static final TestUserPool POOL = new TestUserPool();
    private static final long IN_AN_HOUR = Instant.now().getEpochSecond() + 3600;

    private static TokenVerifier verifier;

    @BeforeAll
    static void start() {
        // As Quarkus does when it starts: these threads may wait for keys.
        BlockingOperationControl.setIoThreadDetector(new IOThreadDetector[0]);
        POOL.start();
        var pool = new UserPool(
                POOL.issuer(),
                Set.of(TestUserPool.CLIENT, TestUserPool.SECOND_CLIENT),
                Set.of(TokenUse.values()),
                false,
                Map.of());
        verifier = new TokenVerifier(pool, new SigningKeys(pool));
    }

    @AfterAll
    static void stop() {
        POOL.stop();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"MISSING_TOKEN", "MISSING_ROLE", "MISSING_SCOPE"},
            mode = EnumSource.Mode.EXCLUDE)
    void refusesEachAttackForItsReason(Reason reason) {
        var attacks = Attack.all()
                .filter(attack -> attack.reason().equals(reason.code()))
                .toList();

        assertFalse(attacks.isEmpty(), "No attack is refused as " + reason.code());
        for (var attack : attacks) {
            tokenOf(attack)
                    .ifPresent(token -> assertEquals(
                            reason,
                            assertThrows(InvalidToken.class, () -> verifier.parse(token, null), attack.name()).reason,
                            attack.name()));
        }
    }

    @Test
    void acceptsTheSoundTokensOfEachClient() throws InvalidToken {
        for (var client : List.of(TestUserPool.CLIENT, TestUserPool.SECOND_CLIENT)) {
            assertEquals(
                    TokenUse.ID, verify(POOL.idToken().claim("aud", client)).tokenUse());
            assertEquals(
                    TokenUse.ACCESS,
                    verify(POOL.accessToken().claim("client_id", client)).tokenUse());
        }
    }

    @Test
    void acceptsTheLastSecondThatAnAnswerCanName() throws InvalidToken {
        var caller = verify(POOL.idToken().claim("exp", 253_402_300_799L));

        assertEquals(Instant.parse("9999-12-31T23:59:59Z"), caller.expiresAt());
    }

    @Test
    void tellsWhoAUserIs() throws InvalidToken {
        var caller = verify(POOL.idToken()
                .claim("exp", IN_AN_HOUR)
                .claim("cognito:groups", List.of("admins", "users"))
                .claim("scope", "spaces/write"));

        assertEquals("7d8ca528-4931-4254-9273-ea5ee853f271", caller.getSubject());
        assertEquals("marple", caller.getName());
        assertEquals(Optional.of("marple@example.com"), caller.email());
        assertEquals(Set.of("admins", "users"), caller.getGroups());
        assertEquals(Set.of(), caller.scopes());
        assertEquals(Instant.ofEpochSecond(IN_AN_HOUR), caller.expiresAt());
    }

    @Test
    void tellsWhatAnAccessTokenMayDo() throws InvalidToken {
        var caller = verify(POOL.accessToken().claim("scope", " openid  spaces/read "));

        assertEquals("marple", caller.getName());
        assertEquals(Optional.empty(), caller.email());
        assertEquals(Set.of("openid", "spaces/read"), caller.scopes());
        assertEquals(Set.of(), verify(POOL.accessToken().claim("scope", " ")).scopes());
        assertEquals(Set.of(), verify(POOL.accessToken().claim("scope", 1)).scopes());
    }

    @Test
    void callsAMachineByItsClientAndWhoeverHasNoNameByTheSubject() throws InvalidToken {
        assertEquals(
                TestUserPool.CLIENT,
                verify(POOL.accessToken().without("username")).getName());
        assertEquals(
                "7d8ca528-4931-4254-9273-ea5ee853f271",
                verify(POOL.idToken().claim("cognito:username", " ")).getName());
    }

    @Test
    void takesNoGroupFromAClaimOfAnotherKind() throws InvalidToken {
        assertEquals(
                Set.of(),
                verify(POOL.idToken().claim("cognito:groups", "admins")).getGroups());
        assertEquals(
                Set.of("users"),
                verify(POOL.idToken().claim("cognito:groups", List.of(1, "users", List.of("admins"))))
                        .getGroups());
    }

    @Test
    void saysNothingOfACallerWhereItIsLogged() throws InvalidToken {
        var caller = verify(POOL.idToken());

        assertEquals("CognitoPrincipal", caller.toString());
        assertEquals("CognitoPrincipal", caller.toString(true));
    }

    private static CognitoPrincipal verify(Token token) throws InvalidToken {
        return (CognitoPrincipal) verifier.parse(token.toString(), null);
    }

    /** What the verifier gets of it: the mechanism refuses two headers, and takes none for a caller without a token. */
    private static Optional<String> tokenOf(Attack attack) {
        var headers = attack.authorization().apply(POOL);
        return headers.size() == 1
                ? Optional.of(BearerTokenMechanism.token(headers.get(0).strip()))
                        .filter(token -> !token.isEmpty())
                : Optional.empty();
    }
}
