package dev.spacefinder.local.playground;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.ExpectedConditions;

import com.sun.net.httpserver.HttpServer;

import dev.spacefinder.local.LocalTemplate;
import dev.spacefinder.local.pool.LocalUserPool;
import dev.spacefinder.local.pool.LocalUserPoolSettings;
import dev.spacefinder.local.pool.secrets.Totp;
import dev.spacefinder.testing.TestClock;

/** The managed login in a real browser, for a client of its own origin, where everybody needs an authenticator app. */
class ManagedLoginWalkTest {

    private static final String PASSWORD = "Newcomer-pass-1";
    /** The pair of RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final TestClock clock = TestClock.running();
    private final Mailbox mailbox = new Mailbox(clock);
    private HttpServer client;
    private LocalUserPool pool;
    private Browser browser;

    @BeforeEach
    void start() throws IOException {
        browser = Browser.start();
        client = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        client.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        client.start();
        pool = LocalUserPool.start(LocalUserPoolSettings.development(
                        LocalTemplate.read(LocalTemplate.FILE, "Mfa=ON,CallbackUrl=" + callback()))
                .withClock(clock)
                .withMessages(mailbox));
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (client != null) {
            client.stop(0);
        }
        if (pool != null) {
            pool.close();
        }
    }

    @Test
    void walksFromSignUpToTokensAndOutAndInAgain() {
        authorize();
        follow("Create an account");
        fill("username", "newcomer");
        fill("email", "newcomer@example.com");
        fill("new_password", PASSWORD);
        press("Sign up");
        awaitNote("A code was sent to n***@e***.");
        fill("code", mailbox.messages().get(0).code());
        press("Confirm");
        awaitNote("Your account is confirmed. Sign in.");
        fill("password", PASSWORD);
        press("Sign in");
        awaitTitle("Set up an authenticator app");
        browser.appear(560, 900, "light");
        browser.photograph("main", "login-authenticator");
        var secret = browser.text("secret");
        fill("code", totp(secret));
        press("Set it up and sign in");
        assertArrivesWithACode();
        tokens();

        browser.driver.get(pool.endpoint() + "/logout?client_id=" + pool.clientId() + "&logout_uri=" + callback());
        browser.until(ExpectedConditions.urlToBe(callback()));
        clock.turn(Duration.ofSeconds(30));
        authorize();
        signIn("newcomer", PASSWORD);
        awaitTitle("Enter the code");
        fill("code", totp(secret));
        press("Sign in");
        assertArrivesWithACode();
        tokens();

        browser.driver.get(authorization());
        assertArrivesWithACode();
        assertEquals(List.of(), complaints());
    }

    @Test
    void saysThatThePasswordIsWrongAndLocksTheUserOut() {
        browser.appear(560, 900, "light");
        authorize();
        browser.photograph("main", "login");
        for (int i = 0; i < 5; i++) {
            signIn("visitor", "Wrong-password-1");
            awaitNote("Incorrect username or password.");
            assertEquals("Error: Sign in – Space Finder", browser.driver.getTitle());
            assertEquals("password", browser.driver.switchTo().activeElement().getDomAttribute("name"));
        }
        signIn("visitor", "Visitor-pass-1");
        awaitNote("Password attempts exceeded");
        clock.turn(Duration.ofSeconds(2));
        signIn("visitor", "Visitor-pass-1");
        awaitTitle("Set up an authenticator app");
    }

    @Test
    void isUsedWithTheKeyboardAlone() {
        authorize();
        browser.press("visitor");
        browser.press(Keys.TAB);
        browser.press("Visitor-pass-1");
        browser.press(Keys.ENTER);
        awaitTitle("Set up an authenticator app");
    }

    @ParameterizedTest
    @CsvSource({"1280,light", "1280,dark", "320,light", "320,dark"})
    void meetsWcagAndFitsTheScreen(int width, String scheme) {
        browser.appear(width, 900, scheme);
        for (var page : List.of(
                "/login", "/signup", "/confirmUser", "/resendcode", "/forgotPassword", "/confirmforgotPassword")) {
            browser.driver.get(authorization().replace("/oauth2/authorize", page));
            browser.assertMeetsWcagAndFitsTheScreen();
        }
        browser.driver.get(pool.endpoint() + "/error?error=redirect_mismatch&client_id=" + pool.clientId());
        browser.assertMeetsWcagAndFitsTheScreen();
        authorize();
        signIn("visitor", "Wrong-password-1");
        awaitNote("Incorrect username or password.");
        browser.assertMeetsWcagAndFitsTheScreen();
        signIn("visitor", "Visitor-pass-1");
        awaitTitle("Set up an authenticator app");
        browser.assertMeetsWcagAndFitsTheScreen();
    }

    private String callback() {
        return "http://localhost:" + client.getAddress().getPort() + "/callback";
    }

    private String authorization() {
        return pool.endpoint() + "/oauth2/authorize?response_type=code&scope=openid&state=s-1&client_id="
                + pool.clientId() + "&redirect_uri=" + callback() + "&code_challenge=" + CHALLENGE
                + "&code_challenge_method=S256";
    }

    private void authorize() {
        browser.driver.get(authorization());
        awaitTitle("Sign in");
    }

    private void signIn(String username, String password) {
        fill("username", username);
        fill("password", password);
        press("Sign in");
    }

    private void fill(String field, String text) {
        var input = browser.await(By.name(field));
        input.clear();
        input.sendKeys(text);
    }

    /**
     * Presses a button, and waits until its page is gone. A button that is just going cannot be asked whether it is.
     */
    private void press(String button) {
        browser.driver.executeScript("window.isOld = true");
        browser.await(By.xpath("//button[.='%s']".formatted(button))).click();
        browser.until(
                driver -> browser.driver.executeScript("return !window.isOld").equals(true));
    }

    private void follow(String link) {
        browser.click(By.linkText(link));
    }

    private void awaitTitle(String title) {
        browser.until(ExpectedConditions.textToBe(By.tagName("h1"), title));
    }

    private void awaitNote(String text) {
        browser.until(ExpectedConditions.textToBe(By.className("note"), text));
    }

    private void assertArrivesWithACode() {
        browser.until(ExpectedConditions.urlMatches(Pattern.quote(callback()) + "\\?code=[0-9a-f-]+&state=s-1"));
    }

    /** Redeems the code of the address that the browser is at. */
    private void tokens() {
        given().formParams(Map.of(
                        "grant_type", "authorization_code",
                        "client_id", pool.clientId(),
                        "redirect_uri", callback(),
                        "code",
                                URI.create(browser.driver.getCurrentUrl())
                                        .getQuery()
                                        .replaceAll("code=([^&]+)&.*", "$1"),
                        "code_verifier", VERIFIER))
                .post(pool.endpoint() + "/oauth2/token")
                .then()
                .statusCode(200)
                .body("id_token", notNullValue());
    }

    private String totp(String secret) {
        return Totp.code(new Base32().decode(secret), clock.instant());
    }

    /** What the content security policy or a missing file made the browser say. */
    private List<String> complaints() {
        return browser.complaints().lines().toList();
    }
}
