package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import dev.spacefinder.testing.BesideApplications;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;

@BesideApplications
class TokenClaimsTest {

    @RegisterExtension
    static final TestPool test = TestPool.start();

    private static final String poolId = test.pool.poolId();

    @Test
    void idTokenHasCognitosClaims() {
        var claims = test.claims(test.signIn("admin", "Admin-pass-1").idToken());
        assertEquals(
                Set.of(
                        "sub",
                        "aud",
                        "email",
                        "email_verified",
                        "token_use",
                        "auth_time",
                        "iss",
                        "cognito:username",
                        "cognito:groups",
                        "cognito:roles",
                        "cognito:preferred_role",
                        "event_id",
                        "origin_jti",
                        "jti",
                        "iat",
                        "exp"),
                names(claims));
        assertEquals("id", claims.path("token_use").asText());
        assertEquals(test.pool.clientId(), claims.path("aud").asText());
        assertEquals(test.pool.issuer(), claims.path("iss").asText());
        assertEquals("admin", claims.path("cognito:username").asText());
        assertEquals("[\"admins\"]", claims.path("cognito:groups").toString());
        assertEquals(claims.path("cognito:roles").path(0), claims.path("cognito:preferred_role"));
        assertTrue(claims.path("cognito:preferred_role").asText().startsWith("arn:aws:iam::"));
        assertEquals("admin@example.com", claims.path("email").asText());
        assertTrue(claims.path("email_verified").isBoolean()
                && claims.path("email_verified").asBoolean());
        assertEquals(15 * 60, claims.path("exp").asLong() - claims.path("iat").asLong());
    }

    @Test
    void accessTokenHasCognitosClaims() {
        var claims = test.claims(test.signIn("admin", "Admin-pass-1").accessToken());
        assertEquals(
                Set.of(
                        "sub",
                        "cognito:groups",
                        "token_use",
                        "scope",
                        "auth_time",
                        "iss",
                        "client_id",
                        "username",
                        "event_id",
                        "origin_jti",
                        "jti",
                        "iat",
                        "exp"),
                names(claims));
        assertEquals("access", claims.path("token_use").asText());
        assertEquals("aws.cognito.signin.user.admin", claims.path("scope").asText());
        assertEquals(test.pool.clientId(), claims.path("client_id").asText());
    }

    @Test
    void aUserInNoGroupHasNoClaimOfGroups() {
        var result = test.signIn("visitor", "Visitor-pass-1");
        assertFalse(test.claims(result.idToken()).has("cognito:groups"));
        assertFalse(test.claims(result.idToken()).has("cognito:roles"));
        assertFalse(test.claims(result.accessToken()).has("cognito:groups"));
    }

    @Test
    void bothTokensOfASignInShareTheirOriginButNotTheirKeyOrId() {
        var result = test.signIn("visitor", "Visitor-pass-1");
        var id = test.claims(result.idToken());
        var access = test.claims(result.accessToken());
        assertEquals(id.path("origin_jti"), access.path("origin_jti"));
        assertEquals(id.path("event_id"), access.path("event_id"));
        assertNotEquals(id.path("jti"), access.path("jti"));
        assertNotEquals(header(result.idToken()), header(result.accessToken()));
    }

    @Test
    void theHeaderHoldsKeyAndAlgorithmOnly() {
        assertTrue(header(test.signIn("visitor", "Visitor-pass-1").idToken())
                .matches("\\{\"kid\":\"[^\"]{44}\",\"alg\":\"RS256\"}"));
    }

    @Test
    void theRefreshTokenIsAnEncryptedToken() {
        var token = test.signIn("visitor", "Visitor-pass-1").refreshToken();
        assertEquals(5, token.split("\\.").length);
        assertEquals("{\"cty\":\"JWT\",\"enc\":\"A256GCM\",\"alg\":\"RSA-OAEP\"}", header(token));
    }

