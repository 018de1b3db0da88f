package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static dev.spacefinder.local.pool.TestPool.PASSWORD;
import static dev.spacefinder.testing.JsonBody.members;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.pool.secrets.Totp;
import dev.spacefinder.testing.BesideApplications;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeMismatchException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EnableSoftwareTokenMfaException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExpiredCodeException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SoftwareTokenMfaNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenResponseType;

/**
 * Codes of an authenticator app at sign-in. Sources: the developer guide's page on TOTP, the API reference, and where a
 * test says so, answers that were quoted.
 */
@BesideApplications
class SecondFactorTest {

    private static final Duration STEP = Duration.ofSeconds(30);

    @RegisterExtension
    static final TestPool test = TestPool.start();

    @TempDir
    Path folder;

    @Test
    void asksForACodeAfterThePassword() {
        var user = enrolled(test);
        var challenge = password(test, user.name());
        assertEquals(ChallengeNameType.SOFTWARE_TOKEN_MFA, challenge.challengeName());
        assertEquals(
                Map.of("USER_ID_FOR_SRP", user.name(), "FRIENDLY_DEVICE_NAME", "telephone"),
                challenge.challengeParameters());
        assertNull(challenge.authenticationResult());
        assertNotNull(tokens(code(test, user, challenge.session(), user.nextCode(test))));
    }

    @Test
    void asksForACodeAfterSrp() {
        var user = enrolled(test);
        var srp = new SrpClient(11);
        var challenge = test.cognito.initiateAuth(r -> r.clientId(test.pool.clientId())
                .authFlow(AuthFlowType.USER_SRP_AUTH)
                .authParameters(Map.of("USERNAME", user.name(), "SRP_A", srp.publicNumber())));
        var next = test.cognito.respondToAuthChallenge(r -> r.clientId(test.pool.clientId())
                .challengeName(ChallengeNameType.PASSWORD_VERIFIER)
                .challengeResponses(
                        srp.answer(test.pool.poolId(), challenge.challengeParameters(), PASSWORD, SrpClient.now())));
        assertEquals(ChallengeNameType.SOFTWARE_TOKEN_MFA, next.challengeName());
        assertNotNull(tokens(code(test, user, next.session(), user.nextCode(test))));
    }

    @Test
    void asksForACodeAfterTheNewPassword() {
        var user = enrolled(test);
        test.cognito.adminSetUserPassword(
                r -> r.userPoolId(test.pool.poolId()).username(user.name()).password(PASSWORD));
        var challenge = password(test, user.name());
        assertEquals(ChallengeNameType.NEW_PASSWORD_REQUIRED, challenge.challengeName());
        var next = respond(
                test,
                ChallengeNameType.NEW_PASSWORD_REQUIRED,
                user.name(),
                challenge.session(),
                Map.of("NEW_PASSWORD", "Another-pass-2"));
        assertEquals(ChallengeNameType.SOFTWARE_TOKEN_MFA, next.challengeName());
        assertNotNull(tokens(code(test, user, next.session(), user.nextCode(test))));
    }

    @Test
    void asksForACodeWhereAnAdministratorSignsIn() {
        var user = enrolled(test);
        var challenge = test.cognito.adminInitiateAuth(r -> r.userPoolId(test.pool.poolId())
                .clientId(test.pool.clientId())
                .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                .authParameters(Map.of("USERNAME", user.name(), "PASSWORD", PASSWORD)));
        var result = test.cognito.adminRespondToAuthChallenge(r -> r.userPoolId(test.pool.poolId())
                .clientId(test.pool.clientId())
                .challengeName(ChallengeNameType.SOFTWARE_TOKEN_MFA)
                .session(challenge.session())
                .challengeResponses(Map.of("USERNAME", user.name(), "SOFTWARE_TOKEN_MFA_CODE", user.nextCode(test))));
        assertNotNull(result.authenticationResult().idToken());
    }

    @Test
    void asksNobodyWhoHasNotTurnedItOn() {
        var name = test.newUser();
        enrol(test, name);
        assertNotNull(test.signIn(name).idToken());
    }

    /** amplify-js #1667 quotes the message. */
    @Test
    void refusesAWrongCodeAndTheSessionGoesOn() {
        var user = enrolled(test);
        var session = password(test, user.name()).session();
        var right = user.nextCode(test);
        assertEquals(
                "Invalid code received for user",
                refusal(CodeMismatchException.class, () -> code(test, user, session, wrong(right))));
        assertNotNull(tokens(code(test, user, session, right)));
    }

