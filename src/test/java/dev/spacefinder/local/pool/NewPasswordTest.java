package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static dev.spacefinder.local.pool.TestPool.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import dev.spacefinder.testing.BesideApplications;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeMismatchException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExpiredCodeException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidPasswordException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LimitExceededException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UnsupportedUserStateException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;

/** Temporary, forgotten and changed passwords. */
@BesideApplications
class NewPasswordTest {

    private static final String NEW_PASSWORD = "Another-pass-2";

    @RegisterExtension
    static final TestPool test = TestPool.start();

    private static final String client = test.pool.clientId();
    private static final String poolId = test.pool.poolId();

    @Test
    void aTemporaryPasswordLeadsToTheChallengeAndTheChallengeToTokens() {
        var name = invited(test);
        var challenge = challenge(test, name);
        assertEquals(ChallengeNameType.NEW_PASSWORD_REQUIRED, challenge.challengeName());
        assertEquals(name, challenge.challengeParameters().get("USER_ID_FOR_SRP"));
        assertEquals("[]", challenge.challengeParameters().get("requiredAttributes"));
        assertTrue(challenge
                .challengeParameters()
                .get("userAttributes")
                .contains("\"email\":\"" + name + "@example.com\""));
        assertNotNull(respond(test, name, challenge.session(), NEW_PASSWORD)
                .authenticationResult()
                .idToken());
        assertNotNull(test.signIn(name, NEW_PASSWORD).idToken());
        assertEquals(
                UserStatusType.CONFIRMED,
                test.cognito
                        .adminGetUser(r -> r.userPoolId(poolId).username(name))
                        .userStatus());
    }

    @Test
    void aTemporaryPasswordIsMadeAndSentIfNoneIsGiven() {
        var name = TestPool.newName();
        test.cognito.adminCreateUser(r -> r.userPoolId(poolId)
                .username(name)
                .userAttributes(a -> a.name("email").value(name + "@example.com")));
        assertEquals(
                ChallengeNameType.NEW_PASSWORD_REQUIRED,
                test.cognito
                        .initiateAuth(r -> r.clientId(client)
                                .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                                .authParameters(Map.of("USERNAME", name, "PASSWORD", test.lastCode(name))))
                        .challengeName());
    }

    @Test
    void anInvitationIsSentAgainWithAnotherPasswordWhileItIsOpen() {
        var name = invited(test);
        test.cognito.adminCreateUser(r -> r.userPoolId(poolId)
                .username(name)
                .messageAction(MessageActionType.RESEND)
                .temporaryPassword("Temporary-pass-3"));
        assertEquals("Temporary-pass-3", test.lastCode(name));
        var confirmed = test.newUser();
        refusal(
                UnsupportedUserStateException.class,
                () -> test.cognito.adminCreateUser(
                        r -> r.userPoolId(poolId).username(confirmed).messageAction(MessageActionType.RESEND)));
    }

    @Test
    void theNewPasswordKeepsThePolicyAndTheChallengeStaysOpen() {
        var name = invited(test);
        var session = challenge(test, name).session();
        assertEquals(
                "Password does not conform to policy: Password not long enough",
                refusal(InvalidPasswordException.class, () -> respond(test, name, session, "Short-1a")));
        assertNotNull(respond(test, name, session, NEW_PASSWORD).authenticationResult());
    }

    @Test
    void aSessionIsUsedOnce() {
        var name = invited(test);
        var session = challenge(test, name).session();
        respond(test, name, session, NEW_PASSWORD);
        assertEquals(
                "Invalid session for the user, session can only be used once.",
                refusal(NotAuthorizedException.class, () -> respond(test, name, session, NEW_PASSWORD)));
    }

    @Test
    void theChallengeChangesNoRequiredAttributeThatIsThere() {
        var name = invited(test);
        var session = challenge(test, name).session();
        for (var address : List.of("admin@example.com", name + "@example.com")) {
            assertEquals(
                    "Cannot modify an already provided email",
                    refusal(
                            NotAuthorizedException.class,
                            () -> respond(test, name, session, NEW_PASSWORD, Map.of("userAttributes.email", address))));
        }
    }

    @Test
    void aContactThatIsWrittenWithTheNewPasswordIsNotVerified() {
        var name = invited(test);
        test.cognito.adminUpdateUserAttributes(r -> r.userPoolId(poolId)
                .username(name)
                .userAttributes(
                        a -> a.name("phone_number").value("+15550100"),
                        a -> a.name("phone_number_verified").value("true")));
        respond(
                test,
                name,
                challenge(test, name).session(),
                NEW_PASSWORD,
                Map.of("userAttributes.phone_number", "+15550101", "userAttributes.given_name", "Ann"));
        assertEquals("+15550101", attribute(name, "phone_number"));
        assertEquals("false", attribute(name, "phone_number_verified"));
        assertEquals("Ann", attribute(name, "given_name"));
    }

