package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.local.pool.secrets.Srp;
import dev.spacefinder.testing.BesideApplications;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotConfirmedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;

@BesideApplications
class SrpSignInTest {

    private static final String PASSWORD = "Visitor-pass-1";
    private static final SrpClient SRP = new SrpClient(7);

    @RegisterExtension
    static final TestPool test = TestPool.start();

    @RepeatedTest(20)
    void signsIn(RepetitionInfo repetition) {
        var srp = new SrpClient(repetition.getCurrentRepetition());
        var challenge = challenge(test, srp, "visitor");
        var answer = srp.answer(test.pool.poolId(), challenge.challengeParameters(), PASSWORD, SrpClient.now());
        assertNotNull(respond(test, answer).authenticationResult().idToken());
    }

    @Test
    void asksForAProofOfThePassword() {
        var challenge = challenge(test, SRP, "visitor");
        assertEquals(ChallengeNameType.PASSWORD_VERIFIER, challenge.challengeName());
        assertNull(challenge.session());
        assertEquals("visitor", challenge.challengeParameters().get("USER_ID_FOR_SRP"));
        assertEquals(
                challenge.challengeParameters().keySet(),
                Set.of("SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP"));
    }

    @Test
    void tellsTheRealNameToWhoSignsInByAddress() {
        var challenge = challenge(test, SRP, "visitor@example.com");
        assertEquals("visitor", challenge.challengeParameters().get("USER_ID_FOR_SRP"));
        var answer = SRP.answer(test.pool.poolId(), challenge.challengeParameters(), PASSWORD, SrpClient.now());
        assertNotNull(respond(test, answer).authenticationResult().idToken());
    }

    @Test
    void refusesAWrongPassword() {
        refuses(answer("Wrong-password-1", SrpClient.now()));
    }