    @Test
    void theKeySetHoldsTwoPublicKeys() {
        given().get(test.pool.issuer() + "/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .body(members("keys", hasSize(2)))
                .body(members("keys.alg", everyItem(equalTo("RS256"))))
                .body(members("keys.use", everyItem(equalTo("sig"))))
                .body(members("keys.kty", everyItem(equalTo("RSA"))))
                .body(members("keys.e", everyItem(equalTo("AQAB"))))
                .body(members("keys.d", equalTo(Arrays.asList(null, null))));
    }

    @Test
    void thePreferredRoleIsOfTheGroupThatRanksFirst() {
        var name = test.newUser();
        group("last", null, "arn:aws:iam::000000000000:role/last");
        group("second", 20, "arn:aws:iam::000000000000:role/second");
        group("first", 10, "arn:aws:iam::000000000000:role/first");
        join(name, "last", "second", "first");
        var claims = test.claims(test.signIn(name).idToken());
        assertEquals(
                "[\"first\",\"second\",\"last\"]", claims.path("cognito:groups").toString());
        assertEquals(
                "arn:aws:iam::000000000000:role/first",
                claims.path("cognito:preferred_role").asText());
        assertEquals(3, claims.path("cognito:roles").size());
    }

    @Test
    void noRoleIsPreferredWhereTwoRankAlike() {
        var name = test.newUser();
        group("left", 5, "arn:aws:iam::000000000000:role/left");
        group("right", 5, "arn:aws:iam::000000000000:role/right");
        join(name, "left", "right");
        var claims = test.claims(test.signIn(name).idToken());
        assertFalse(claims.has("cognito:preferred_role"));
        assertEquals(2, claims.path("cognito:roles").size());
    }

    @Test
    void theNextTokenCarriesAGroupThatTheUserJoinedAndNotOneTheyLeft() {
        var name = test.newUser();
        join(name, "admins");
        assertEquals(
                "[\"admins\"]",
                test.claims(test.signIn(name).accessToken())
                        .path("cognito:groups")
                        .toString());
        test.cognito.adminRemoveUserFromGroup(
                r -> r.userPoolId(poolId).username(name).groupName("admins"));
        assertFalse(test.claims(test.signIn(name).accessToken()).has("cognito:groups"));
    }

    @Test
    void anAccessTokenOpensTheOwnAccount() {
        var user = test.cognito.getUser(
                r -> r.accessToken(test.signIn("visitor", "Visitor-pass-1").accessToken()));
        assertEquals("visitor", user.username());
        assertEquals("sub", user.userAttributes().get(0).name());
    }

    @Test
    void anIdTokenDoesNotOpenTheOwnAccount() {
        assertEquals(
                "Invalid Access Token",
                account(test.signIn("visitor", "Visitor-pass-1").idToken()));
    }

    @Test
    void garbageDoesNotOpenTheOwnAccount() {
        assertEquals("Invalid Access Token", account("garbage"));
        assertEquals("Invalid Access Token", account("a".repeat(8192)));
        assertEquals(
                "Invalid Access Token",
                account(test.signIn("visitor", "Visitor-pass-1").accessToken().substring(0, 90)));
    }

    @Test
    void aTokenThatSomebodyElseSignedDoesNotOpenTheOwnAccount() throws Exception {
        var token = test.signIn("visitor", "Visitor-pass-1").accessToken();
        var forged = new JsonWebSignature();
        forged.setKeyIdHeaderValue(header(token).replaceAll(".*\"kid\":\"([^\"]+)\".*", "$1"));
        forged.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        forged.setKey(RsaJwkGenerator.generateJwk(2048).getPrivateKey());
        forged.setPayload(test.claims(token).toString());
        assertEquals("Could not verify signature for Access Token", account(forged.getCompactSerialization()));
    }

    @Test
    void anUnsignedTokenDoesNotOpenTheOwnAccount() {
        var payload = test.signIn("visitor", "Visitor-pass-1").accessToken().split("\\.")[1];
        var header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        assertEquals("Invalid Access Token", account(header + "." + payload + "."));
    }

    @Test
    void anOldAccessTokenDoesNotOpenTheOwnAccount() {
        try (var own = TestPool.start()) {
            var token = own.signIn("visitor", "Visitor-pass-1").accessToken();
            own.clock.turn(Duration.ofMinutes(16));
            assertEquals(
                    "Access Token has expired",
                    refusal(NotAuthorizedException.class, () -> own.cognito.getUser(r -> r.accessToken(token))));
        }
    }

    @Test
    void theTokenOfADeletedUserOpensNothing() {
        var name = test.newUser();
        var token = test.signIn(name).accessToken();
        test.cognito.adminDeleteUser(r -> r.userPoolId(poolId).username(name));
        test.signUp(name);
        assertEquals(
                "User does not exist.",
                refusal(UserNotFoundException.class, () -> test.cognito.getUser(r -> r.accessToken(token))));
    }

    private static String account(String token) {
        return refusal(NotAuthorizedException.class, () -> test.cognito.getUser(r -> r.accessToken(token)));
    }

    private static void group(String name, Integer precedence, String role) {
        test.cognito.createGroup(
                r -> r.userPoolId(poolId).groupName(name).precedence(precedence).roleArn(role));
    }

    private static void join(String name, String... groups) {
        for (var group : groups) {
            test.cognito.adminAddUserToGroup(
                    r -> r.userPoolId(poolId).username(name).groupName(group));
        }
    }

    private static String header(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8);
    }

    private static Set<String> names(JsonNode claims) {
        var names = new TreeSet<String>();
        claims.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
