package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.Refusals.refusal;
import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.testing.BesideApplications;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;

/** The OAuth endpoints and the sign-in page. */
@BesideApplications
class OAuthTest {

    private static final String CALLBACK = "http://localhost:9229/";
    /** The pair of RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @RegisterExtension
    static final TestPool test = TestPool.start();

    private static final String endpoint = test.pool.endpoint().toString();

    @Test
    void givesAMachineATokenForAllItsScopes() {
        var answer = machine(Map.of("grant_type", "client_credentials"))
                .statusCode(200)
                .header("Content-Type", "application/json;charset=UTF-8")
                .header("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
                .header("Access-Control-Allow-Origin", "*")
                .body(members("token_type", equalTo("Bearer")))
                .body(members("expires_in", equalTo(3600)))
                .body(members("id_token", nullValue()))
                .body(members("refresh_token", nullValue()));
        var claims = test.claims(answer.extract().path("access_token"));
        assertEquals("spaces/read spaces/write", claims.path("scope").asText());
        assertEquals("spacesmachineclient", claims.path("sub").asText());
        assertEquals("spacesmachineclient", claims.path("client_id").asText());
        assertEquals("access", claims.path("token_use").asText());
        assertEquals(2, claims.path("version").asInt());
        assertFalse(claims.has("username"));
        assertFalse(claims.has("cognito:groups"));
    }

    @Test
    void givesAMachineOnlyTheScopeItAsksFor() {
        var token = machine(Map.of("grant_type", "client_credentials", "scope", "spaces/read"))
                .statusCode(200)
                .extract()
                .<String>path("access_token");
        assertEquals("spaces/read", test.claims(token).path("scope").asText());
    }

    @Test
    void takesTheSecretInTheFormToo() {
        token(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "spacesmachineclient",
                        "client_secret",
                        "spaces-machine-secret"))
                .statusCode(200);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "grant_type=client_credentials&scope=spaces/delete, invalid_scope",
        "grant_type=client_credentials&scope=openid, invalid_scope",
        "grant_type=password, unsupported_grant_type",
        "scope=spaces/read, invalid_request",
        "grant_type=authorization_code&code=x&redirect_uri=y, unauthorized_client",
        "grant_type=refresh_token&refresh_token=x, unauthorized_client",
    })
    void refusesAMachineInOAuthsWords(String form, String error) {
        given().auth()
                .preemptive()
                .basic("spacesmachineclient", "spaces-machine-secret")
                .contentType("application/x-www-form-urlencoded")
                .body(form)
                .post(endpoint + "/oauth2/token")
                .then()
                .statusCode(400)
                .body(members("error", equalTo(error)));
    }

    @Test
    void refusesAClientThatCannotProveItself() {
        given().auth()
                .preemptive()
                .basic("spacesmachineclient", "wrong")
                .formParam("grant_type", "client_credentials")
                .post(endpoint + "/oauth2/token")
                .then()
                .statusCode(400)
                .body(members("error", equalTo("invalid_client")));
        token(Map.of("grant_type", "client_credentials", "client_id", "nobody"))
                .statusCode(400)
                .body(members("error", equalTo("invalid_client")));
        token(Map.of("grant_type", "client_credentials", "client_id", "spacesdevclient"))
                .statusCode(400)
                .body(members("error", equalTo("unauthorized_client")));
    }

    @Test
    void givesTokensOnlyToAPostedForm() {
        given().get(endpoint + "/oauth2/token").then().statusCode(405);
        given().contentType("application/json")
                .body("{}")
                .post(endpoint + "/oauth2/token")
                .then()
                .statusCode(400)
                .body(members("error", equalTo("invalid_request")));
    }

    @Test
    void signsInWithACodeAndPkce() {
        var tokens = exchange(code(asked("nonce", "n-1")), VERIFIER)
                .statusCode(200)
                .body(members("refresh_token", notNullValue()))
                .extract();
        var id = test.claims(tokens.path("id_token"));
        var access = test.claims(tokens.path("access_token"));
        assertEquals("visitor", id.path("cognito:username").asText());
        assertEquals("n-1", id.path("nonce").asText());
        assertTrue(id.has("at_hash"));
        assertEquals(2, access.path("version").asInt());
        assertTrue(access.path("scope").asText().contains("spaces/write"));
    }

    @Test
    void redirectsWithTheStateThatCame() {
        assertTrue(submitted(asked("state", "a b&c"), "visitor", "Visitor-pass-1")
                .header("Location")
                .endsWith("&state=a+b%26c"));
    }

    @Test
    void givesNoIdTokenWithoutOpenid() {
        exchange(code(asked("scope", "spaces/read")), VERIFIER).statusCode(200).body(members("id_token", nullValue()));
    }

    @Test
    void showsOnlyTheAddressForTheScopeEmail() {
        var name = test.newUser();
        test.cognito.adminUpdateUserAttributes(r -> r.userPoolId(test.pool.poolId())
                .username(name)
                .userAttributes(a -> a.name("given_name").value("Ann")));
        var code = codeIn(submitted(asked("scope", "openid email"), name, TestPool.PASSWORD));
        var id = test.claims(exchange(code, VERIFIER).extract().path("id_token"));
        assertTrue(id.has("email"));
        assertFalse(id.has("given_name"));
    }

    @Test
    void takesACodeOnce() {
        var code = code(asked());
        exchange(code, VERIFIER).statusCode(200);
        exchange(code, VERIFIER).statusCode(400).body(members("error", equalTo("invalid_grant")));
    }

    @Test
    void refusesACodeWithAnotherVerifierOrNone() {
        exchange(code(asked()), "another").statusCode(400).body(members("error", equalTo("invalid_grant")));
        exchange(code(asked()), "").statusCode(400).body(members("error", equalTo("invalid_grant")));
    }

    /** RFC 9700, 2.1.1: somebody may have taken the challenge out of the request for the code. */
    @Test
    void refusesAVerifierForACodeWithoutAChallenge() {
        var asked = asked();
        asked.keySet().removeAll(List.of("code_challenge", "code_challenge_method"));
        exchange(code(asked), VERIFIER).statusCode(400).body(members("error", equalTo("invalid_grant")));
        var form = new HashMap<>(form(code(asked), VERIFIER));
        form.remove("code_verifier");
        token(form).statusCode(200);
    }

