package dev.spacefinder.local.playground;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

/** The log, the users and the data of the playground, in a real browser. */
@QuarkusTest
@WithTestResource(PlaygroundServer.class)
class PlaygroundToolsTest {

    private static Browser browser;

    @Inject
    RecordedApi api;

    private final String person = "p-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        api.tell(PlaygroundServer.feed);
        browser.appear(1280, 900, "light");
        browser.open(PlaygroundServer.pool.endpoint() + "/");
        browser.awaitText("log-state", "Live");
    }

    @Test
    void showsACallOfAnotherClientWithItsAnswer() {
        administer("GetGroup", "'GroupName': '%s'", person);

        browser.click(call("GetGroup"));
        var entry = entry("GetGroup");
        assertTrue(entry.contains("400") && entry.contains("ResourceNotFoundException"), entry);
        assertTrue(entry.contains("\"GroupName\": \"" + person + "\""), entry);
        assertTrue(entry.contains("\"message\": \"Group not found.\""), entry);
    }

    @Test
    void showsACallOfTheApiWithItsRefusal() {
        given().auth()
                .oauth2("eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl")
                .queryParam("location", "Paris")
                .queryParam("access_token", "kept-to-itself")
                .get("/spaces")
                .then()
                .statusCode(401);

        var name = "GET /spaces?access_token=•••&location=Paris";
        browser.click(call(name));
        var entry = entry(name);
        assertTrue(entry.contains("API") && entry.contains("401") && entry.contains("unknown_key"), entry);
        assertTrue(entry.contains("\"title\": \"Unauthorized\""), entry);
    }

    @Test
    void siftsTheLogAndClearsIt() {
        administer("ListGroups", "'Limit': 1");
        administer("GetGroup", "'GroupName': '%s'", person);
        browser.await(call("GetGroup"));

        browser.click(By.cssSelector("#log-filter [name=refused]"));
        assertEquals("GetGroup", firstCall());
        browser.click(By.cssSelector("#log-filter [name=refused]"));
        browser.type("log-filter", "text", "listgroups");
        assertEquals("ListGroups", firstCall());
        ofThe("api");
        browser.awaitText("calls", "No call fits.");
        ofThe("");
        browser.click("log", "Clear");
        browser.awaitText("calls", "No call fits.");
        administer("ListGroups", "'Limit': 1");
        browser.await(call("ListGroups"));
    }

    @Test
    void showsAMessageWithoutBeingAsked() {
        administer(
                "AdminCreateUser",
                "'Username': '%s', 'UserAttributes': [{'Name': 'email', 'Value': '%s@example.com'}]",
                person,
                person);

        browser.until(ExpectedConditions.textToBePresentInElementLocated(
                By.cssSelector("#messages .newest"), person + "@example.com"));
    }

    @Test
    void showsWhatTheServerAnnounces() {
        PlaygroundServer.feed.announce("Password policy: 8 characters, was 12. " + person);

        browser.awaitText("news", person);
        browser.awaitText("announced", person);
        browser.click("news", "Dismiss");
        assertEquals("", browser.text("news"));
    }

    @Test
    void tellsScreenReadersWhatTheServerAnnounces() {
        PlaygroundServer.feed.announce("A change. " + person);

        browser.until(anything -> browser.driver
                .findElement(By.id("announcements"))
                .getDomProperty("textContent")
                .contains(person));
    }

    @Test
    void findsAUserByTheBeginningOfTheNameOrTheEmailAndByState() {
        create(person);

        search(person);
        assertEquals(List.of(person), names());
        kind("email");
        search(person.toUpperCase() + "@exa");
        assertEquals(List.of(person), names());
        kind("state");
        new Select(browser.await(By.cssSelector("#search-users [name=value]"))).selectByValue("FORCE_CHANGE_PASSWORD");
        browser.click("search-users", "Search");
        browser.await(By.cssSelector("tr[data-user='" + person + "']"));
        assertTrue(!names().contains("admin"), names().toString());
        kind("username");
        search(person + "-none");
        browser.until(ExpectedConditions.textToBePresentInElementLocated(By.id("admin-pane"), "Nobody fits."));
        search("quote\" or \\");
        browser.until(ExpectedConditions.textToBePresentInElementLocated(By.id("admin-pane"), "Nobody fits."));
        browser.click("search-users", "Show all");
        browser.await(By.cssSelector("tr[data-user=admin]"));
    }

    @Test
    void keepsListAndFocusAfterAnActionAndAsksForTheOneUserAlone() {
        IntStream.range(10, 32).forEach(number -> create(person + number));
        search(person);
        browser.click("admin", "More users");
        browser.until(anything -> names().size() == 22);
        browser.click("admin", person + "31");
        browser.await(By.cssSelector("tr[data-details='" + person + "31'] .actions"));
        ofThe("pool");
        browser.click("log", "Clear");
        browser.awaitText("calls", "No call fits.");

        browser.click("admin", "Disable " + person + "31");
        browser.awaitText("admin-outcome", "can sign in no more");

        assertEquals(22, names().size());
        assertEquals("Enable " + person + "31", focused());
        assertTrue(rowOf(person + "31").contains("disabled"), rowOf(person + "31"));
        browser.press(Keys.ENTER);
        browser.awaitText("admin-outcome", "can sign in again");
        assertEquals("Disable " + person + "31", focused());
        browser.until(anything -> loggedCalls().size() == 6);
        assertEquals(
                List.of(
                        "AdminDisableUser",
                        "AdminEnableUser",
                        "AdminGetUser",
                        "AdminGetUser",
                        "AdminListGroupsForUser",
                        "AdminListGroupsForUser"),
                loggedCalls().stream().sorted().toList());
    }

    @Test
    void showsAUsersDetails() {
        create(person);
        search(person);
        browser.click("admin", person);

        var details = browser.await(By.cssSelector("tr[data-details='" + person + "']"))
                .getText();
        assertTrue(details.contains("sub"), details);
        assertTrue(details.contains(person + "@example.com, not verified"), details);
        assertTrue(details.contains("Second factor\nnone"), details);
        assertTrue(details.contains("Last sign-in\nnone that is known"), details);
    }

    @Test
    void administersAUser() {
        create(person);
        search(person);
        browser.click("admin", person);

        browser.click("admin", "Verify the email of " + person);
        browser.awaitText("admin-outcome", "The email of " + person + " is verified.");
        browser.click("admin", "Add " + person + " to admins");
        browser.awaitText("admin-outcome", "joined admins");
        assertEquals("Remove " + person + " from admins", focused());
        browser.click("admin", "Set the password of " + person);
        browser.type("set-password", "password", "Permanent-pass-1");
        browser.click("set-password", "Set");
        browser.awaitText("admin-outcome", "has a new password");
        assertEquals("Set the password of " + person, focused());
        var refresh = signIn(person, "Permanent-pass-1").getString("AuthenticationResult.RefreshToken");
        browser.click("admin", "Sign out everywhere: " + person);
        browser.awaitText("admin-outcome", "Every session of " + person + " is over.");
        assertEquals(
                "NotAuthorizedException",
                cognito("GetTokensFromRefreshToken", "{'ClientId': 'spacesdevclient', 'RefreshToken': '%s'}", refresh)
                        .getString("__type"));
        browser.click("admin", "Reset the password of " + person);
        browser.awaitText("admin-outcome", person + " must set a new password");
        assertTrue(rowOf(person).contains("must reset the password"), rowOf(person));

        browser.click("admin", "Delete " + person);
        browser.driver.switchTo().alert().accept();
        browser.awaitText("admin-outcome", person + " is deleted.");
        assertEquals(List.of(), names());
        assertEquals("Look again", focused());
    }

    @Test
    void showsANewUserAndANewGroupWithoutLeavingTheList() {
        create(person);
        search(person);
        browser.click("admin", person);
        browser.await(By.cssSelector("tr[data-details='" + person + "'] .actions"));
        browser.type("create-group", "group", "group-" + person);
        browser.click("create-group", "Create");
        browser.awaitText("admin-outcome", "The group group-" + person + " is there.");
        browser.click("admin", "Add " + person + " to group-" + person);
        browser.awaitText("admin-outcome", "joined group-" + person);

        browser.type("create-user", "username", "a" + person);
        browser.type("create-user", "email", "a" + person + "@example.com");
        browser.click("create-user", "Create");
        browser.awaitText("admin-outcome", "a" + person + " is there.");
        assertEquals(List.of("a" + person, person), names());
    }

    @Test
    void looksIntoATable() {
        var token = signIn("visitor", "Visitor-pass-1").getString("AuthenticationResult.IdToken");
        given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body("{\"name\": \"Room " + person + "\", \"location\": \"Lisbon\"}")
                .post("/spaces")
                .then()
                .statusCode(201);

        browser.type("look-into", "text", person);
        browser.click("look-into", "Look");
        browser.awaitText("items", "Room " + person);
        browser.click(By.cssSelector("#items summary"));
        browser.awaitText("items", "\"location\": \"Lisbon\"");
        browser.awaitText("items-read", "that is all");
    }

    @Test
    void resetsEverythingAfterAskingAndSignsOut() {
        browser.click("ready-users", "visitor");
        browser.awaitText("whoami", "visitor");
        create(person);

        browser.click("data", "Reset…");
        browser.driver.switchTo().alert().dismiss();
        search(person);
        assertEquals(List.of(person), names());
        browser.click("data", "Reset…");
        browser.driver.switchTo().alert().accept();
        browser.awaitText("data-outcome", "Everything is as at a first start.");

        browser.awaitText("whoami", "Not signed in");
        browser.awaitText("items", "Engine room");
        browser.click("search-users", "Show all");
        browser.until(anything -> names().equals(List.of("ada", "admin", "visitor")));
    }

    @ParameterizedTest
    @CsvSource({"1280,light", "1280,dark", "320,light", "320,dark"})
    void meetsWcagAndFitsTheScreen(int width, String scheme) {
        browser.appear(width, 900, scheme);
        administer("GetGroup", "'GroupName': '%s'", person);
        browser.click(call("GetGroup"));
        PlaygroundServer.feed.announce("A change. " + person);
        browser.awaitText("news", person);
        search("");
        browser.click("admin", "admin");
        browser.await(By.cssSelector("tr[data-details=admin] .actions"));
        browser.await(By.id("items-read"));

        browser.driver.executeScript("scrollTo(0, 0)");
        browser.assertMeetsWcagAndFitsTheScreen();
    }

    private static By call(String name) {
        return By.xpath("(//*[@id='calls']/li[not(@hidden)]//summary[.//*[@class='path'][.='%s']])[1]".formatted(name));
    }

    private static String entry(String name) {
        return browser.await(call(name)).findElement(By.xpath("ancestor::li")).getText();
    }

    private static void ofThe(String part) {
        new Select(browser.await(By.cssSelector("#log-filter [name=to]"))).selectByValue(part);
    }

    private static String firstCall() {
        return browser.await(By.cssSelector("#calls li:not([hidden]) .path")).getText();
    }

    private static List<String> loggedCalls() {
        return browser.driver.findElements(By.cssSelector("#calls li:not([hidden]) .path")).stream()
                .map(element -> element.getText())
                .toList();
    }

    private static void kind(String kind) {
        new Select(browser.await(By.cssSelector("#search-users [name=kind]"))).selectByValue(kind);
    }

    /** Searches, and waits until the list is the new one. */
    private static void search(String text) {
        browser.driver.executeScript(
                "document.querySelectorAll('#admin tbody tr').forEach(row => row.dataset.old = '')");
        browser.type("search-users", "text", text);
        browser.click("search-users", "Search");
        browser.until(anything ->
                !browser.driver.findElements(By.cssSelector("#admin tbody tr")).isEmpty()
                        && browser.driver
                                .findElements(By.cssSelector("#admin tbody tr[data-old]"))
                                .isEmpty());
    }

    private static List<String> names() {
        return browser.driver.findElements(By.cssSelector("tr[data-user]")).stream()
                .map(row -> row.getDomAttribute("data-user"))
                .toList();
    }

    private static String rowOf(String username) {
        return browser.await(By.cssSelector("tr[data-user='" + username + "']")).getText();
    }

    private static String focused() {
        return browser.driver.switchTo().activeElement().getAccessibleName();
    }

    private static void create(String username) {
        administer(
                "AdminCreateUser",
                "'Username': '%s', 'MessageAction': 'SUPPRESS', 'UserAttributes': [{'Name': 'email', 'Value': '%s@example.com'}]",
                username,
                username);
    }

    private static JsonPath signIn(String username, String password) {
        return cognito(
                "InitiateAuth",
                "{'ClientId': 'spacesdevclient', 'AuthFlow': 'USER_PASSWORD_AUTH',"
                        + " 'AuthParameters': {'USERNAME': '%s', 'PASSWORD': '%s'}}",
                username,
                password);
    }

    private static JsonPath administer(String operation, String members, Object... values) {
        return cognito(operation, "{'UserPoolId': 'us-east-1_SpacesDev', " + members + "}", values);
    }

    /** Calls the pool as another client; the body is JSON with single quotes. */
    private static JsonPath cognito(String operation, String body, Object... values) {
        return given().header("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("Origin", PlaygroundServer.pool.endpoint().toString())
                .body(body.formatted(values).replace('\'', '"').getBytes(UTF_8))
                .post(PlaygroundServer.pool.endpoint())
                .then()
                .extract()
                .body()
                .jsonPath();
    }
}
