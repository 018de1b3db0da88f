package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static dev.spacefinder.local.pool.TestPool.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.spacefinder.testing.BesideApplications;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordResetRequiredException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;

@BesideApplications
class PasswordSignInTest {

    @RegisterExtension
    static final TestPool test = TestPool.start();

    private static final String client = test.pool.clientId();
    private static final String poolId = test.pool.poolId();

    @ParameterizedTest
    @CsvSource({
        "admin, Admin-pass-1",
        "visitor, Visitor-pass-1",
        "ADMIN, Admin-pass-1",
        "admin@example.com, Admin-pass-1"
    })
    void signsInTheUsersOfTheStart(String name, String password) {
        assertNotNull(test.signIn(name, password).idToken());
    }

    @Test
    void givesTokensForTheTemplatesTime() {
        var result = test.signIn("visitor", "Visitor-pass-1");
        assertEquals(15 * 60, result.expiresIn());
        assertEquals("Bearer", result.tokenType());
    }

    @Test
    void signsInForAnAdministrator() {
        var result = test.cognito
                .adminInitiateAuth(r -> r.userPoolId(poolId)
                        .clientId(client)
                        .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                        .authParameters(Map.of("USERNAME", "admin", "PASSWORD", "Admin-pass-1")))
                .authenticationResult();
        assertNotNull(result.accessToken());
    }

    @Test
    void refusesAWrongPasswordAsItRefusesAnUnknownUser() {
        assertEquals(
                "Incorrect username or password.",
                refusal(NotAuthorizedException.class, () -> test.signIn("visitor", "Wrong-password-1")));
        assertEquals(
                "Incorrect username or password.",
                refusal(NotAuthorizedException.class, () -> test.signIn("nobody", "Wrong-password-1")));
    }

    @Test
    void tellsOfAnUnknownUserIfTheClientHidesNobody(@TempDir Path folder) {
        try (var open = TestPool.startWith(
                folder, "PreventUserExistenceErrors: ENABLED", "PreventUserExistenceErrors: LEGACY")) {
            assertEquals(
                    "User does not exist.",
                    refusal(UserNotFoundException.class, () -> open.signIn("nobody", "Wrong-password-1")));
        }
    }

    @Test
    void knowsAnAddressOnlyOnceItIsVerified() {
        var name = TestPool.newName();
        test.signUp(name);
        test.cognito.adminConfirmSignUp(r -> r.userPoolId(poolId).username(name));
        assertNotNull(test.signIn(name).idToken());
        assertEquals(
                "Incorrect username or password.",
                refusal(NotAuthorizedException.class, () -> test.signIn(name + "@example.com")));
    }

    @Test
    void takesThePasswordThatAnAdministratorSet() {
        var name = test.newUser();
        test.cognito.adminSetUserPassword(r ->
                r.userPoolId(poolId).username(name).password("Another-pass-2").permanent(true));
        assertNotNull(test.signIn(name, "Another-pass-2").idToken());
        refusal(NotAuthorizedException.class, () -> test.signIn(name, PASSWORD));
    }

    @Test
    void refusesADisabledUserUntilTheyAreEnabled() {
        var name = test.newUser();
        test.cognito.adminDisableUser(r -> r.userPoolId(poolId).username(name));
        assertEquals("User is disabled.", refusal(NotAuthorizedException.class, () -> test.signIn(name)));
        test.cognito.adminEnableUser(r -> r.userPoolId(poolId).username(name));
        assertNotNull(test.signIn(name).idToken());
    }

    @Test
    void asksForAnotherPasswordAfterAReset() {
        var name = test.newUser();
        test.cognito.adminResetUserPassword(r -> r.userPoolId(poolId).username(name));
        assertEquals(
                "Password reset required for the user",
                refusal(PasswordResetRequiredException.class, () -> test.signIn(name)));
        assertEquals(
                "Incorrect username or password.",
                refusal(NotAuthorizedException.class, () -> test.signIn(name, "Wrong-password-1")));
    }

    @Test
    void locksAUserOutAfterFiveFailuresForASecondThenTwo() {
        try (var own = TestPool.start()) {
            fail(own, 5);
            assertEquals(
                    "Password attempts exceeded",
                    refusal(NotAuthorizedException.class, () -> own.signIn("visitor", "Visitor-pass-1")));
            own.clock.turn(Duration.ofMillis(1100));
            fail(own, 1);
            own.clock.turn(Duration.ofMillis(1100));
            assertEquals(
                    "Password attempts exceeded",
                    refusal(NotAuthorizedException.class, () -> own.signIn("visitor", "Visitor-pass-1")));
            own.clock.turn(Duration.ofMillis(1000));
            assertNotNull(own.signIn("visitor", "Visitor-pass-1").idToken());
            fail(own, 4);
            assertNotNull(own.signIn("visitor", "Visitor-pass-1").idToken());
        }
    }

    @Test
    void forgetsFailuresAfterAQuarterOfAnHour() {
        try (var own = TestPool.start()) {
            fail(own, 4);
            own.clock.turn(Duration.ofMinutes(16));
            fail(own, 4);
            assertNotNull(own.signIn("visitor", "Visitor-pass-1").idToken());
        }
    }