    @Test
    void refusesACodeForAnotherCallback() {
        var form = new HashMap<>(form(code(asked()), VERIFIER));
        form.put("redirect_uri", "http://localhost:1/");
        token(form).statusCode(400).body(members("error_description", equalTo("invalid_redirect")));
    }

    @Test
    void refusesACodeAfterFiveMinutes() {
        try (var own = TestPool.start()) {
            var code = codeIn(given().redirects()
                    .follow(false)
                    .queryParams(asked())
                    .formParam("username", "visitor")
                    .formParam("password", "Visitor-pass-1")
                    .post(own.pool.endpoint() + "/login"));
            own.clock.turn(Duration.ofMinutes(6));
            given().formParams(form(code, VERIFIER))
                    .post(own.pool.endpoint() + "/oauth2/token")
                    .then()
                    .statusCode(400)
                    .body(members("error", equalTo("invalid_grant")));
        }
    }

    @Test
    void refreshesWithoutAnotherRefreshToken() {
        var refresh = exchange(code(asked()), VERIFIER).extract().<String>path("refresh_token");
        var form = Map.of("grant_type", "refresh_token", "client_id", "spacesdevclient", "refresh_token", refresh);
        var access = token(form)
                .statusCode(200)
                .body(members("refresh_token", nullValue()))
                .body(members("id_token", notNullValue()))
                .extract()
                .<String>path("access_token");
        assertEquals(2, test.claims(access).path("version").asInt());
    }

    @Test
    void tellsWhoTheUserIs() {
        userInfo(exchange(code(asked()), VERIFIER).extract().path("access_token"))
                .statusCode(200)
                .body(members("username", equalTo("visitor")))
                .body(members("email", equalTo("visitor@example.com")))
                .body(members("email_verified", equalTo("true")))
                .body(members("sub", notNullValue()));
    }