    @Test
    void aUserWhoWasDisabledMeanwhileGetsNoTokens() {
        var name = invited(test);
        var session = challenge(test, name).session();
        test.cognito.adminDisableUser(r -> r.userPoolId(poolId).username(name));
        assertEquals(
                "User is disabled.",
                refusal(NotAuthorizedException.class, () -> respond(test, name, session, NEW_PASSWORD)));
    }

    @Test
    void aForgedSessionIsRefused() {
        var name = invited(test);
        assertEquals(
                "Invalid session provided",
                refusal(CodeMismatchException.class, () -> respond(test, name, "x".repeat(100), NEW_PASSWORD)));
    }

    @Test
    void theSessionOfSomebodyElseIsRefused() {
        var session = challenge(test, invited(test)).session();
        assertEquals(
                "Invalid session for the user.",
                refusal(NotAuthorizedException.class, () -> respond(test, invited(test), session, NEW_PASSWORD)));
    }

    @Test
    void aSessionEndsAfterThreeMinutes() {
        try (var own = TestPool.start()) {
            var name = invited(own);
            var session = challenge(own, name).session();
            own.clock.turn(Duration.ofMinutes(4));
            assertEquals(
                    "Invalid session for the user, session is expired.",
                    refusal(NotAuthorizedException.class, () -> respond(own, name, session, NEW_PASSWORD)));
        }
    }

    @Test
    void aTemporaryPasswordEndsAfterTheTemplatesSevenDays() {
        try (var own = TestPool.start()) {
            var name = invited(own);
            own.clock.turn(Duration.ofDays(8));
            assertEquals(
                    "Temporary password has expired and must be reset by an administrator.",
                    refusal(NotAuthorizedException.class, () -> challenge(own, name)));
        }
    }

    @Test
    void aForgottenPasswordIsReplacedWithTheCodeThatWasSent() {
        var name = test.newUser();
        var delivery = test.cognito
                .forgotPassword(r -> r.clientId(client).username(name))
                .codeDeliveryDetails();
        assertEquals("u***@e***", delivery.destination());
        replaceForgotten(name, test.lastCode(name), NEW_PASSWORD);
        assertNotNull(test.signIn(name, NEW_PASSWORD).idToken());
        refusal(NotAuthorizedException.class, () -> test.signIn(name, PASSWORD));
    }

    @Test
    void aResetPasswordIsReplacedWithTheCodeThatWasSent() {
        var name = test.newUser();
        test.cognito.adminResetUserPassword(r -> r.userPoolId(poolId).username(name));
        replaceForgotten(name, test.lastCode(name), NEW_PASSWORD);
        assertNotNull(test.signIn(name, NEW_PASSWORD).idToken());
    }

    @Test
    void aForgottenPasswordIsNotReplacedWithAWrongCodeOrNone() {
        var name = test.newUser();
        refusal(ExpiredCodeException.class, () -> replaceForgotten(name, "123456", NEW_PASSWORD));
        test.cognito.forgotPassword(r -> r.clientId(client).username(name));
        var wrong = test.lastCode(name).equals("000000") ? "000001" : "000000";
        refusal(CodeMismatchException.class, () -> replaceForgotten(name, wrong, NEW_PASSWORD));
        assertEquals(
                "Password does not conform to policy: Password not long enough",
                refusal(InvalidPasswordException.class, () -> replaceForgotten(name, test.lastCode(name), "Short-1a")));
        replaceForgotten(name, test.lastCode(name), NEW_PASSWORD);
        refusal(ExpiredCodeException.class, () -> replaceForgotten(name, test.lastCode(name), NEW_PASSWORD));
    }

    @Test
    void aCodeForAForgottenPasswordEndsAfterAnHour() {
        try (var own = TestPool.start()) {
            own.cognito.forgotPassword(r -> r.clientId(client).username("visitor"));
            own.clock.turn(Duration.ofMinutes(61));
            refusal(
                    ExpiredCodeException.class,
                    () -> own.cognito.confirmForgotPassword(r -> r.clientId(client)
                            .username("visitor")
                            .confirmationCode(own.lastCode("visitor"))
                            .password(NEW_PASSWORD)));
        }
    }

    @Test
    void nobodyLearnsWhoExistsFromAForgottenPassword() {
        var delivery = test.cognito
                .forgotPassword(r -> r.clientId(client).username("nobody"))
                .codeDeliveryDetails();
        assertTrue(delivery.destination().matches(".\\*{3}@.\\*{3}"), delivery.destination());
        refusal(CodeMismatchException.class, () -> replaceForgotten("nobody", "123456", NEW_PASSWORD));
    }