    /** The message: amplify-swift's integration tests wait half a minute because of it. */
    @Test
    void takesACodeOnce() {
        var user = enrolled(test);
        var right = user.nextCode(test);
        code(test, user, password(test, user.name()).session(), right);
        assertEquals(
                "Your software token has already been used once.",
                refusal(
                        ExpiredCodeException.class,
                        () -> code(test, user, password(test, user.name()).session(), right)));
    }

    @Test
    void takesNoCodeThatSetTheAppUp() {
        var name = test.newUser();
        var user = enrol(test, name);
        prefer(test, name, true);
        assertEquals(
                "Your software token has already been used once.",
                refusal(
                        ExpiredCodeException.class,
                        () -> code(test, user, password(test, name).session(), user.code(test))));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void takesACodeOfOneStepBeforeOrAfter(int drift) {
        var user = enrolled(test);
        test.clock.turn(STEP.multipliedBy(2));
        var session = password(test, user.name()).session();
        assertNotNull(tokens(code(test, user, session, user.code(test, drift))));
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 2})
    void refusesACodeOfTwoStepsBeforeOrAfter(int drift) {
        var user = enrolled(test);
        test.clock.turn(STEP.multipliedBy(3));
        var session = password(test, user.name()).session();
        refusal(CodeMismatchException.class, () -> code(test, user, session, user.code(test, drift)));
    }

    @Test
    void wrongCodesLockOutAndThePasswordDoesNotForgiveThem() {
        try (var own = TestPool.start()) {
            var user = enrolled(own);
            var right = user.nextCode(own);
            for (int i = 0; i < 5; i++) {
                var session = password(own, user.name()).session();
                refusal(CodeMismatchException.class, () -> code(own, user, session, wrong(right)));
            }
            assertEquals(
                    "Password attempts exceeded",
                    refusal(NotAuthorizedException.class, () -> password(own, user.name())));
            own.clock.turn(Duration.ofSeconds(2));
            var session = password(own, user.name()).session();
            assertNotNull(tokens(code(own, user, session, user.nextCode(own))));
        }
    }

    @Test
    void takesNoCodeDuringALock() {
        try (var own = TestPool.start()) {
            var user = enrolled(own);
            var session = password(own, user.name()).session();
            var right = user.nextCode(own);
            for (int i = 0; i < 5; i++) {
                refusal(CodeMismatchException.class, () -> code(own, user, session, wrong(right)));
            }
            assertEquals(
                    "Password attempts exceeded",
                    refusal(NotAuthorizedException.class, () -> code(own, user, session, right)));
        }
    }

    @Test
    void aSessionIsGoodOnceAndForThreeMinutes() {
        var user = enrolled(test);
        var session = password(test, user.name()).session();
        code(test, user, session, user.nextCode(test));
        assertEquals(
                "Invalid session for the user, session can only be used once.",
                refusal(NotAuthorizedException.class, () -> code(test, user, session, user.nextCode(test))));
        var late = password(test, user.name()).session();
        test.clock.turn(Duration.ofMinutes(3).plusSeconds(1));
        assertEquals(
                "Invalid session for the user, session is expired.",
                refusal(NotAuthorizedException.class, () -> code(test, user, late, user.code(test))));
    }

    @Test
    void aSessionIsGoodForTheUserWhoGotIt() {
        var first = enrolled(test);
        var second = enrolled(test);
        var session = password(test, first.name()).session();
        assertEquals(
                "Invalid session for the user.",
                refusal(NotAuthorizedException.class, () -> code(test, second, session, second.nextCode(test))));
    }

    @Test
    void aSessionIsGoodForNoNewUserOfTheSameName() {
        var user = enrolled(test);
        var session = password(test, user.name()).session();
        test.cognito.adminDeleteUser(r -> r.userPoolId(test.pool.poolId()).username(user.name()));
        test.signUp(user.name());
        assertEquals(
                "Invalid session for the user.",
                refusal(NotAuthorizedException.class, () -> code(test, user, session, user.nextCode(test))));
    }

    @Test
    void refusesASessionOfAnotherChallenge() {
        var user = enrolled(test);
        var session = password(test, user.name()).session();
        assertEquals(
                "Invalid session for the user.",
                refusal(
                        NotAuthorizedException.class,
                        () -> test.cognito.associateSoftwareToken(r -> r.session(session))));
    }

