package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import dev.spacefinder.testing.BesideApplications;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RefreshTokenReuseException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UnsupportedOperationException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UnsupportedTokenTypeException;

/** The end of sessions: revocation, rotation and global sign-out. */
@BesideApplications
class SignOutTest {

    private static final String ROTATION = "      EnableTokenRevocation: true\n      AccessTokenValidity: 15\n";

    @RegisterExtension
    static final TestPool test = TestPool.start();

    private static final String client = test.pool.clientId();

    @Test
    void globalSignOutEndsEverySessionOfTheUser() {
        var name = test.newUser();
        var first = test.signIn(name);
        var second = test.signIn(name);
        test.cognito.globalSignOut(r -> r.accessToken(first.accessToken()));
        for (var session : new AuthenticationResultType[] {first, second}) {
            assertEquals(
                    "Access Token has been revoked",
                    refusal(
                            NotAuthorizedException.class,
                            () -> test.cognito.getUser(r -> r.accessToken(session.accessToken()))));
            assertEquals(
                    "Refresh Token has been revoked",
                    refusal(NotAuthorizedException.class, () -> test.refresh(session.refreshToken())));
        }
        assertEquals(
                "Access Token has been revoked",
                refusal(
                        NotAuthorizedException.class,
                        () -> test.cognito.globalSignOut(r -> r.accessToken(first.accessToken()))));
    }

    @Test
    void aSignInRightAfterGlobalSignOutIsGood() {
        var name = test.newUser();
        test.cognito.globalSignOut(r -> r.accessToken(test.signIn(name).accessToken()));
        var token = test.signIn(name).accessToken();
        assertEquals(name, test.cognito.getUser(r -> r.accessToken(token)).username());
    }

    @Test
    void anAdministratorSignsAUserOut() {
        var name = test.newUser();
        var session = test.signIn(name);
        test.cognito.adminUserGlobalSignOut(
                r -> r.userPoolId(test.pool.poolId()).username(name));
        assertEquals(
                "Refresh Token has been revoked",
                refusal(NotAuthorizedException.class, () -> test.refresh(session.refreshToken())));
    }

    @Test
    void revocationEndsOneSessionAndLeavesTheOthers() {
        var name = test.newUser();
        var revoked = test.signIn(name);
        var kept = test.signIn(name);
        revoke(test, revoked.refreshToken());
        assertEquals(
                "Refresh Token has been revoked",
                refusal(NotAuthorizedException.class, () -> test.refresh(revoked.refreshToken())));
        assertEquals(
                "Access Token has been revoked",
                refusal(
                        NotAuthorizedException.class,
                        () -> test.cognito.getUser(r -> r.accessToken(revoked.accessToken()))));
        assertNotNull(test.refresh(kept.refreshToken()).idToken());
    }

    @Test
    void revocationSucceedsAgainAndForTokensThatNeverWere() {
        var token = test.signIn(test.newUser()).refreshToken();
        revoke(test, token);
        revoke(test, token);
        revoke(test, "a.b.c.d.e");
    }

    @Test
    void onlyRefreshTokensAreRevoked() {
        var token = test.signIn(test.newUser()).accessToken();
        refusal(UnsupportedTokenTypeException.class, () -> revoke(test, token));
    }

    @Test
    void nothingIsRevokedWhereTheTemplateTurnsRevocationOff(@TempDir Path folder) {
        try (var without = TestPool.startWith(folder, "EnableTokenRevocation: true", "EnableTokenRevocation: false")) {
            var session = without.signIn("visitor", "Visitor-pass-1");
            refusal(UnsupportedOperationException.class, () -> revoke(without, session.refreshToken()));
            assertEquals(
                    "null", String.valueOf(without.claims(session.accessToken()).get("origin_jti")));
            assertEquals(
                    "visitor",
                    without.cognito
                            .getUser(r -> r.accessToken(session.accessToken()))
                            .username());
        }
    }