    @Test
    void aClientThatHidesNobodyTells(@TempDir Path folder) {
        try (var open = TestPool.startWith(
                folder, "PreventUserExistenceErrors: ENABLED", "PreventUserExistenceErrors: LEGACY")) {
            assertEquals(
                    "Username/client id combination not found.",
                    refusal(
                            UserNotFoundException.class,
                            () -> open.cognito.forgotPassword(
                                    r -> r.clientId(client).username("nobody"))));
        }
    }

    @Test
    void noCodeIsSentToAnAddressThatIsNotVerified() {
        var name = TestPool.newName();
        test.signUp(name);
        test.cognito.adminConfirmSignUp(r -> r.userPoolId(poolId).username(name));
        assertEquals(
                "Cannot reset password for the user as there is no registered/verified email or phone_number",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.forgotPassword(
                                r -> r.clientId(client).username(name))));
    }

    @Test
    void noCodeIsSentToAContactThatIsNotThere() {
        var name = test.newUser();
        test.cognito.adminUpdateUserAttributes(r -> r.userPoolId(poolId)
                .username(name)
                .userAttributes(
                        a -> a.name("email_verified").value("false"),
                        a -> a.name("phone_number_verified").value("true")));
        assertEquals(
                "Cannot reset password for the user as there is no registered/verified email or phone_number",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.forgotPassword(
                                r -> r.clientId(client).username(name))));
    }

    @Test
    void aTemporaryPasswordIsNotResetByItsUser() {
        var name = invited(test);
        assertEquals(
                "User password cannot be reset in the current state.",
                refusal(
                        NotAuthorizedException.class,
                        () -> test.cognito.forgotPassword(
                                r -> r.clientId(client).username(name))));
    }

    @Test
    void codesAreLimitedPerHour() {
        var name = test.newUser();
        for (int i = 0; i < 5; i++) {
            test.cognito.forgotPassword(r -> r.clientId(client).username(name));
        }
        assertEquals(
                "Attempt limit exceeded, please try after some time.",
                refusal(
                        LimitExceededException.class,
                        () -> test.cognito.forgotPassword(
                                r -> r.clientId(client).username(name))));
    }

    @Test
    void aSignedInUserChangesThePasswordWithTheOldOne() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        assertEquals(
                "Incorrect username or password.",
                refusal(NotAuthorizedException.class, () -> change(token, "Wrong-password-1", NEW_PASSWORD)));
        assertEquals(
                "Password does not conform to policy: Password must have symbol characters",
                refusal(InvalidPasswordException.class, () -> change(token, PASSWORD, "NoSymbolInIt123")));
        change(token, PASSWORD, NEW_PASSWORD);
        assertNotNull(test.signIn(name, NEW_PASSWORD).idToken());
    }

    private static void change(String token, String before, String after) {
        test.cognito.changePassword(
                r -> r.accessToken(token).previousPassword(before).proposedPassword(after));
    }

    private static void replaceForgotten(String name, String code, String password) {
        test.cognito.confirmForgotPassword(
                r -> r.clientId(client).username(name).confirmationCode(code).password(password));
    }

    private static String invited(TestPool pool) {
        var name = TestPool.newName();
        pool.cognito.adminCreateUser(r -> r.userPoolId(poolId)
                .username(name)
                .temporaryPassword("Temporary-pass-2")
                .messageAction(MessageActionType.SUPPRESS)
                .userAttributes(a -> a.name("email").value(name + "@example.com")));
        return name;
    }

    private static InitiateAuthResponse challenge(TestPool pool, String name) {
        return pool.cognito.initiateAuth(r -> r.clientId(client)
                .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                .authParameters(Map.of("USERNAME", name, "PASSWORD", "Temporary-pass-2")));
    }

    private static String attribute(String user, String name) {
        return test.cognito.adminGetUser(r -> r.userPoolId(poolId).username(user)).userAttributes().stream()
                .filter(attribute -> attribute.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static RespondToAuthChallengeResponse respond(TestPool pool, String name, String session, String password) {
        return respond(pool, name, session, password, Map.of());
    }

    private static RespondToAuthChallengeResponse respond(
            TestPool pool, String name, String session, String password, Map<String, String> attributes) {
        var responses = new HashMap<>(attributes);
        responses.put("USERNAME", name);
        responses.put("NEW_PASSWORD", password);
        return pool.cognito.respondToAuthChallenge(r -> r.clientId(client)
                .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
                .session(session)
                .challengeResponses(responses));
    }
}
