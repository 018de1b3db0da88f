package dev.spacefinder.local.playground;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.ExpectedConditions;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.pool.login.QrCode;
import dev.spacefinder.local.pool.secrets.Totp;
import dev.spacefinder.testing.TestClock;
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
    private Browser browser;

    @BeforeEach
    void open() {
        browser = Browser.start();
        browser.open(page());
    }

    @AfterEach
    void close() {
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
        browser.photograph("call", "playground-call");

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
        browser.awaitText("account-outcome", "Fresh tokens.");
        var second = kept("id");
        assertNotEquals(first, second);

        browser.click("whoami", "Sign out");
        browser.awaitText("whoami", "Not signed in");
        restore(second, refresh);
        browser.click("whoami", "Refresh");
        browser.awaitText("account-outcome", "The session is over");
    }

    @Test
    void signsOutEverywhere() {
        browser.click("ready-users", "visitor");
        browser.await(GENUINE);
        browser.click("whoami", "Sign out everywhere");
        browser.awaitText("whoami", "Not signed in");
        browser.awaitText("account-outcome", "Signed out everywhere.");
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
    @CsvSource({"1280,light", "1280,dark", "360,light", "360,dark"})
    void meetsWcagAndFitsTheScreen(int width, String scheme) {
        browser.appear(width, 900, scheme);
        browser.click("ready-users", "admin");
        browser.await(GENUINE);
        choose("GET", "/spaces");
        send();
        browser.await(By.cssSelector("tr[data-user=admin]"));

        browser.driver.executeScript("scrollTo(0, 0)");
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
        browser.click(By.xpath("//button[contains(@class, 'opblock-summary-control')][.//*[@data-path='/hello']]"));
        browser.click(By.cssSelector("button.execute"));
        browser.until(ExpectedConditions.textToBePresentInElementLocated(
                By.cssSelector(".live-responses-table"), "Hello, visitor"));

        given().auth().oauth2(token).get("/hello").then().statusCode(200);
        given().get("/me").then().statusCode(401);
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