    @Test
    void refreshesWithoutAnotherRefreshToken() {
        var first = test.signIn("visitor", "Visitor-pass-1");
        var second = test.refresh(first.refreshToken());
        assertNull(second.refreshToken());
        var before = test.claims(first.idToken());
        var after = test.claims(second.idToken());
        assertEquals(before.path("auth_time"), after.path("auth_time"));
        assertEquals(before.path("origin_jti"), after.path("origin_jti"));
        assertNotEquals(before.path("jti"), after.path("jti"));
    }

    @Test
    void refusesARefreshTokenThatIsNone() {
        assertEquals("Invalid Refresh Token", refusal(NotAuthorizedException.class, () -> test.refresh("a.b.c.d.e")));
        var access = test.signIn("visitor", "Visitor-pass-1").accessToken();
        assertEquals("Invalid Refresh Token", refusal(NotAuthorizedException.class, () -> test.refresh(access)));
    }

    @Test
    void refusesARefreshTokenThatIsTooOld() {
        try (var own = TestPool.start()) {
            var token = own.signIn("visitor", "Visitor-pass-1").refreshToken();
            own.clock.turn(Duration.ofDays(31));
            assertEquals("Refresh Token has expired", refusal(NotAuthorizedException.class, () -> own.refresh(token)));
        }
    }

    @ParameterizedTest(name = "{1}: {2}")
    @CsvSource({
        "'!If [AllowsPasswordFlow, ALLOW_USER_PASSWORD_AUTH, !Ref AWS::NoValue]', USER_PASSWORD_AUTH, "
                + "USER_PASSWORD_AUTH flow not enabled for this client",
        "ALLOW_USER_SRP_AUTH, USER_SRP_AUTH, USER_SRP_AUTH is not enabled for the client",
        "ALLOW_CUSTOM_AUTH, CUSTOM_AUTH, CUSTOM_AUTH is not enabled for the client.",
        "ALLOW_REFRESH_TOKEN_AUTH, REFRESH_TOKEN_AUTH, Refresh Token flow not enabled for this client",
    })
    void refusesAFlowThatTheTemplateDoesNotAllow(String removed, String flow, String message, @TempDir Path folder) {
        try (var without = TestPool.startWith(folder, "        - " + removed + "\n", "")) {
            assertEquals(
                    message,
                    refusal(
                            InvalidParameterException.class,
                            () -> without.cognito.initiateAuth(r ->
                                    r.clientId(client).authFlow(flow).authParameters(Map.of("USERNAME", "visitor")))));
        }
    }

    @Test
    void refusesTheAdministratorsFlowThatTheTemplateDoesNotAllow(@TempDir Path folder) {
        try (var without = TestPool.startWith(folder, "        - ALLOW_ADMIN_USER_PASSWORD_AUTH\n", "")) {
            assertEquals(
                    "Auth flow not enabled for this client",
                    refusal(
                            InvalidParameterException.class,
                            () -> without.cognito.adminInitiateAuth(r -> r.userPoolId(poolId)
                                    .clientId(client)
                                    .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH))));
        }
    }

    @Test
    void refusesAFlowOfTheOtherOperation() {
        assertEquals(
                "Initiate Auth method not supported.",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.initiateAuth(
                                r -> r.clientId(client).authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH))));
        assertEquals(
                "Initiate Auth method not supported.",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.adminInitiateAuth(
                                r -> r.userPoolId(poolId).clientId(client).authFlow(AuthFlowType.USER_PASSWORD_AUTH))));
    }

    @Test
    void hasNoCustomAuthentication() {
        assertEquals(
                "Custom auth lambda trigger is not configured for the user pool.",
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.initiateAuth(r -> r.clientId(client)
                                .authFlow(AuthFlowType.CUSTOM_AUTH)
                                .authParameters(Map.of("USERNAME", "visitor")))));
    }

    @ParameterizedTest
    @CsvSource({"USER_PASSWORD_AUTH, USERNAME", "USER_SRP_AUTH, USERNAME", "REFRESH_TOKEN_AUTH, REFRESH_TOKEN"})
    void refusesAFlowWithoutItsParameters(String flow, String missing) {
        assertEquals(
                "Missing required parameter " + missing,
                refusal(
                        InvalidParameterException.class,
                        () -> test.cognito.initiateAuth(
                                r -> r.clientId(client).authFlow(flow).authParameters(Map.of()))));
    }

    @Test
    void refusesASecretHashForAClientWithoutSecret() {
        assertEquals(
                "Unable to verify secret hash for client " + client,
                refusal(
                        NotAuthorizedException.class,
                        () -> test.cognito.initiateAuth(r -> r.clientId(client)
                                .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                                .authParameters(Map.of(
                                        "USERNAME", "visitor", "PASSWORD", "Visitor-pass-1", "SECRET_HASH", "x")))));
    }

    @Test
    void stopsTheStartWhereThePolicyForbidsAPasswordOfTheStart(@TempDir Path folder) {
        var stopped = assertThrows(
                IllegalStateException.class,
                () -> TestPool.startWith(folder, "MinimumLength: 12", "MinimumLength: 40")
                        .close());
        assertEquals(
                "The local user admin cannot be made: Password not long enough, says the template's password policy.",
                stopped.getMessage());
    }

    private static void fail(TestPool pool, int times) {
        for (int i = 0; i < times; i++) {
            assertEquals(
                    "Incorrect username or password.",
                    refusal(NotAuthorizedException.class, () -> pool.signIn("visitor", "Wrong-password-1")));
        }
    }
}
