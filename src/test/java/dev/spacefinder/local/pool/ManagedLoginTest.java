package dev.spacefinder.local.pool;

import static dev.spacefinder.local.pool.TestPool.PASSWORD;
import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.pool.secrets.Totp;
import dev.spacefinder.testing.BesideApplications;
import io.restassured.response.ValidatableResponse;

/**
 * The pages of the managed login, as the developer guide's "Managed login endpoints reference" lists them: forms over
 * plain HTTP, without script.
 */
@BesideApplications
class ManagedLoginTest {

    private static final Map<String, String> ASKED = Map.of(
            "client_id", "spacesdevclient",
            "redirect_uri", "http://localhost:9229/",
            "response_type", "code",
            "scope", "openid email",
            "state", "a b&c",
            "nonce", "n-1");

    @RegisterExtension
    static final TestPool test = TestPool.start();

    @TempDir
    Path folder;

    private final PlainBrowser browser = new PlainBrowser(test.pool.endpoint());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login",
                "/signup",
                "/confirmUser",
                "/confirm",
                "/resendcode",
                "/forgotPassword",
                "/confirmforgotPassword"
            })
    void eachPageIsAFormWithoutScriptThatOnlyItsOwnServerStyles(String path) {
        browser.open(path, ASKED)
                .page()
                .then()
                .statusCode(200)
                .contentType("text/html;charset=UTF-8")
                .header(
                        "Content-Security-Policy",
                        equalTo("default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
                                + "frame-ancestors 'none'; form-action 'self' http://localhost:9229"))
                .header("Referrer-Policy", "same-origin")
                .header("Cache-Control", "no-store")
                .header("X-Frame-Options", "DENY")
                .header("X-Content-Type-Options", "nosniff")
                .body(allOf(
                        containsString("<form method=\"post\""),
                        not(containsString("<script")),
                        not(containsString("style="))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/login", "/signup", "/confirmUser", "/resendcode", "/forgotPassword", "/confirmforgotPassword"})
    void eachPageHandsTheParametersToTheNext(String path) {
        var links = browser.open(path, ASKED).links().stream()
                .filter(link -> !link.equals("/"))
                .toList();
        assertFalse(links.isEmpty());
        for (var link : links) {
            for (var parameter : List.of("state=a+b%26c", "nonce=n-1", "scope=openid+email", "response_type=code")) {
                assertTrue(link.contains(parameter), link);
            }
            assertEquals(
                    200,
                    given().urlEncodingEnabled(false)
                            .get(test.pool.endpoint().resolve(link))
                            .statusCode());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/login, username, username",
        "/login, password, current-password",
        "/signup, username, username",
        "/signup, email, email",
        "/signup, new_password, new-password",
        "/confirmUser, code, one-time-code",
        "/confirmforgotPassword, username, username",
        "/confirmforgotPassword, new_password, new-password",
    })
    void tellsPasswordManagersWhatEachFieldIs(String path, String field, String autocomplete) {
        assertEquals(autocomplete, browser.open(path, ASKED).attribute(field, "autocomplete"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login/theme.css", "/login/style.css"})
    void servesItsStyleSheets(String path) {
        given().get(test.pool.endpoint() + path)
                .then()
                .statusCode(200)
                .contentType("text/css;charset=UTF-8")
                .header("X-Content-Type-Options", "nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login/Login.class", "/login/../Login.class", "/login/"})
    void servesNothingElseBesideThem(String path) {
        given().urlEncodingEnabled(false)
                .get(test.pool.endpoint() + path)
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/confirmUser", "/resendcode", "/forgotPassword", "/confirmforgotPassword"})
    void showsTheUserNameOfTheAddressWithoutItsMarkup(String path) {
        var name = "\"><b>'&";
        browser.open(path, asked("login_hint", name));
        assertEquals(name, browser.attribute("username", "value"));
        browser.page().then().body(not(containsString("<b>")));
    }

    @Test
    void signsUpConfirmsAndSignsInAndEndsWhereTheClientAsked() {
        var name = TestPool.newName();
        browser.open("/login", ASKED).click("Create an account");
        browser.send(Map.of("username", name, "email", name + "@example.com", "new_password", PASSWORD));
        assertEquals("/confirmUser", browser.path());
        assertEquals("A code was sent to u***@e***.", browser.note());
        browser.send(Map.of("code", test.lastCode(name)));
        assertEquals("/login", browser.path());
        assertEquals("Your account is confirmed. Sign in.", browser.note());
        assertEquals(name, browser.attribute("username", "value"));
        browser.send(Map.of("password", PASSWORD));
        assertTrue(browser.page().header("Location").startsWith("http://localhost:9229/?code="));
        assertTrue(browser.page().header("Location").endsWith("&state=a+b%26c"));
        var id = test.claims(
                exchange(test, browser.code()).statusCode(200).extract().path("id_token"));
        assertEquals(name, id.path("cognito:username").asText());
        assertEquals("n-1", id.path("nonce").asText());
    }

    @Test
    void saysANoticeOnce() {
        var name = TestPool.newName();
        browser.open("/signup", ASKED)
                .send(Map.of("username", name, "email", name + "@example.com", "new_password", PASSWORD));
        assertEquals("", browser.open("/confirmUser", ASKED).note());
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "new_password, short, Password did not conform with policy: Password not long enough",
        "new_password, 'with space-Aa1', 'The new password is missing, is too long or has characters that it cannot have.'",
        "username, visitor, User already exists",
        "username, '', 'The username is missing, is too long or has characters that it cannot have.'",
        "username, 'a b', 'The username is missing, is too long or has characters that it cannot have.'",
        "email, nobody, Invalid email address format.",
    })
    void refusesASignUpAndKeepsWhatWasTypedButThePassword(String field, String value, String problem) {
        var name = TestPool.newName();
        var typed = new HashMap<>(Map.of("username", name, "email", name + "@example.com", "new_password", PASSWORD));
        typed.put(field, value);
        browser.open("/signup", ASKED).send(typed);
        assertEquals("/signup", browser.path());
        assertEquals(problem, browser.note());
        assertEquals(typed.get("email"), browser.attribute("email", "value"));
        browser.page().then().body(not(containsString(typed.get("new_password"))));
    }

    @Test
    void offersNoSignUpWhereThePoolHasNone() {
        var template = LocalTemplate.read(LocalTemplate.FILE, "SelfSignUp=false");
        try (var own = TestPool.start(settings -> TestPool.with(settings, template))) {
            var page = new PlainBrowser(own.pool.endpoint()).open("/login", ASKED);
            assertFalse(page.links().stream().anyMatch(link -> link.startsWith("/signup")));
            page.open("/signup", ASKED)
                    .send(Map.of("username", "ada", "email", "ada@example.com", "new_password", PASSWORD));
            assertEquals("SignUp is not permitted for this user pool", page.note());
        }
    }

    @Test
    void asksForTheAddressAloneWhereItIsTheUserName() {
        try (var own = TestPool.startWith(folder, "AliasAttributes: [email]", "UsernameAttributes: [email]")) {
            var page = new PlainBrowser(own.pool.endpoint()).open("/signup", ASKED);
            assertEquals(
                    List.of("username", "new_password"),
                    List.copyOf(page.fields().keySet()));
            page.send(Map.of("username", "ada@example.com", "new_password", PASSWORD));
            var code = own.messages.get(own.messages.size() - 1).code();
            page.send(Map.of("code", code)).send(Map.of("password", PASSWORD));
            exchange(own, page.code()).statusCode(200);
        }
    }

    @Test
    void leadsAnUnconfirmedUserToTheCode() {
        var name = TestPool.newName();
        test.signUp(name);
        signIn(name, PASSWORD);
        assertEquals("/confirmUser", browser.path());
        assertEquals("Confirm your account first.", browser.note());
        browser.send(Map.of("code", test.lastCode(name)));
        assertEquals("/login", browser.path());
    }

    @Test
    void takesACodeWithSpaces() {
        var name = TestPool.newName();
        test.signUp(name);
        var code = test.lastCode(name);
        browser.open("/confirm", ASKED)
                .send(Map.of("username", name, "code", code.substring(0, 3) + " " + code.substring(3) + " "));
        assertEquals("/login", browser.path());
    }

    @Test
    void refusesAWrongConfirmationCode() {
        var name = TestPool.newName();
        test.signUp(name);
        browser.open("/confirmUser", ASKED).send(Map.of("username", name, "code", wrong(test.lastCode(name))));
        assertEquals("/confirmUser", browser.path());
        assertEquals("Invalid verification code provided, please try again.", browser.note());
        assertEquals(name, browser.attribute("username", "value"));
    }

    @Test
    void sendsAnotherConfirmationCode() {
        var name = TestPool.newName();
        test.signUp(name);
        signIn(name, PASSWORD).click("Send another code").send(Map.of());
        assertEquals("/confirmUser", browser.path());
        assertEquals("A code was sent to u***@e***.", browser.note());
        browser.send(Map.of("code", test.lastCode(name)));
        assertEquals("/login", browser.path());
    }

    @Test
    void refusesAnotherCodeForAConfirmedUser() {
        browser.open("/resendcode", ASKED).send(Map.of("username", "visitor"));
        assertEquals("User is already confirmed.", browser.note());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/resendcode", "/forgotPassword"})
    void pretendsToSendACodeToSomebodyWhoDoesNotExist(String path) {
        browser.open(path, ASKED).send(Map.of("username", "nobody-at-all"));
        assertTrue(browser.note().matches("A code was sent to [a-z]\\*\\*\\*@[a-z]\\*\\*\\*\\."), browser.note());
    }

    @Test
    void setsAForgottenPassword() {
        var name = test.newUser();
        browser.open("/login", asked("login_hint", name))
                .click("Forgot your password?")
                .send(Map.of());
        assertEquals("/confirmforgotPassword", browser.path());
        assertEquals("A code was sent to u***@e***.", browser.note());
        browser.send(Map.of("code", test.lastCode(name), "new_password", "Another-pass-2"));
        assertEquals("/login", browser.path());
        assertEquals("Your password is set. Sign in with it.", browser.note());
        browser.send(Map.of("password", "Another-pass-2"));
        exchange(test, browser.code()).statusCode(200);
    }

    @Test
    void refusesAForgottenPasswordsWrongCodeOrWeakSuccessor() {
        var name = test.newUser();
        browser.open("/forgotPassword", ASKED).send(Map.of("username", name));
        browser.send(Map.of("code", wrong(test.lastCode(name)), "new_password", "Another-pass-2"));
        assertEquals("Invalid verification code provided, please try again.", browser.note());
        browser.send(Map.of("code", test.lastCode(name), "new_password", "short"));
        assertEquals("Password does not conform to policy: Password not long enough", browser.note());
        browser.send(Map.of("code", test.lastCode(name), "new_password", "Another-pass-2"));
        assertEquals("/login", browser.path());
    }

    @Test
    void leadsAUserWhosePasswordWasResetToTheCode() {
        var name = test.newUser();
        test.cognito.adminResetUserPassword(
                r -> r.userPoolId(test.pool.poolId()).username(name));
        signIn(name, PASSWORD);
        assertEquals("/confirmforgotPassword", browser.path());
        browser.send(Map.of("code", test.lastCode(name), "new_password", "Another-pass-2"));
        assertEquals("/login", browser.path());
    }

    @Test
    void refusesAWrongPassword() {
        signIn("visitor", "Wrong-password-1");
        assertEquals("/login", browser.path());
        assertEquals("Incorrect username or password.", browser.note());
        assertEquals("visitor", browser.attribute("username", "value"));
        browser.page()
                .then()
                .body(containsString("<title>Error: Sign in – Space Finder</title>"))
                .body(not(containsString("Wrong-password-1")));
    }

    @Test
    void locksAUserOutAfterFiveWrongPasswords() {
        var name = test.newUser();
        for (int i = 0; i < 5; i++) {
            signIn(name, "Wrong-password-1");
        }
        signIn(name, PASSWORD);
        assertEquals("Password attempts exceeded", browser.note());
    }

    @Test
    void asksForAPasswordOfOnesOwnUntilItIsAGoodOne() {
        var name = invited();
        signIn(name, "Temporary-pass-2");
        assertEquals("Choose a new password", browser.title());
        assertEquals("username", browser.attribute("username", "autocomplete"));
        browser.send(Map.of("new_password", "short"));
        assertEquals("Password does not conform to policy: Password not long enough", browser.note());
        browser.send(Map.of("new_password", "Another-pass-2"));
        exchange(test, browser.code()).statusCode(200);
    }

    @Test
    void asksWithTheNewPasswordForAnAttributeThatIsRequiredSince() {
        var state = folder.resolve("state");
        try (var own = TestPool.start(settings -> settings.withState(state))) {
            own.cognito.adminCreateUser(r -> r.userPoolId(own.pool.poolId())
                    .username("ada")
                    .temporaryPassword("Temporary-pass-2")
                    .userAttributes(a -> a.name("email").value("ada@example.com")));
        }
        var template = LocalTemplate.read(
                TestPool.changedTemplate(
                        folder,
                        "        - Name: email\n",
                        "        - Name: given_name\n          Required: true\n        - Name: email\n"),
                "");
        try (var own = TestPool.start(settings -> TestPool.with(settings.withState(state), template))) {
            var page = new PlainBrowser(own.pool.endpoint())
                    .open("/login", ASKED)
                    .send(Map.of("username", "ada", "password", "Temporary-pass-2"));
            assertEquals("given-name", page.attribute("given_name", "autocomplete"));
            page.send(Map.of("new_password", "short", "given_name", "Ada"));
            assertEquals("Ada", page.attribute("given_name", "value"));
            page.send(Map.of("new_password", "Another-pass-2"));
            exchange(own, page.code()).statusCode(200);
        }
    }

    @Test
    void beginsAnewWhenTheSessionOfAChallengeIsOver() {
        var name = invited();
        signIn(name, "Temporary-pass-2");
        test.clock.turn(Duration.ofMinutes(4));
        browser.send(Map.of("new_password", "Another-pass-2"));
        assertEquals("Invalid session for the user, session is expired.", browser.note());
        assertEquals("Sign in", browser.title());
        assertEquals("current-password", browser.attribute("password", "autocomplete"));
    }

    @ParameterizedTest
    @CsvSource({
        "NEW_PASSWORD_REQUIRED, Invalid session provided",
        "SOFTWARE_TOKEN_MFA, Invalid session for the user.",
        "MFA_SETUP, Invalid session for the user.",
        "PASSWORD_VERIFIER, The form is not one of this pool's.",
        "anything, The form is not one of this pool's.",
    })
    void beginsAnewWhenTheSessionOfAChallengeIsForged(String challenge, String problem) {
        given().queryParams(ASKED)
                .formParams(Map.of(
                        "challenge",
                        challenge,
                        "session",
                        "forged",
                        "username",
                        "visitor",
                        "new_password",
                        PASSWORD,
                        "code",
                        "123456"))
                .post(test.pool.endpoint() + "/login")
                .then()
                .statusCode(200)
                .body(allOf(containsString("current-password"), containsString(problem.replace("'", "&#39;"))));
    }

    @Test
    void asksForTheCodeOfAnAuthenticatorAppAndForAnotherAfterAWrongOne() {
        var name = test.newUser();
        var secret = enrolled(name);
        test.clock.turn(Duration.ofSeconds(30));
        signIn(name, PASSWORD);
        assertEquals("Enter the code", browser.title());
        assertEquals("one-time-code", browser.attribute("code", "autocomplete"));
        browser.send(Map.of("code", wrong(totp(test, secret))));
        assertEquals("Invalid code received for user", browser.note());
        browser.send(Map.of("code", totp(test, secret)));
        exchange(test, browser.code()).statusCode(200);
    }

    @Test
    void setsAnAuthenticatorAppUpWhereThePoolDemandsOne() {
        var template = LocalTemplate.read(LocalTemplate.FILE, "Mfa=ON");
        try (var own = TestPool.start(settings -> TestPool.with(settings, template))) {
            var page = new PlainBrowser(own.pool.endpoint())
                    .open("/login", ASKED)
                    .send(Map.of("username", "visitor", "password", "Visitor-pass-1"));
            assertEquals("Set up an authenticator app", page.title());
            page.page().then().body(containsString("<svg class=\"qr\" viewBox="));
            var secret = page.secret();
            page.send(Map.of("code", wrong(totp(own, secret))));
            assertEquals("Code mismatch", page.note());
            assertEquals(secret, page.secret());
            page.send(Map.of("code", totp(own, secret)));
            exchange(own, page.code()).statusCode(200);

            own.clock.turn(Duration.ofSeconds(30));
            page.open("/login", ASKED).send(Map.of("username", "visitor", "password", "Visitor-pass-1"));
            assertEquals("Enter the code", page.title());
        }
    }

    @Test
    void givesACodeToABrowserThatSignedIn() {
        var name = test.newUser();
        signIn(name, PASSWORD);
        exchange(test, browser.open("/oauth2/authorize", ASKED).code()).statusCode(200);
    }

    @Test
    void asksAgainAfterAnHour() {
        signIn("visitor", "Visitor-pass-1");
        test.clock.turn(Duration.ofMinutes(61));
        assertEquals("/login", browser.open("/oauth2/authorize", ASKED).path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "Zm9yZ2VkIGNvb2tpZQ==", "%"})
    void givesNothingForAForgedCookie(String value) {
        given().redirects()
                .follow(false)
                .header("Cookie", "cognito=" + value)
                .queryParams(ASKED)
                .get(test.pool.endpoint() + "/oauth2/authorize")
                .then()
                .statusCode(302)
                .header("Location", startsWith("/login?"));
    }

    @Test
    void givesANewUserNothingForTheOldCookieOfTheirName() {
        var name = test.newUser();
        signIn(name, PASSWORD);
        madeAgain(name);
        assertEquals("/login", browser.open("/oauth2/authorize", ASKED).path());
    }

    @Test
    void givesANewUserNothingForTheOldCodeOfTheirName() {
        var name = test.newUser();
        var code = signIn(name, PASSWORD).code();
        madeAgain(name);
        exchange(test, code).statusCode(400).body(members("error", equalTo("invalid_grant")));
    }

    @Test
    void givesNothingForACodeOnceTheUserIsSignedOutEverywhere() {
        var name = test.newUser();
        var code = signIn(name, PASSWORD).code();
        test.cognito.adminUserGlobalSignOut(
                r -> r.userPoolId(test.pool.poolId()).username(name));
        exchange(test, code).statusCode(400).body(members("error", equalTo("invalid_grant")));
    }

    @Test
    void givesNoCodeForACookieToAUserWhoMustChangeThePassword() {
        var name = test.newUser();
        signIn(name, PASSWORD);
        test.cognito.adminSetUserPassword(
                r -> r.userPoolId(test.pool.poolId()).username(name).password("Temporary-pass-2"));
        assertEquals("/login", browser.open("/oauth2/authorize", ASKED).path());
    }

    @Test
    void givesNoCodeForACookieToAUserWhosePasswordWasReset() {
        var name = test.newUser();
        signIn(name, PASSWORD);
        test.cognito.adminResetUserPassword(
                r -> r.userPoolId(test.pool.poolId()).username(name));
        assertEquals("/login", browser.open("/oauth2/authorize", ASKED).path());
    }

    @Test
    void logsOutToTheSignInPage() {
        signIn("visitor", "Visitor-pass-1");
        browser.open("/logout", ASKED);
        assertEquals("/login", browser.path());
        assertEquals("/login", browser.open("/oauth2/authorize", ASKED).path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/login", "/signup", "/confirmUser", "/resendcode", "/forgotPassword", "/confirmforgotPassword"})
    void takesNoFormOfAForeignPage(String path) {
        for (var origin : List.of("https://evil.example", "null", "http://localhost:1")) {
            given().header("Origin", origin)
                    .queryParams(ASKED)
                    .formParam("username", "visitor")
                    .post(test.pool.endpoint() + path)
                    .then()
                    .statusCode(400)
                    .body(containsString("Only the pool&#39;s own page can send this form."));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/login", "/signup", "/confirmUser", "/resendcode", "/forgotPassword", "/confirmforgotPassword"})
    void showsTheFormAgainIfNothingIsInIt(String path) {
        given().queryParams(ASKED)
                .contentType("application/x-www-form-urlencoded")
                .post(test.pool.endpoint() + path)
                .then()
                .statusCode(200)
                .body(containsString("role=\"alert\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/authorize", "/login", "/signup", "/forgotPassword"})
    void saysWhichAddressesAClientHasInsteadOfSendingTheBrowserThere(String path) {
        browser.open(path, asked("redirect_uri", "https://evil.example/"));
        assertEquals("/error", browser.path());
        assertTrue(browser.note().startsWith("redirect_mismatch: the client spacesdevclient"), browser.note());
        browser.page().then().statusCode(400).header("Content-Security-Policy", containsString("form-action 'none'"));
    }

    @Test
    void saysThatThereIsNoSuchClient() {
        browser.open("/login", asked("client_id", "<b>"));
        browser.page()
                .then()
                .statusCode(400)
                .body(allOf(containsString("There is no client"), not(containsString("<b>"))));
    }

    private PlainBrowser signIn(String name, String password) {
        return browser.open("/login", ASKED).send(Map.of("username", name, "password", password));
    }

    private static Map<String, String> asked(String name, String value) {
        var asked = new HashMap<>(ASKED);
        asked.put(name, value);
        return asked;
    }

    private static String invited() {
        var name = TestPool.newName();
        test.cognito.adminCreateUser(r -> r.userPoolId(test.pool.poolId())
                .username(name)
                .temporaryPassword("Temporary-pass-2")
                .userAttributes(a -> a.name("email").value(name + "@example.com")));
        return name;
    }

    private static void madeAgain(String name) {
        test.cognito.adminDeleteUser(r -> r.userPoolId(test.pool.poolId()).username(name));
        test.signUp(name);
        test.cognito.adminConfirmSignUp(r -> r.userPoolId(test.pool.poolId()).username(name));
    }

    /** The secret of a user's authenticator app. */
    private static String enrolled(String name) {
        var access = test.signIn(name).accessToken();
        var secret =
                test.cognito.associateSoftwareToken(r -> r.accessToken(access)).secretCode();
        test.cognito.verifySoftwareToken(r -> r.accessToken(access).userCode(totp(test, secret)));
        test.cognito.setUserMFAPreference(r -> r.accessToken(access).softwareTokenMfaSettings(s -> s.enabled(true)));
        return secret;
    }

    private static String totp(TestPool pool, String secret) {
        return Totp.code(new Base32().decode(secret), pool.clock.instant());
    }

    /** A code that is not the right one, nor one of its neighbours' but for one chance in 300,000. */
    private static String wrong(String right) {
        return right.equals("000000") ? "000001" : "000000";
    }

    private static ValidatableResponse exchange(TestPool pool, String code) {
        return given().formParams(Map.of(
                        "grant_type", "authorization_code",
                        "client_id", "spacesdevclient",
                        "redirect_uri", "http://localhost:9229/",
                        "code", code))
                .post(pool.pool.endpoint() + "/oauth2/token")
                .then();
    }
}
