package dev.spacefinder.local.playground;

import static dev.spacefinder.testing.JsonBody.members;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.ExpectedConditions;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.pool.login.QrCode;
import dev.spacefinder.local.pool.secrets.Totp;
import dev.spacefinder.testing.SigningKey;
import dev.spacefinder.testing.TestClock;
import dev.spacefinder.testing.Token;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/** The playground in a real browser, against the API and the local user pool. */
@QuarkusTest
@WithTestResource(PlaygroundServer.class)
class PlaygroundTest {

    private static final String PASSWORD = "Newcomer-pass-1";
    private static final By GENUINE = By.cssSelector("article[data-kind=access] .badge.good");

    private final String newcomer = "newcomer-" + UUID.randomUUID().toString().substring(0, 8);
    private static Browser browser;

    @BeforeEach
    void open() {
        if (browser == null) {
            browser = Browser.start("--host-resolver-rules=MAP localhost:" + PlaygroundServer.SWAGGER_UI_PORT
                    + " localhost:" + RestAssured.port);
        }
        browser.renew();
        browser.open(page());
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static String page() {
        return PlaygroundServer.pool.endpoint() + "/";
    }

    @Test
    void walksFromSignUpToARefusalAndAsAnAdminToADeletedSpace() {
        signUp();
        browser.type("sign-in", "password", PASSWORD);
        browser.click("sign-in", "Sign in");
        browser.awaitText("whoami", newcomer);
        browser.await(GENUINE);
        browser.photograph("tokens", "playground-tokens");

        choose("GET", "/hello");
        assertEquals("200", send(), () -> browser.text("response"));
        assertTrue(browser.text("answer-body").contains("Hello, " + newcomer));
        choose("POST", "/spaces");
        browser.type("request", "body", "{\"name\": \"Reading room\", \"location\": \"Lisbon\"}");
        assertEquals("201", send());
        choose("DELETE", "/spaces/{id}");
        assertEquals("403", send());
        browser.awaitText("response", "missing_role");
        browser.appear(1280, 1250, "light");
        browser.photograph("call", "playground-call");
        browser.appear(1280, 900, "light");

        browser.type("search-users", "text", newcomer);
        browser.click("search-users", "Search");
        browser.click("admin", newcomer);
        browser.click("admin", "Add " + newcomer + " to admins");
        browser.awaitText("admin-outcome", "joined admins");
        signIn(newcomer, PASSWORD);
        browser.awaitText("whoami", "(admins)");
        choose("DELETE", "/spaces/{id}");
        assertEquals("204", send());
        assertCalledNobodyElse();
        assertEquals(
                "",
                browser.complaints()
                        .lines()
                        .filter(line -> !line.contains("status of 40"))
                        .findAny()
                        .orElse(""));
    }

    @Test
    void asksForAPasswordOfOnesOwnAfterTheAdministrators() {
        browser.type("create-user", "username", newcomer);
        browser.type("create-user", "email", newcomer + "@example.com");
        browser.click("create-user", "Create");
        browser.awaitText("admin-outcome", newcomer);
        browser.until(
                ExpectedConditions.textToBePresentInElementLocated(By.cssSelector("#messages .newest"), newcomer));
        browser.click(By.cssSelector("#messages .newest .code"));

        browser.click("sign-in", "Sign in");
        browser.type("new-password", "password", PASSWORD);
        browser.click("new-password", "Set it and sign in");

        browser.awaitText("whoami", newcomer);
        signIn(newcomer, PASSWORD);
        browser.awaitText("account-outcome", "Signed in as " + newcomer);
    }

    @Test
    void setsAForgottenPassword() {
        browser.click("account-tabs", "Forgotten password");
        browser.type("forgot", "username", "visitor");
        browser.click("forgot", "Send a code");
        browser.awaitText("account-outcome", "in the mail box");
        browser.click(By.cssSelector("#messages .newest .code"));
        browser.type("reset", "password", "Visitor-pass-1");
        browser.click("reset", "Set the new password");
        browser.awaitText("account-outcome", "The new password is set.");

        signIn("visitor", "Visitor-pass-1");
        browser.awaitText("whoami", "visitor");
    }

    @Test
    void saysInWordsWhyASignInIsRefused() {
        signIn("visitor", "Wrong-password-1");
        browser.awaitText("account-outcome", "The name or the password is wrong.");
        assertTrue(browser.text("account-outcome").contains("NotAuthorizedException"));
        assertTrue(browser.text("whoami").contains("Not signed in"));
    }

    @Test
    void leadsFromAnUnconfirmedSignInToTheCode() {
        signUpUnconfirmed();
        signIn(newcomer, PASSWORD);
        browser.awaitText("account-outcome", "User is not confirmed.");
        assertEquals(
                newcomer,
                browser.await(By.cssSelector("#confirm [name=username]")).getDomProperty("value"));
    }

    @Test
    void setsAnAuthenticatorAppUpAsksForItsCodesAndTurnsThemOff() {
        var clock = Clock.systemUTC();
        signUp();
        signIn(newcomer, PASSWORD);
        browser.awaitText("account-outcome", "Signed in as " + newcomer);
        browser.click("account-tabs", "Authenticator app");
        browser.click("authenticator", "Set up an app");
        var secret = secret("authenticator-set-up");
        var drawn = browser.await(By.cssSelector("#authenticator-set-up svg.qr path:last-child"));
        var keyUri = "otpauth://totp/Space%20Finder:" + newcomer + "?secret=" + secret + "&issuer=Space%20Finder";
        assertTrue(QrCode.svg(keyUri, "").contains(drawn.getDomAttribute("d")), "The QR code says something else.");
        code("authenticator-set-up", oldCode(secret, clock), "Turn the codes on");
        browser.awaitText("account-outcome", "The code is not of this secret");
        var first = currentCode(secret, clock);
        code("authenticator-set-up", first, "Turn the codes on");
        browser.awaitText("account-outcome", "The authenticator app is set up.");

        signIn(newcomer, PASSWORD);
        browser.awaitText("account-outcome", "Enter the code of your authenticator app.");
        browser.click("sign-in-code", "Cancel");
        browser.click(By.cssSelector("#sign-in [value=password]"));
        signIn(newcomer, PASSWORD);
        browser.awaitText("account-outcome", "Enter the code of your authenticator app.");
        code("sign-in-code", oldCode(secret, clock), "Send the code");
        browser.awaitText("account-outcome", "The authenticator app shows another code");
        code("sign-in-code", first, "Send the code");
        browser.awaitText("account-outcome", "Each code is good once");
        code("sign-in-code", nextCode(secret, clock), "Send the code");
        browser.awaitText("account-outcome", "Signed in as " + newcomer);

        browser.click("account-tabs", "Authenticator app");
        browser.click("authenticator", "Turn the codes off");
        browser.awaitText("account-outcome", "The codes are turned off.");
        signIn(newcomer, PASSWORD);
        browser.awaitText("account-outcome", "Signed in as " + newcomer);
        assertCalledNobodyElse();
    }

    @ParameterizedTest
    @CsvSource({"1280,light", "360,dark"})
    void setsAnAuthenticatorAppUpAtSignInWhereThePoolDemandsIt(int width, String scheme) {
        var clock = TestClock.running();
        var template = LocalTemplate.read(LocalTemplate.FILE, "Mfa=ON");
        try (var strict = PlaygroundServer.startPool(PlaygroundServer::api, template, clock)) {
            browser.appear(width, 900, scheme);
            browser.open(strict.endpoint() + "/");
            browser.click("ready-users", "visitor");
            browser.awaitText("account-outcome", "Set up an authenticator app.");
            var secret = secret("sign-in-set-up");
            browser.assertMeetsWcagAndFitsTheScreen();
            code("sign-in-set-up", oldCode(secret, clock), "Set it up and sign in");
            browser.awaitText("account-outcome", "The code is not of this secret");
            code("sign-in-set-up", currentCode(secret, clock), "Set it up and sign in");
            browser.awaitText("account-outcome", "Signed in as visitor");

            signIn("visitor", "Visitor-pass-1");
            browser.awaitText("account-outcome", "Enter the code of your authenticator app.");
            browser.assertMeetsWcagAndFitsTheScreen();
            clock.turn(Duration.ofMinutes(10));
            code("sign-in-code", currentCode(secret, clock), "Send the code");
            browser.awaitText("account-outcome", "Too much time went by");
            signIn("visitor", "Visitor-pass-1");
            browser.awaitText("account-outcome", "Enter the code of your authenticator app.");
            code("sign-in-code", currentCode(secret, clock), "Send the code");
            browser.awaitText("account-outcome", "Signed in as visitor");

            browser.click("account-tabs", "Authenticator app");
            browser.click("authenticator", "Set up an app");
            secret("authenticator-set-up");
            browser.assertMeetsWcagAndFitsTheScreen();
        }
    }

    @Test
    void refreshesTheTokensUntilItSignsOut() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        var first = kept("id");
        var refresh = kept("refresh");
        browser.click("whoami", "Refresh");
        browser.awaitText("session-outcome", "Fresh tokens.");
        var second = kept("id");
        assertNotEquals(first, second);

        browser.click("whoami", "Sign out");
        browser.awaitText("whoami", "Not signed in");
        restore(second, refresh);
        browser.click("whoami", "Refresh");
        browser.awaitText("session-outcome", "The session is over");
    }