    @Test
    void refusesAnotherSignature() {
        var answer = answer(PASSWORD, SrpClient.now());
        answer.put("PASSWORD_CLAIM_SIGNATURE", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        refuses(answer);
    }

    @Test
    void refusesTheSecretBlockOfSomebodyElse() {
        var answer = answer(PASSWORD, SrpClient.now());
        answer.put(
                "PASSWORD_CLAIM_SECRET_BLOCK",
                challenge(test, SRP, "admin").challengeParameters().get("SECRET_BLOCK"));
        refuses(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"EEE MMM dd HH:mm:ss 'UTC' yyyy", "EEE MMM d HH:mm:ss 'GMT' yyyy", "yyyy-MM-dd'T'HH:mm:ss'Z'"})
    void refusesAMomentInAnotherForm(String form) {
        var ninthOfTheMonth = ZonedDateTime.now(ZoneOffset.UTC).withDayOfMonth(9);
        refuses(answer(PASSWORD, ninthOfTheMonth.format(DateTimeFormatter.ofPattern(form, Locale.ENGLISH))));
    }

    @Test
    void refusesAMomentOnTheWrongWeekday() {
        refuses(answer(PASSWORD, "Tue Jul 1 04:05:06 UTC 2026"));
    }

    @Test
    void refusesAnAnswerThatComesTooLate() {
        try (var own = TestPool.start()) {
            var answer = SRP.answer(
                    own.pool.poolId(), challenge(own, SRP, "visitor").challengeParameters(), PASSWORD, SrpClient.now());
            own.clock.turn(Duration.ofMinutes(2));
            assertEquals(
                    "Incorrect username or password.",
                    refusal(NotAuthorizedException.class, () -> respond(own, answer)));
        }
    }

    @Test
    void refusesANumberThatMakesTheKeyKnown() {
        for (var number : new String[] {"0", Srp.N.toString(16), "nonsense"}) {
            refusal(
                    NotAuthorizedException.class,
                    () -> test.cognito.initiateAuth(r -> r.clientId(test.pool.clientId())
                            .authFlow(AuthFlowType.USER_SRP_AUTH)
                            .authParameters(Map.of("USERNAME", "visitor", "SRP_A", number))));
        }
    }

    @Test
    void refusesAnUnconfirmedUser() {
        var name = TestPool.newName();
        test.signUp(name);
        var answer = SRP.answer(
                test.pool.poolId(),
                challenge(test, SRP, name).challengeParameters(),
                TestPool.PASSWORD,
                SrpClient.now());
        assertEquals("User is not confirmed.", refusal(UserNotConfirmedException.class, () -> respond(test, answer)));
    }

    @Test
    void answersForAnUnknownUserAsForOthersAndAlwaysWithTheSameSalt() {
        var first = challenge(test, SRP, "nobody").challengeParameters();
        var second = challenge(test, SRP, "nobody").challengeParameters();
        var other = challenge(test, SRP, "no-one").challengeParameters();
        assertEquals(first.get("SALT"), second.get("SALT"));
        assertEquals(first.get("USER_ID_FOR_SRP"), second.get("USER_ID_FOR_SRP"));
        assertNotEquals(first.get("SALT"), other.get("SALT"));
        refuses(SRP.answer(test.pool.poolId(), first, PASSWORD, SrpClient.now()));
    }

    @Test
    void tellsOfAnUnknownUserAtOnceIfTheClientHidesNobody(@TempDir Path folder) {
        try (var open = TestPool.startWith(
                folder, "PreventUserExistenceErrors: ENABLED", "PreventUserExistenceErrors: LEGACY")) {
            assertEquals(
                    "User does not exist.", refusal(UserNotFoundException.class, () -> challenge(open, SRP, "nobody")));
        }
    }

    @Test
    void countsWrongProofsAsWrongPasswords() {
        try (var own = TestPool.start()) {
            for (int i = 0; i < 5; i++) {
                var answer = SRP.answer(
                        own.pool.poolId(),
                        challenge(own, SRP, "visitor").challengeParameters(),
                        "Wrong-password-1",
                        SrpClient.now());
                refusal(NotAuthorizedException.class, () -> respond(own, answer));
            }
            var right = SRP.answer(
                    own.pool.poolId(), challenge(own, SRP, "visitor").challengeParameters(), PASSWORD, SrpClient.now());
            assertEquals(
                    "Password attempts exceeded", refusal(NotAuthorizedException.class, () -> respond(own, right)));
        }
    }

    @Test
    void worksForAnAdministrator() {
        var challenge = test.cognito.adminInitiateAuth(r -> r.userPoolId(test.pool.poolId())
                .clientId(test.pool.clientId())
                .authFlow(AuthFlowType.USER_SRP_AUTH)
                .authParameters(Map.of("USERNAME", "visitor", "SRP_A", SRP.publicNumber())));
        var result = test.cognito.adminRespondToAuthChallenge(r -> r.userPoolId(test.pool.poolId())
                .clientId(test.pool.clientId())
                .challengeName(ChallengeNameType.PASSWORD_VERIFIER)
                .challengeResponses(
                        SRP.answer(test.pool.poolId(), challenge.challengeParameters(), PASSWORD, SrpClient.now())));
        assertNotNull(result.authenticationResult().accessToken());
    }

    private static InitiateAuthResponse challenge(TestPool pool, SrpClient srp, String name) {
        return pool.cognito.initiateAuth(r -> r.clientId(pool.pool.clientId())
                .authFlow(AuthFlowType.USER_SRP_AUTH)
                .authParameters(Map.of("USERNAME", name, "SRP_A", srp.publicNumber())));
    }

    private static Map<String, String> answer(String password, String timestamp) {
        test.signIn("visitor", PASSWORD);
        return SRP.answer(
                test.pool.poolId(), challenge(test, SRP, "visitor").challengeParameters(), password, timestamp);
    }

    private static RespondToAuthChallengeResponse respond(TestPool pool, Map<String, String> answer) {
        return pool.cognito.respondToAuthChallenge(r -> r.clientId(pool.pool.clientId())
                .challengeName(ChallengeNameType.PASSWORD_VERIFIER)
                .challengeResponses(answer));
    }

    private static void refuses(Map<String, String> answer) {
        assertEquals(
                "Incorrect username or password.", refusal(NotAuthorizedException.class, () -> respond(test, answer)));
    }
}