    @Test
    void tellsNothingToATokenWithoutOpenid() {
        userInfo(test.signIn("visitor", "Visitor-pass-1").accessToken())
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Bearer error=\"invalid_token\""));
    }

    @Test
    void tellsNothingWithoutAToken() {
        given().get(endpoint + "/oauth2/userInfo")
                .then()
                .statusCode(400)
                .header(
                        "WWW-Authenticate",
                        equalTo(
                                "Bearer error=\"invalid_request\", error_description=\"Bad OAuth2 request at UserInfo Endpoint\""));
    }

    @Test
    void revokesARefreshToken() {
        var tokens = exchange(code(asked()), VERIFIER).extract();
        var form = Map.of("client_id", "spacesdevclient", "token", tokens.<String>path("refresh_token"));
        given().formParams(form)
                .post(endpoint + "/oauth2/revoke")
                .then()
                .statusCode(200)
                .body(equalTo(""));
        given().formParams(form)
                .post(endpoint + "/oauth2/revoke")
                .then()
                .statusCode(200)
                .body(equalTo(""));
        token(Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "spacesdevclient",
                        "refresh_token",
                        tokens.<String>path("refresh_token")))
                .statusCode(400)
                .body(members("error", equalTo("invalid_grant")));
        userInfo(tokens.path("access_token")).statusCode(401);
    }

    @Test
    void refusesToRevokeInOAuthsWords() {
        given().formParam("client_id", "spacesdevclient")
                .post(endpoint + "/oauth2/revoke")
                .then()
                .statusCode(400)
                .body(members("error", equalTo("invalid_request")));
        given().formParam("client_id", "nobody")
                .formParam("token", "x")
                .post(endpoint + "/oauth2/revoke")
                .then()
                .statusCode(401)
                .body(members("error", equalTo("invalid_client")));
        given().formParam("client_id", "spacesdevclient")
                .formParam("token", test.signIn("visitor", "Visitor-pass-1").accessToken())
                .post(endpoint + "/oauth2/revoke")
                .then()
                .statusCode(400)
                .body(members("error", equalTo("unsupported_token_type")));
    }

    @Test
    void anAccessTokenForSpacesAloneDoesNotOpenTheOwnAccount() {
        var token = exchange(code(asked("scope", "spaces/read")), VERIFIER)
                .extract()
                .<String>path("access_token");
        assertEquals(
                "Access Token does not have required scopes",
                refusal(NotAuthorizedException.class, () -> test.cognito.getUser(r -> r.accessToken(token))));
    }

    @Test
    void authorizeLeadsToTheSignInPageAndStraightBackOnceSignedIn() {
        var asked = asked("state", "s");
        var page = given().redirects().follow(false).queryParams(asked).get(endpoint + "/oauth2/authorize");
        assertEquals(302, page.statusCode());
        assertTrue(page.header("Location").startsWith("/login?"));
        var cookie = submitted(asked, "visitor", "Visitor-pass-1").detailedCookie("cognito");
        assertTrue(cookie.isHttpOnly());
        var back = given().redirects()
                .follow(false)
                .cookie(cookie)
                .queryParams(asked)
                .get(endpoint + "/oauth2/authorize");
        exchange(codeIn(back), VERIFIER).statusCode(200);
    }

    @Test
    void logoutForgetsTheBrowser() {
        given().redirects()
                .follow(false)
                .queryParam("client_id", "spacesdevclient")
                .queryParam("logout_uri", CALLBACK)
                .get(endpoint + "/logout")
                .then()
                .statusCode(302)
                .header("Location", CALLBACK)
                .header("Set-Cookie", containsString("Max-Age=0"));
        given().redirects()
                .follow(false)
                .queryParam("client_id", "spacesdevclient")
                .queryParam("logout_uri", "https://evil.example/")
                .get(endpoint + "/logout")
                .then()
                .statusCode(400);
    }

    @Test
    void aGlobalSignOutForgetsTheBrowserToo() {
        var name = test.newUser();
        var cookie = submitted(asked(), name, TestPool.PASSWORD).detailedCookie("cognito");
        test.cognito.adminUserGlobalSignOut(
                r -> r.userPoolId(test.pool.poolId()).username(name));
        assertTrue(given().redirects()
                .follow(false)
                .cookie(cookie)
                .queryParams(asked())
                .get(endpoint + "/oauth2/authorize")
                .header("Location")
                .startsWith("/login?"));
    }

    @Test
    void thePageSaysWhatIsWrongAndShowsNoMarkupOfOthers() {
        submitted(asked(), "<b>\"visitor", "Wrong-password-1")
                .then()
                .statusCode(200)
                .body(allOf(containsString("Incorrect username or password."), not(containsString("<b>"))))
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));
    }

    @Test
    void thePageAsksForANewPasswordAfterATemporaryOne() {
        var name = TestPool.newName();
        test.cognito.adminCreateUser(r -> r.userPoolId(test.pool.poolId())
                .username(name)
                .temporaryPassword("Temporary-pass-2")
                .userAttributes(a -> a.name("email").value(name + "@example.com")));
        var page = submitted(asked(), name, "Temporary-pass-2").htmlPath();
        assertEquals("new-password", page.getString("**.find { it.@name == 'new_password' }.@autocomplete"));
        var form = Map.of(
                "challenge",
                page.getString("**.find { it.@name == 'challenge' }.@value"),
                "session",
                page.getString("**.find { it.@name == 'session' }.@value"),
                "username",
                name,
                "new_password",
                "Another-pass-2");
        exchange(
                        codeIn(given().redirects()
                                .follow(false)
                                .queryParams(asked())
                                .formParams(form)
                                .post(endpoint + "/login")),
                        VERIFIER)
                .statusCode(200);
    }

    @Test
    void noForeignWebPageSubmitsTheForm() {
        given().header("Origin", "https://evil.example")
                .queryParams(asked())
                .formParam("username", "visitor")
                .formParam("password", "Visitor-pass-1")
                .post(endpoint + "/login")
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "http://localhost:9229", "http://localhost:9229/?x", ""})
    void sendsTheBrowserToNoOtherAddress(String address) {
        given().redirects()
                .follow(false)
                .queryParams(asked("redirect_uri", address))
                .get(endpoint + "/oauth2/authorize")
                .then()
                .statusCode(302)
                .header("Location", equalTo("/error?error=redirect_mismatch&client_id=spacesdevclient"));
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({
        "response_type, token, unauthorized_client",
        "response_type, id_token, unsupported_response_type",
        "code_challenge_method, plain, invalid_request",
        "scope, spaces/delete, invalid_scope",
    })
    void refusesByRedirection(String name, String value, String error) {
        given().redirects()
                .follow(false)
                .queryParams(asked(name, value))
                .get(endpoint + "/oauth2/authorize")
                .then()
                .statusCode(302)
                .header("Location", equalTo(CALLBACK + "?error=" + error));
    }

    @Test
    void discoveryTellsOfExactlyWhatIsThere() {
        given().get(test.pool.issuer() + "/.well-known/openid-configuration")
                .then()
                .statusCode(200)
                .body(members("issuer", equalTo(test.pool.issuer())))
                .body(members("jwks_uri", equalTo(test.pool.issuer() + "/.well-known/jwks.json")))
                .body(members("response_types_supported", equalTo(List.of("code", "token"))))
                .body(members(
                        "token_endpoint_auth_methods_supported",
                        hasItems("client_secret_basic", "client_secret_post")));
        for (var name : new String[] {
            "authorization_endpoint",
            "token_endpoint",
            "userinfo_endpoint",
            "revocation_endpoint",
            "end_session_endpoint",
            "jwks_uri"
        }) {
            var address = given().get(test.pool.issuer() + "/.well-known/openid-configuration")
                    .<String>path(name);
            assertFalse(given().get(address).statusCode() == 404, address);
        }
    }

    private static Map<String, String> asked(String... more) {
        var asked = new HashMap<>(Map.of(
                "client_id",
                "spacesdevclient",
                "redirect_uri",
                CALLBACK,
                "response_type",
                "code",
                "code_challenge",
                CHALLENGE,
                "code_challenge_method",
                "S256"));
        for (int i = 0; i < more.length; i += 2) {
            asked.put(more[i], more[i + 1]);
        }
        return asked;
    }

    private static Response submitted(Map<String, String> asked, String name, String password) {
        return given().redirects()
                .follow(false)
                .queryParams(asked)
                .formParam("username", name)
                .formParam("password", password)
                .post(endpoint + "/login");
    }

    private static String code(Map<String, String> asked) {
        return codeIn(submitted(asked, "visitor", "Visitor-pass-1"));
    }

    private static String codeIn(Response response) {
        assertEquals(302, response.statusCode(), response.asString());
        return URI.create(response.header("Location")).getQuery().replaceAll(".*code=([^&]+).*", "$1");
    }

    private static Map<String, String> form(String code, String verifier) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "spacesdevclient",
                "redirect_uri",
                CALLBACK,
                "code",
                code,
                "code_verifier",
                verifier);
    }

    private static ValidatableResponse exchange(String code, String verifier) {
        return token(form(code, verifier));
    }

    private static ValidatableResponse token(Map<String, String> form) {
        return given().formParams(form).post(endpoint + "/oauth2/token").then();
    }

    private static ValidatableResponse machine(Map<String, String> form) {
        return given().auth()
                .preemptive()
                .basic("spacesmachineclient", "spaces-machine-secret")
                .formParams(form)
                .post(endpoint + "/oauth2/token")
                .then();
    }

    private static ValidatableResponse userInfo(String token) {
        return given().auth().oauth2(token).get(endpoint + "/oauth2/userInfo").then();
    }
}