    @Test
    void signsOutEverywhere() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        browser.click("whoami", "Sign out everywhere");
        browser.awaitText("whoami", "Not signed in");
        browser.awaitText("session-outcome", "Signed out everywhere.");
    }

    @Test
    void signsInWithThePasswordFlowToo() {
        browser.click(By.cssSelector("#sign-in [value=password]"));
        signIn("visitor", "Visitor-pass-1");
        browser.awaitText("whoami", "visitor");
    }

    @Test
    void seesThatATokenWasChanged() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        var parts = kept("access").split("\\.");
        restore(kept("id"), kept("refresh"), parts[0] + "." + kept("id").split("\\.")[1] + "." + parts[2]);
        browser.until(ExpectedConditions.textToBe(
                By.cssSelector("article[data-kind=access] .badge:not(.time)"), "Signature wrong"));
    }

    @Test
    void explainsWhatTheApiSaysAboutATokenChangedByHand() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        choose("GET", "/me");
        var field = browser.driver.findElement(By.name("authorization"));
        field.sendKeys(
                Keys.chord(Keys.CONTROL, Keys.END), Keys.BACK_SPACE, Keys.BACK_SPACE, Keys.BACK_SPACE, Keys.BACK_SPACE);
        assertEquals("401", send());
        browser.awaitText("response", "signature does not fit");
        assertEquals(
                "hand",
                browser.driver
                        .findElement(By.cssSelector("[name=token]:checked"))
                        .getDomProperty("value"));
    }

    @Test
    void callsWithoutAToken() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        choose("GET", "/me");
        browser.click(By.cssSelector("[name=token][value=none]"));
        assertEquals("401", send());
        browser.awaitText("response", "missing_token");
    }

    @Test
    void mayCallNoOtherHost() {
        var refused = browser.driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
                fetch('https://example.com/').catch(() => {});
                """);
        assertEquals("connect-src", refused);
    }

    @Test
    void sendsTheDocumentsExampleAsItStands() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        choose("POST", "/spaces");
        assertEquals("201", send(), () -> browser.text("response"));
        assertTrue(browser.text("answer-body").contains("https://example.com/reading-room.jpg"));
    }

    @Test
    void explainsViolationsBesideTheBodyAndBesideAField() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        choose("POST", "/spaces");
        browser.type("request", "body", "{\"name\": \"\", \"location\": \"Lisbon\"}");
        assertEquals("400", send());
        browser.awaitText("wrong-body", "name must be 1 to 100 characters");
        assertEquals("true", attribute("body", "aria-invalid"));

        choose("GET", "/spaces");
        browser.type("request", "parameter-limit", "0");
        assertEquals("400", send());
        browser.awaitText("wrong-limit", "limit must be a number from 1 to 100");
        assertEquals("true", attribute("parameter-limit", "aria-invalid"));
        assertNull(attribute("parameter-location", "aria-invalid"));

        browser.type("request", "parameter-limit", "1");
        assertEquals("200", send());
        assertNull(attribute("parameter-limit", "aria-invalid"));
    }

    @Test
    void offersTheETagOfAnAnswerForIfMatchAndIfNoneMatch() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        choose("POST", "/spaces");
        assertEquals("201", send());
        choose("PUT", "/spaces/{id}");
        browser.click("request", "Take the ETag \"1\"");
        browser.awaitValue("request", "parameter-If-Match", "\"1\"");
        assertEquals("200", send());
        assertEquals("412", send());
        browser.click("request", "Take the ETag \"2\"");
        assertEquals("200", send());
        choose("GET", "/spaces/{id}");
        browser.click("request", "Take the ETag \"3\"");
        assertEquals("304", send());
    }

    @Test
    void keepsWhatWasTypedButNoOldAnswerWhenAnotherRouteIsChosen() {
        choose("GET", "/spaces");
        browser.type("request", "parameter-location", "Lisbon");
        assertEquals("401", send());
        choose("POST", "/spaces");
        assertFalse(browser.driver.findElement(By.id("response")).isDisplayed());
        browser.type("request", "body", "{\"name\": \"Mine\"}");
        choose("GET", "/spaces/{id}");
        browser.type("request", "parameter-id", "019ab003-93c8-7d47-b0e3-6d3a5a0f6f52");

        choose("GET", "/spaces");
        browser.awaitValue("request", "parameter-location", "Lisbon");
        choose("POST", "/spaces");
        browser.awaitValue("request", "body", "{\"name\": \"Mine\"}");
        choose("DELETE", "/spaces/{id}");
        browser.awaitValue("request", "parameter-id", "019ab003-93c8-7d47-b0e3-6d3a5a0f6f52");
    }

    @Test
    void describesTheParametersAsTheDocumentDoes() {
        choose("GET", "/spaces");
        browser.awaitText("about-location", "Only spaces of exactly this location. Example: Zurich");
    }

    @Test
    void signsInWithThePoolsPageAndOutThereToo() {
        tick("openid", "spaces/read");
        browser.click("pool-page", "Sign in with the pool's page");
        signInAtThePoolsPage();
        browser.awaitText("account-outcome", "Signed in as visitor");
        browser.await(GENUINE);
        assertEquals(page(), browser.driver.getCurrentUrl());
        assertEquals("openid spaces/read", claim("access", "scope"));
        choose("POST", "/spaces");
        browser.click(By.cssSelector("[name=token][value=access]"));
        assertEquals("403", send());
        browser.awaitText("response", "missing_scope");
        browser.click("whoami", "Refresh");
        browser.awaitText("session-outcome", "Fresh tokens.");
        assertEquals("openid spaces/read", claim("access", "scope"));

        browser.click("whoami", "Sign out at the pool's page");
        browser.awaitText("account-outcome", "Signed out at the pool's page too.");
        browser.awaitText("whoami", "Not signed in");
        browser.click("pool-page", "Sign in with the pool's page");
        browser.await(By.cssSelector("form input[name=password]"));
        assertTrue(browser.driver.getCurrentUrl().contains("/login?"), browser.driver.getCurrentUrl());
    }

    @Test
    void hasNoIdTokenWithoutTheScopeOpenid() {
        tick("spaces/read");
        browser.click("pool-page", "Sign in with the pool's page");
        signInAtThePoolsPage();
        browser.await(GENUINE);
        browser.awaitText("token-cards", "There is none");
        choose("GET", "/spaces");
        assertEquals("401", send());
        browser.click(By.cssSelector("[name=token][value=access]"));
        assertEquals("200", send());
        browser.assertMeetsWcagAndFitsTheScreen();
    }

    @Test
    void refusesAnAnswerThatBelongsToAnotherSignIn() {
        browser.open(page() + "?code=somebody-elses&state=wrong");
        browser.awaitText("account-outcome", "belongs to no sign-in that was begun in this tab");

        browser.click("pool-page", "Sign in with the pool's page");
        browser.await(By.cssSelector("form input[name=password]"));
        browser.hostsCalled();
        browser.open(page() + "?code=somebody-elses&state=wrong");
        browser.awaitText("account-outcome", "belongs to no sign-in that was begun in this tab");
        browser.awaitText("whoami", "Not signed in");
        assertEquals(page(), browser.driver.getCurrentUrl());
    }

    @Test
    void saysInWordsThatThePoolsPageRefused() {
        browser.open(page() + "?error=access_denied&error_description=Call%20us");
        browser.awaitText("account-outcome", "cancelled or refused at the pool's page");
        assertFalse(browser.text("account-outcome").contains("Call us"));

        browser.driver.findElement(By.cssSelector("#pool-page [name=further]")).sendKeys("spaces/everything");
        browser.click("pool-page", "Sign in with the pool's page");
        browser.awaitText("account-outcome", "The client may not have one of these scopes.");
        assertTrue(browser.text("account-outcome").contains("OAuth calls this invalid_scope."));
    }

    @Test
    void getsAMachinesTokenAndCallsWithIt() {
        browser.type("machine", "scope", "spaces/read");
        browser.click("machine", "Get a token");
        browser.await(By.cssSelector("article[data-kind=machine] .badge.good"));
        choose("GET", "/spaces");
        browser.click(By.cssSelector("[name=token][value=machine]"));
        assertEquals("200", send());
        choose("POST", "/spaces");
        assertEquals("403", send());
        assertEquals("0", kept());

        browser.type("machine", "secret", "wrong");
        browser.click("machine", "Get a token");
        browser.awaitText("machine-outcome", "the secret is wrong");
        assertEquals(List.of(), browser.driver.findElements(By.cssSelector("article[data-kind=machine]")));
    }

    @Test
    void takesAnyTokenApart() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        var own = kept("access");
        browser.click("whoami", "Sign out");
        browser.awaitText("whoami", "Not signed in");
        browser.hostsCalled();

        browser.type("any", "token", "Bearer " + own);
        browser.await(By.cssSelector("article[data-kind=any] .badge.good"));
        browser.awaitText("any-token", "Nothing, if the API takes this kind of token.");
        browser.awaitText("any-token", "What the app may do on the user's behalf.");
        browser.assertMeetsWcagAndFitsTheScreen();

        var stranger = new Token(SigningKey.rsa("stranger")).claim("exp", 1).toString();
        browser.type("any", "token", stranger);
        browser.awaitText("any-token", "Signature wrong");
        browser.awaitText("any-token", "It has expired.");
        browser.awaitText("any-token", "It comes from another issuer than " + PlaygroundServer.pool.issuer());

        browser.type("any", "token", "nonsense");
        browser.awaitText("any-outcome", "This is not a JSON Web Token.");
        browser.click("any", "Clear");
        browser.awaitValue("any", "token", "");
        assertEquals("0", kept());
        assertEquals(List.of(PlaygroundServer.pool.endpoint().getAuthority()), browser.hostsCalled());
    }

    @Test
    void changesThePassword() {
        signUp();
        signIn(newcomer, PASSWORD);
        browser.awaitText("account-outcome", "Signed in as " + newcomer);
        browser.click("account-tabs", "Own account");
        browser.type("change-password", "previous", "Wrong-password-1");
        browser.type("change-password", "proposed", "Another-pass-2");
        browser.click("change-password", "Change the password");
        browser.awaitText("account-outcome", "The name or the password is wrong.");
        browser.type("change-password", "previous", PASSWORD);
        browser.click("change-password", "Change the password");
        browser.awaitText("account-outcome", "The password is changed.");
        signIn(newcomer, "Another-pass-2");
        browser.awaitText("account-outcome", "Signed in as " + newcomer);
    }

    @Test
    void changesTheEmailWithTheCodeOfTheMailBox() {
        signUp();
        signIn(newcomer, PASSWORD);
        browser.awaitText("account-outcome", "Signed in as " + newcomer);
        browser.click("account-tabs", "Own account");
        browser.type("change-email", "email", "new-" + newcomer + "@example.com");
        browser.click("change-email", "Change the email");
        browser.awaitText("account-outcome", "The new email waits for its code.");
        browser.click("account-tabs", "Sign up");
        browser.click(By.cssSelector("#messages .newest .code"));
        browser.click("verify-email", "Verify the email");
        browser.awaitText("account-outcome", "The email is verified.");
        browser.click("whoami", "Refresh");
        browser.awaitText("session-outcome", "Fresh tokens.");
        assertEquals("new-" + newcomer + "@example.com", claim("id", "email"));
        browser.assertMeetsWcagAndFitsTheScreen();
    }

    @Test
    void deletesTheOwnAccountAfterItAsked() {
        signUp();
        signIn(newcomer, PASSWORD);
        browser.awaitText("account-outcome", "Signed in as " + newcomer);
        browser.click("account-tabs", "Own account");
        browser.click("delete-account", "Delete my account");
        browser.until(ExpectedConditions.alertIsPresent()).dismiss();
        browser.awaitText("whoami", "Signed in as " + newcomer);
        browser.click("delete-account", "Delete my account");
        browser.until(ExpectedConditions.alertIsPresent()).accept();
        browser.awaitText("account-outcome", "The account " + newcomer + " is deleted.");
        browser.awaitText("whoami", "Not signed in");
        signIn(newcomer, PASSWORD);
        browser.awaitText("account-outcome", "The name or the password is wrong.");
    }

    @Test
    void putsACodeOfTheMailBoxWhereItBelongs() {
        browser.click("account-tabs", "Forgotten password");
        browser.type("forgot", "username", "visitor");
        browser.click("forgot", "Send a code");
        browser.awaitText("account-outcome", "in the mail box");
        browser.click("account-tabs", "Sign up");
        browser.click(By.cssSelector("#messages .newest .code"));
        var code = browser.await(By.cssSelector("#messages .newest .code")).getText();
        browser.awaitValue("reset", "code", code);
        assertTrue(browser.driver.findElement(By.id("panel-forgot")).isDisplayed());
        assertEquals(
                "visitor",
                browser.driver
                        .findElement(By.cssSelector("#forgot [name=username]"))
                        .getDomProperty("value"));
    }

    @Test
    void saysThatTheMailBoxCannotBeRead() {
        try (var other = PlaygroundServer.startPool(PlaygroundServer::api)) {
            browser.open(other.endpoint() + "/");
        }
        browser.click("mailbox", "Look again");
        browser.awaitText("messages", "The mail box cannot be read.");
    }

    @Test
    void leavesTheFocusWhereItWas() {
        browser.type("sign-in", "username", "visitor");
        browser.type("sign-in", "password", "Visitor-pass-1");
        browser.click("sign-in", "Sign in");
        browser.await(GENUINE);
        awaitFocusOn("#sign-in button.primary");
        browser.click("whoami", "Refresh");
        browser.awaitText("session-outcome", "Fresh tokens.");
        awaitFocusOn("#refresh");
        choose("GET", "/hello");
        send();
        awaitFocusOn("#send");
        browser.type("create-user", "username", newcomer);
        browser.type("create-user", "email", newcomer + "@example.com");
        browser.click("create-user", "Create");
        browser.awaitText("admin-outcome", newcomer);
        awaitFocusOn("#create-user button.primary");
        browser.click("whoami", "Sign out");
        browser.awaitText("whoami", "Not signed in");
        awaitFocusOn("#sign-in [name=username]");
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 1280})
    void showsARefusedRefreshWhereTheButtonIs(int width) {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        restore(kept("id"), "none");
        browser.appear(width, 700, "light");
        browser.click("whoami", "Refresh");
        browser.awaitText("session-outcome", "Invalid Refresh Token");
        assertEquals(true, browser.driver.executeScript("""
                const { top, bottom } = document.getElementById('session-outcome').getBoundingClientRect();
                return top >= 0 && bottom <= innerHeight;"""));
        browser.assertMeetsWcagAndFitsTheScreen();
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 1280})
    void showsLongNamesOnTheScreen(int width) {
        try (var other = PlaygroundServer.startPool(PlaygroundServer::api)) {
            browser.appear(width, 900, "light");
            browser.open(other.endpoint() + "/");
            var name = "n".repeat(128);
            browser.click("account-tabs", "Sign up");
            browser.type("sign-up", "username", name);
            browser.type("sign-up", "email", "e".repeat(60) + "@" + "d".repeat(60) + ".example.com");
            browser.type("sign-up", "password", PASSWORD);
            browser.click("sign-up", "Sign up");
            browser.awaitText("account-outcome", "is signed up.");
            browser.click(By.cssSelector("#messages .newest .code"));
            browser.click("confirm", "Confirm");
            browser.awaitText("account-outcome", "is confirmed.");
            signIn(name, PASSWORD);
            browser.awaitText("whoami", name);
            browser.click(By.id("users-refresh"));
            browser.await(By.cssSelector("tr[data-user='" + name + "']"));
            browser.assertMeetsWcagAndFitsTheScreen();
        }
    }

    @Test
    void showsEveryTabOnANarrowScreen() {
        browser.appear(320, 700, "light");
        assertEquals(List.of(), browser.driver.executeScript("""
                return [...document.querySelectorAll('[role=tab], nav a')]
                    .filter(tab => {
                      const { left, right } = tab.getBoundingClientRect();
                      return left < 0 || right > innerWidth || tab.scrollWidth > tab.clientWidth;
                    })
                    .map(tab => tab.textContent.trim());"""));
    }

    @Test
    void talksToAnAwsOnThisMachineAndToALinkOfIt() {
        try (var emulated = PlaygroundServer.startPool(PlaygroundServer::api)) {
            browser.click(By.id("choose-pool"));
            browser.type("pool-form", "userPoolId", emulated.poolId());
            browser.type("pool-form", "clientId", emulated.clientId());
            browser.type("pool-form", "api", PlaygroundServer.api().toString());
            browser.type("pool-form", "endpoint", emulated.endpoint().toString());
            browser.type("pool-form", "domain", emulated.endpoint().toString());
            browser.assertMeetsWcagAndFitsTheScreen();
            browser.click("pool-form", "Use this pool");
            browser.awaitText("where", "User pool on this machine");
            signIn("visitor", "Visitor-pass-1");
            browser.awaitText("whoami", "visitor");
            browser.await(GENUINE);
            choose("GET", "/hello");
            assertEquals("401", send());
            browser.awaitText("response", "unknown_key");

            var link = browser.driver.getCurrentUrl();
            browser.renew();
            browser.open(link);
            browser.awaitText("where", emulated.endpoint().toString());
            browser.awaitText("whoami", "Not signed in");
            browser.type("machine", "id", emulated.machineClientId());
            browser.type("machine", "secret", emulated.machineClientSecret());
            browser.click("machine", "Get a token");
            browser.await(By.cssSelector("article[data-kind=machine] .badge.good"));
        }
    }

    @Test
    void saysWhatIsWrongWithALink() {
        browser.driver.get(page() + "?userPoolId=nonsense");
        browser.until(ExpectedConditions.textToBePresentInElementLocated(
                By.id("main"), "A user pool id looks like eu-west-1_AbCdEfGhI."));
    }

    @Test
    void talksToAPoolInAwsOnceItIsChosen() {
        browser.click(By.id("choose-pool"));
        browser.type("pool-form", "userPoolId", "eu-west-1_AbCdEfGhI");
        browser.type("pool-form", "clientId", "1h57kf5cpq17m0eml12EXAMPLE");
        browser.type("pool-form", "api", "https://abc123.execute-api.eu-west-1.amazonaws.com/prod");
        browser.click("pool-form", "Use this pool");

        browser.awaitText("where", "eu-west-1_AbCdEfGhI");
        browser.until(ExpectedConditions.textToBePresentInElementLocated(By.id("admin-pane"), "infra/users.sh"));
        browser.hostsCalled();
        signIn("somebody", PASSWORD);
        browser.awaitText("account-outcome", "https://cognito-idp.eu-west-1.amazonaws.com");
        assertEquals(List.of("cognito-idp.eu-west-1.amazonaws.com"), browser.hostsCalled());

        browser.click(By.id("choose-pool"));
        browser.click("pool-form", "Back to the local pool");
        browser.awaitText("where", "us-east-1_SpacesDev");
    }

    @Test
    void refusesAPoolThatCannotBe() {
        browser.click(By.id("choose-pool"));
        browser.type("pool-form", "userPoolId", "eu-west-1_AbCdEfGhI");
        browser.type("pool-form", "clientId", "1h57kf5cpq17m0eml12EXAMPLE");
        browser.type("pool-form", "api", "http://api.example.com");
        browser.click("pool-form", "Use this pool");
        browser.awaitText("pool-outcome", "begins with https://");
    }

    @Test
    void isUsedWithTheKeyboardAlone() {
        browser.press(Keys.TAB);
        assertEquals("Skip to the content", focused());
        browser.press(Keys.ENTER);
        browser.press(Keys.TAB);
        assertEquals("Sign in", focused());
        browser.press(Keys.ARROW_RIGHT);
        assertEquals("Sign up", focused());
        browser.press(Keys.HOME);
        browser.press(Keys.TAB);
        browser.press("visitor");
        browser.press(Keys.TAB);
        browser.press("Visitor-pass-1");
        browser.press(Keys.ENTER);
        browser.awaitText("whoami", "visitor");
    }

    @Test
    void tellsScreenReadersWhatHappened() {
        signIn("visitor", "Wrong-password-1");
        browser.until(anything -> browser.driver
                .findElement(By.id("announcements"))
                .getDomProperty("textContent")
                .contains("Incorrect username or password."));
    }

    @ParameterizedTest
    @CsvSource({"1280,light", "1280,dark", "320,light", "320,dark"})
    void meetsWcagAndFitsTheScreen(int width, String scheme) {
        browser.appear(width, 900, scheme);
        browser.click("ready-users", "admin");
        browser.await(GENUINE);
        browser.click("machine", "Get a token");
        browser.await(By.cssSelector("article[data-kind=machine] .badge.good"));
        browser.type("any", "token", kept("id"));
        browser.await(By.cssSelector("article[data-kind=any] .badge.good"));
        choose("POST", "/spaces");
        browser.type("request", "body", "{\"name\": \"\", \"location\": \"Lisbon\"}");
        send();
        browser.awaitText("wrong-body", "name");
        browser.click("account-tabs", "Own account");
        browser.await(By.cssSelector("tr[data-user=admin]"));
        browser.assertMeetsWcagAndFitsTheScreen();
    }

    @Test
    void swaggerUiTakesTheTokenAndTheApiStillAnswers() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        var token = kept("id");

        browser.driver.get(PlaygroundServer.api() + "/q/swagger-ui/");
        browser.click(By.cssSelector("button.authorize"));
        browser.await(By.cssSelector(".auth-container input")).sendKeys(token);
        browser.click(By.cssSelector(".auth-container button.authorize"));
        browser.click(By.cssSelector(".auth-container button.btn-done"));
        executeHelloInSwaggerUi();

        given().auth().oauth2(token).get("/hello").then().statusCode(200);
        given().get("/me").then().statusCode(401);
    }

    /** Ticks these scopes and no others. */
    private void tick(String... scopes) {
        browser.await(By.cssSelector("#scopes input"));
        for (var box : browser.driver.findElements(By.cssSelector("#scopes input"))) {
            if (box.isSelected() != List.of(scopes).contains(box.getDomAttribute("value"))) {
                box.click();
            }
        }
    }

    private void signInAtThePoolsPage() {
        browser.await(By.cssSelector("form input[name=username]")).sendKeys("visitor");
        browser.await(By.cssSelector("form input[name=password]")).sendKeys("Visitor-pass-1", Keys.ENTER);
        browser.await(By.cssSelector("html[data-ready]"));
    }

    private String claim(String token, String claim) {
        return (String) browser.driver.executeScript(
                "return JSON.parse(atob(arguments[0].split('.')[1].replace(/-/g, '+').replace(/_/g, '/')))[arguments[1]]",
                kept(token),
                claim);
    }

    /** How many things the page keeps in the browser. */
    private String kept() {
        return String.valueOf(browser.driver.executeScript("return sessionStorage.length + localStorage.length"));
    }

    private String attribute(String field, String attribute) {
        return browser.await(By.cssSelector("#request [name='" + field + "']")).getDomAttribute(attribute);
    }

    private void awaitFocusOn(String place) {
        browser.until(anything -> (Boolean) browser.driver.executeScript(
                "return document.activeElement === document.querySelector(arguments[0])", place));
    }

    @Test
    void swaggerUiSignsInWithThePoolsPage() {
        browser.driver.get(PlaygroundServer.SWAGGER_UI);
        var swaggerUi = browser.driver.getWindowHandle();
        browser.click(By.cssSelector("button.authorize"));
        browser.click(By.xpath("//*[@class='auth-container'][.//*[contains(., 'signIn')]]//button[.='Authorize']"));
        browser.until(ExpectedConditions.numberOfWindowsToBe(2));
        browser.driver.getWindowHandles().stream()
                .filter(window -> !window.equals(swaggerUi))
                .forEach(browser.driver.switchTo()::window);
        browser.await(By.cssSelector("form input[name=username]")).sendKeys("visitor");
        browser.await(By.cssSelector("form input[name=password]")).sendKeys("Visitor-pass-1", Keys.ENTER);
        browser.until(ExpectedConditions.numberOfWindowsToBe(1));
        browser.driver.switchTo().window(swaggerUi);
        browser.await(By.xpath("//*[@class='auth-container']//button[.='Logout']"));
        browser.click(By.cssSelector(".auth-container button.btn-done"));
        executeHelloInSwaggerUi();
    }

    private void executeHelloInSwaggerUi() {
        browser.click(By.xpath("//button[contains(@class, 'opblock-summary-control')][.//*[@data-path='/hello']]"));
        browser.click(By.cssSelector("button.execute"));
        browser.until(ExpectedConditions.textToBePresentInElementLocated(
                By.cssSelector(".live-responses-table"), "Hello, visitor"));
    }

    @Test
    void theApisOwnDocumentHasNoSignInPage() {
        given().accept("application/json")
                .get("/openapi")
                .then()
                .body("components.securitySchemes.keySet()", contains("cognito"));
        given().get("/q/swagger-ui/openapi.json")
                .then()
                .body("components.securitySchemes.keySet()", contains("cognito", "signIn"))
                .body(members("security", contains(hasKey("cognito"), hasKey("signIn"))))
                .body(members(
                        "components.securitySchemes.signIn.flows.authorizationCode.authorizationUrl",
                        equalTo(PlaygroundServer.pool.endpoint() + "/oauth2/authorize")));
    }

    private void signUpUnconfirmed() {
        browser.click("account-tabs", "Sign up");
        browser.type("sign-up", "username", newcomer);
        browser.type("sign-up", "email", newcomer + "@example.com");
        browser.type("sign-up", "password", PASSWORD);
        browser.click("sign-up", "Sign up");
        browser.awaitText("account-outcome", newcomer + " is signed up.");
    }

    private void signUp() {
        signUpUnconfirmed();
        browser.click(By.cssSelector("#messages .newest .code"));
        browser.click("confirm", "Confirm");
        browser.awaitText("account-outcome", newcomer + " is confirmed.");
    }

    private void signIn(String username, String password) {
        browser.click("account-tabs", "Sign in");
        browser.type("sign-in", "username", username);
        browser.type("sign-in", "password", password);
        browser.click("sign-in", "Sign in");
    }

    private String secret(String form) {
        return browser.await(By.cssSelector("#" + form + " .secret")).getText();
    }

    private void code(String form, String code, String button) {
        browser.type(form, "code", code);
        browser.click(form, button);
    }

    private static String currentCode(String secret, Clock clock) {
        return Totp.code(new Base32().decode(secret), clock.instant());
    }

    /** The code after the current one, which the pool takes already: it allows one step of drift. */
    private static String nextCode(String secret, Clock clock) {
        return currentCode(secret, Clock.offset(clock, Duration.ofSeconds(30)));
    }

    private static String oldCode(String secret, Clock clock) {
        return currentCode(secret, Clock.offset(clock, Duration.ofHours(-1)));
    }

    private void choose(String method, String path) {
        var route = By.xpath("//*[@id='routes']//label[span[1]='%s' and span[2]='%s']".formatted(method, path));
        browser.click(route);
    }

    /** Sends the request and takes the answer's status. */
    private String send() {
        var before = browser.driver.findElements(By.id("status"));
        browser.click("request", "Send");
        if (!before.isEmpty()) {
            browser.until(ExpectedConditions.stalenessOf(before.get(0)));
        }
        return browser.await(By.id("status")).getText().split(" ")[0];
    }

    private String kept(String token) {
        return (String) browser.driver.executeScript(
                "return JSON.parse(sessionStorage.getItem('playground.tokens.' + arguments[0]))[arguments[1]]",
                PlaygroundServer.pool.issuer(),
                token);
    }

    private void restore(String id, String refresh) {
        restore(id, refresh, id);
    }

    private void restore(String id, String refresh, String access) {
        browser.driver.executeScript(
                "sessionStorage.setItem('playground.tokens.' + arguments[0],"
                        + " JSON.stringify({ id: arguments[1], refresh: arguments[2], access: arguments[3] }))",
                PlaygroundServer.pool.issuer(),
                id,
                refresh,
                access);
        browser.open(page());
    }

    private String focused() {
        return browser.driver.switchTo().activeElement().getText();
    }

    private void assertCalledNobodyElse() {
        assertEquals(
                List.of(PlaygroundServer.pool.endpoint().getAuthority(), "localhost:" + RestAssured.port).stream()
                        .sorted()
                        .toList(),
                browser.hostsCalled());
    }
}