    @Test
    void aRefreshTokenWorksWithTheNewerOperationToo() {
        var token = test.signIn(test.newUser()).refreshToken();
        var result = test.cognito
                .getTokensFromRefreshToken(r -> r.clientId(client).refreshToken(token))
                .authenticationResult();
        assertNotNull(result.idToken());
        assertNull(result.refreshToken());
    }

    @Test
    void aRotatingClientGetsAnotherRefreshTokenWithTheRemainingLifetime(@TempDir Path folder) {
        try (var rotating = rotating(folder, 0)) {
            var first = rotating.signIn("visitor", "Visitor-pass-1").refreshToken();
            rotating.clock.turn(Duration.ofDays(29));
            var second = rotate(rotating, first).refreshToken();
            assertNotEquals(first, second);
            rotating.clock.turn(Duration.ofDays(2));
            assertEquals(
                    "Refresh Token has expired", refusal(NotAuthorizedException.class, () -> rotate(rotating, second)));
        }
    }

    @Test
    void aRotatedTokenIsRefusedWithoutRevokingTheOneInForce(@TempDir Path folder) {
        try (var rotating = rotating(folder, 0)) {
            var first = rotating.signIn("visitor", "Visitor-pass-1").refreshToken();
            var second = rotate(rotating, first).refreshToken();
            assertEquals(
                    "Refresh token reuse detected",
                    refusal(RefreshTokenReuseException.class, () -> rotate(rotating, first)));
            assertNotNull(rotate(rotating, second).idToken());
        }
    }

    @Test
    void aRotatedTokenForksWithinTheGracePeriodAndThenOnlyTheNewestRefreshes(@TempDir Path folder) {
        try (var rotating = rotating(folder, 30)) {
            var first = rotating.signIn("visitor", "Visitor-pass-1").refreshToken();
            var second = rotate(rotating, first).refreshToken();
            var fork = rotate(rotating, first).refreshToken();
            refusal(RefreshTokenReuseException.class, () -> rotate(rotating, second));
            rotating.clock.turn(Duration.ofSeconds(31));
            refusal(RefreshTokenReuseException.class, () -> rotate(rotating, first));
            assertNotNull(rotate(rotating, fork).idToken());
        }
    }

    @Test
    void revokingTheFirstOrTheNewestEndsTheFamilyAndRevokingOneBetweenDoesNot(@TempDir Path folder) {
        try (var rotating = rotating(folder, 0)) {
            var first = rotating.signIn("visitor", "Visitor-pass-1").refreshToken();
            var middle = rotate(rotating, first).refreshToken();
            var newest = rotate(rotating, middle).refreshToken();
            revoke(rotating, middle);
            var next = rotate(rotating, newest).refreshToken();
            revoke(rotating, first);
            assertEquals(
                    "Refresh Token has been revoked",
                    refusal(NotAuthorizedException.class, () -> rotate(rotating, next)));
        }
    }

    @Test
    void aRotatingClientDoesNotRefreshTheOldWay(@TempDir Path folder) {
        try (var rotating = rotating(folder, 0)) {
            var token = rotating.signIn("visitor", "Visitor-pass-1").refreshToken();
            refusal(InvalidParameterException.class, () -> rotating.refresh(token));
        }
    }

    private static TestPool rotating(Path folder, int grace) {
        return TestPool.startWith(
                folder,
                ROTATION,
                ROTATION + "      RefreshTokenRotation:\n        Feature: ENABLED\n        RetryGracePeriodSeconds: "
                        + grace + "\n");
    }

    private static AuthenticationResultType rotate(TestPool pool, String token) {
        return pool.cognito
                .getTokensFromRefreshToken(r -> r.clientId(client).refreshToken(token))
                .authenticationResult();
    }

    private static void revoke(TestPool pool, String token) {
        pool.cognito.revokeToken(r -> r.clientId(client).token(token));
    }
}