    @Test
    void tellsWhichFactorsAUserHas() {
        var name = test.newUser();
        assertEquals(List.of(), described(name).userMFASettingList());
        enrol(test, name);
        assertEquals(List.of(), described(name).userMFASettingList());
        var access = test.signIn(name).accessToken();
        prefer(test, name, true);
        assertEquals(List.of("SOFTWARE_TOKEN_MFA"), described(name).userMFASettingList());
        assertEquals("SOFTWARE_TOKEN_MFA", described(name).preferredMfaSetting());
        var own = test.cognito.getUser(r -> r.accessToken(access));
        assertEquals(List.of("SOFTWARE_TOKEN_MFA"), own.userMFASettingList());
        assertEquals("SOFTWARE_TOKEN_MFA", own.preferredMfaSetting());
    }

    @Test
    void anAdministratorTurnsItOffForAUserWhoLostTheDevice() {
        var user = enrolled(test);
        prefer(test, user.name(), false);
        assertNotNull(test.signIn(user.name()).idToken());
        assertEquals(List.of(), described(user.name()).userMFASettingList());
        assertNull(described(user.name()).preferredMfaSetting());
    }

    /** amplify-js #5003, #7016. */
    @Test
    void aUserTurnsOnNoFactorThatIsNotVerified() {
        var access = test.signIn(test.newUser()).accessToken();
        test.cognito.associateSoftwareToken(r -> r.accessToken(access));
        assertEquals(
                "User has not verified software token mfa",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.setUserMFAPreference(
                                r -> r.accessToken(access).softwareTokenMfaSettings(s -> s.enabled(true)))));
    }

    /** aws-sdk-js-v3 #4645: an administrator is told in other words. */
    @Test
    void anAdministratorTurnsOnNoFactorThatIsNotVerified() {
        var name = test.newUser();
        assertEquals(
                "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
                refusal(InvalidParameterException.class, () -> prefer(test, name, true)));
    }

    @Test
    void turnsOnNoFactorThatThePoolDoesNotHave() {
        var name = test.newUser();
        assertEquals(
                "User does not have delivery config set to turn on SMS_MFA",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.adminSetUserMFAPreference(r ->
                                r.userPoolId(test.pool.poolId()).username(name).smsMfaSettings(s -> s.enabled(true)))));
    }

    @Test
    void refusesAWrongFirstCode() {
        var access = test.signIn(test.newUser()).accessToken();
        var secret =
                test.cognito.associateSoftwareToken(r -> r.accessToken(access)).secretCode();
        var right = code(test, secret, 0);
        assertEquals(
                "Code mismatch",
                refusal(
                        EnableSoftwareTokenMfaException.class,
                        () -> test.cognito.verifySoftwareToken(
                                r -> r.accessToken(access).userCode(wrong(right)))));
        assertEquals(
                VerifySoftwareTokenResponseType.SUCCESS,
                test.cognito
                        .verifySoftwareToken(r -> r.accessToken(access).userCode(right))
                        .status());
        refusal(
                CodeMismatchException.class,
                () -> test.cognito.verifySoftwareToken(
                        r -> r.accessToken(access).userCode(right)));
    }

    @Test
    void verifiesNothingThatWasNotHandedOut() {
        var access = test.signIn(test.newUser()).accessToken();
        assertEquals(
                "Software Token MFA does not exist for the user.",
                refusal(
                        SoftwareTokenMfaNotFoundException.class,
                        () -> test.cognito.verifySoftwareToken(
                                r -> r.accessToken(access).userCode("123456"))));
    }

    /** API_AssociateSoftwareToken: the earlier one goes when the new one is verified. */
    @Test
    void theEarlierAppStaysInForceUntilTheNewOneIsVerified() {
        var name = test.newUser();
        var access = test.signIn(name).accessToken();
        var first = enrol(test, name);
        prefer(test, name, true);
        var second = new Enrolled(
                name,
                test.cognito.associateSoftwareToken(r -> r.accessToken(access)).secretCode());
        assertNotEquals(first.secret(), second.secret());
        assertNotNull(tokens(code(test, first, password(test, name).session(), first.nextCode(test))));
        test.cognito.verifySoftwareToken(r -> r.accessToken(access).userCode(second.nextCode(test)));
        var session = password(test, name).session();
        refusal(CodeMismatchException.class, () -> code(test, first, session, first.nextCode(test)));
        assertNotNull(tokens(code(test, second, session, second.code(test))));
    }

    @Test
    void wantsATokenOrASessionAndNotBoth() {
        for (var body : List.of("{}", "{\"AccessToken\":\"a\",\"Session\":\"" + "s".repeat(20) + "\"}")) {
            test.call("AssociateSoftwareToken", body)
                    .statusCode(400)
                    .body(members("__type", equalTo("InvalidParameterException")));
        }
    }

    @Test
    void aCodeHasSixDigits() {
        test.call("VerifySoftwareToken", "{\"AccessToken\":\"a\",\"UserCode\":\"12345x\"}")
                .statusCode(400)
                .body(members(
                        "message",
                        equalTo("1 validation error detected: Value at 'userCode' failed to satisfy constraint: "
                                + "Member must satisfy regular expression pattern: [0-9]+")));
    }

    @Test
    void whereAllNeedACodeAUserWithoutAppSetsOneUpBeforeTheFirstTokens() {
        try (var own = demanding()) {
            var challenge = password(own, "visitor", "Visitor-pass-1");
            assertEquals(ChallengeNameType.MFA_SETUP, challenge.challengeName());
            assertEquals(
                    "[\"SOFTWARE_TOKEN_MFA\"]", challenge.challengeParameters().get("MFAS_CAN_SETUP"));
            assertNull(challenge.authenticationResult());
            var setup = own.cognito.associateSoftwareToken(r -> r.session(challenge.session()));
            var user = new Enrolled("visitor", setup.secretCode());
            var right = user.code(own);
            assertEquals(
                    "Code mismatch",
                    refusal(
                            EnableSoftwareTokenMfaException.class,
                            () -> own.cognito.verifySoftwareToken(
                                    r -> r.session(setup.session()).userCode(wrong(right)))));
            assertEquals(
                    "Invalid session for the user.",
                    refusal(
                            NotAuthorizedException.class,
                            () -> respond(own, ChallengeNameType.MFA_SETUP, "visitor", setup.session(), Map.of())));
            var verified = own.cognito.verifySoftwareToken(
                    r -> r.session(setup.session()).userCode(right));
            assertEquals(VerifySoftwareTokenResponseType.SUCCESS, verified.status());
            assertNotNull(tokens(respond(own, ChallengeNameType.MFA_SETUP, "visitor", verified.session(), Map.of())));
            var next = password(own, "visitor", "Visitor-pass-1");
            assertEquals(ChallengeNameType.SOFTWARE_TOKEN_MFA, next.challengeName());
            assertNotNull(tokens(code(own, user, next.session(), user.nextCode(own))));
        }
    }

    @Test
    void whereAllNeedACodeTheSetUpFollowsTheNewPassword() {
        try (var own = demanding()) {
            own.cognito.adminSetUserPassword(
                    r -> r.userPoolId(own.pool.poolId()).username("visitor").password("Temporary-pass-2"));
            var challenge = password(own, "visitor", "Temporary-pass-2");
            var next = respond(
                    own,
                    ChallengeNameType.NEW_PASSWORD_REQUIRED,
                    "visitor",
                    challenge.session(),
                    Map.of("NEW_PASSWORD", "Another-pass-2"));
            assertEquals(ChallengeNameType.MFA_SETUP, next.challengeName());
        }
    }

    /** API_AdminSetUserMFAPreference: it resets no app where everybody needs one. */
    @Test
    void whereAllNeedACodeItIsTurnedOffForNobody() {
        try (var own = demanding()) {
            var challenge = password(own, "visitor", "Visitor-pass-1");
            var setup = own.cognito.associateSoftwareToken(r -> r.session(challenge.session()));
            own.cognito.verifySoftwareToken(r -> r.session(setup.session()).userCode(code(own, setup.secretCode(), 0)));
            prefer(own, "visitor", false);
            assertEquals(
                    ChallengeNameType.SOFTWARE_TOKEN_MFA,
                    password(own, "visitor", "Visitor-pass-1").challengeName());
        }
    }

    /** The developer guide quotes the message. */
    @Test
    void whereNobodyNeedsACodeNothingIsSetUp() {
        try (var own = with("OFF")) {
            var access = own.signIn("visitor", "Visitor-pass-1").accessToken();
            assertEquals(
                    "Software Token MFA has not been enabled by the userPool",
                    refusal(
                            SoftwareTokenMfaNotFoundException.class,
                            () -> own.cognito.associateSoftwareToken(r -> r.accessToken(access))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "OPTIONAL", "ON"})
    void theTemplateSaysWhoNeedsACode(String mfa) {
        try (var own = with(mfa)) {
            var config = own.cognito.getUserPoolMfaConfig(r -> r.userPoolId(own.pool.poolId()));
            assertEquals(mfa, config.mfaConfigurationAsString());
            assertEquals(!mfa.equals("OFF"), config.softwareTokenMfaConfiguration() != null);
            if (!mfa.equals("OFF")) {
                assertTrue(config.softwareTokenMfaConfiguration().enabled());
            }
            assertEquals(
                    mfa,
                    own.cognito
                            .describeUserPool(r -> r.userPoolId(own.pool.poolId()))
                            .userPool()
                            .mfaConfigurationAsString());
        }
    }

    @Test
    void anAppSurvivesARestartAndItsSecretIsNotInTheFile() throws Exception {
        Enrolled user;
        try (var own = TestPool.start(settings -> settings.withState(folder))) {
            user = enrolled(own);
        }
        var journal = Files.readString(folder.resolve("pool.journal"));
        assertTrue(journal.contains("\"softwareToken\":{\"secret\":"));
        assertFalse(journal.contains(user.secret()));
        assertFalse(journal.contains(Base64.getEncoder().encodeToString(new Base32().decode(user.secret()))));
        try (var own = TestPool.start(settings -> settings.withState(folder))) {
            var session = password(own, user.name()).session();
            own.clock.turn(STEP);
            assertNotNull(tokens(code(own, user, session, user.code(own))));
        }
    }

    /** A user and the secret in the user's app. */
    record Enrolled(String name, String secret) {

        String code(TestPool pool) {
            return SecondFactorTest.code(pool, secret, 0);
        }

        String code(TestPool pool, int drift) {
            return SecondFactorTest.code(pool, secret, drift);
        }

        /** A code that was not used, a step later. */
        String nextCode(TestPool pool) {
            pool.clock.turn(STEP);
            return code(pool);
        }
    }

    private static Enrolled enrolled(TestPool pool) {
        var user = enrol(pool, pool.newUser());
        prefer(pool, user.name(), true);
        return user;
    }

    private static Enrolled enrol(TestPool pool, String name) {
        var access = pool.signIn(name).accessToken();
        var secret =
                pool.cognito.associateSoftwareToken(r -> r.accessToken(access)).secretCode();
        var verified = pool.cognito.verifySoftwareToken(
                r -> r.accessToken(access).userCode(code(pool, secret, 0)).friendlyDeviceName("telephone"));
        assertEquals(VerifySoftwareTokenResponseType.SUCCESS, verified.status());
        return new Enrolled(name, secret);
    }

    private static void prefer(TestPool pool, String name, boolean enabled) {
        pool.cognito.adminSetUserMFAPreference(r -> r.userPoolId(pool.pool.poolId())
                .username(name)
                .softwareTokenMfaSettings(s -> s.enabled(enabled).preferredMfa(enabled)));
    }

    private TestPool demanding() {
        return with("ON");
    }

    private TestPool with(String mfa) {
        return TestPool.start(
                settings -> TestPool.with(settings, LocalTemplate.read(LocalTemplate.FILE, "Mfa=" + mfa)));
    }

    private static AdminGetUserResponse described(String name) {
        return test.cognito.adminGetUser(r -> r.userPoolId(test.pool.poolId()).username(name));
    }

    private static InitiateAuthResponse password(TestPool pool, String name) {
        return password(pool, name, PASSWORD);
    }

    private static InitiateAuthResponse password(TestPool pool, String name, String password) {
        return pool.cognito.initiateAuth(r -> r.clientId(pool.pool.clientId())
                .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                .authParameters(Map.of("USERNAME", name, "PASSWORD", password)));
    }

    private static RespondToAuthChallengeResponse code(TestPool pool, Enrolled user, String session, String code) {
        return respond(
                pool,
                ChallengeNameType.SOFTWARE_TOKEN_MFA,
                user.name(),
                session,
                Map.of("SOFTWARE_TOKEN_MFA_CODE", code));
    }

    private static RespondToAuthChallengeResponse respond(
            TestPool pool, ChallengeNameType challenge, String name, String session, Map<String, String> answers) {
        var responses = new HashMap<>(answers);
        responses.put("USERNAME", name);
        return pool.cognito.respondToAuthChallenge(r -> r.clientId(pool.pool.clientId())
                .challengeName(challenge)
                .session(session)
                .challengeResponses(responses));
    }

    private static AuthenticationResultType tokens(RespondToAuthChallengeResponse response) {
        return response.authenticationResult();
    }

    private static String code(TestPool pool, String secret, int drift) {
        return Totp.code(new Base32().decode(secret), pool.clock.instant().plus(STEP.multipliedBy(drift)));
    }

    /** A code that is not the right one, nor one of its neighbours' but for one chance in 300,000. */
    private static String wrong(String right) {
        return right.equals("000000") ? "000001" : "000000";
    }
}
