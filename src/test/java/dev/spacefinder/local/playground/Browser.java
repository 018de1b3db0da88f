package dev.spacefinder.local.playground;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Collectors;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A headless Chromium on the pages of the local server, used as a person would: fields by their labels, buttons by
 * their names.
 */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    final ChromeDriver driver;
    private final WebDriverWait wait;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
        this.wait = new WebDriverWait(driver, PATIENCE);
        // What the page draws anew while it is looked at is not there yet.
        this.wait.ignoring(StaleElementReferenceException.class);
    }

    /**
     * Starts a browser, or skips the test where none is installed.
     *
     * @param arguments more of the browser's command line
     */
    static Browser start(String... arguments) {
        var browser = onPath("chromium", "chromium-browser", "google-chrome");
        var driver = onPath("chromedriver");
        assumeTrue(
                browser.isPresent() && driver.isPresent(),
                "Skipped: no chromium and chromedriver on the PATH (Debian: apt-get install chromium chromium-driver).");
        var options = new ChromeOptions();
        options.setBinary(browser.get());
        options.addArguments("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900");
        options.addArguments(arguments);
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox");
        }
        var logs = new LoggingPreferences();
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.get())
                .withSilent(true)
                .build();
        var started = new Browser(new ChromeDriver(service, options));
        started.appear(1280, 900, "light");
        return started;
    }

    /** Goes on in a new tab: what pages kept in the old one, cookies and the logs of before are gone. */
    void renew() {
        var old = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        var fresh = driver.getWindowHandle();
        driver.switchTo().window(old).close();
        driver.switchTo().window(fresh);
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        appear(1280, 900, "light");
        hostsCalled();
        complaints();
    }

    private static Optional<File> onPath(String... names) {
        return Arrays.stream(names)
                .flatMap(name -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Changes the window's size and the colour scheme that the user prefers; nothing moves. */
    void appear(int width, int height, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** Opens the playground and waits until it is ready. */
    void open(String address) {
        driver.get(address);
        await(By.cssSelector("html[data-ready]"));
    }

    WebElement await(By place) {
        return wait.until(ExpectedConditions.visibilityOfElementLocated(place));
    }

    <T> T until(ExpectedCondition<T> condition) {
        return wait.until(condition);
    }

    /** Clicks what is there, away from the bar that stays at the top. */
    void click(By place) {
        var element = await(place);
        driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", element);
        element.click();
    }

    void awaitText(String id, String text) {
        wait.until(ExpectedConditions.textToBePresentInElementLocated(By.id(id), text));
    }

    void awaitValue(String form, String field, String value) {
        wait.until(ExpectedConditions.domPropertyToBe(
                driver.findElement(By.cssSelector("#" + form + " [name='" + field + "']")), "value", value));
    }

    String text(String id) {
        return driver.findElement(By.id(id)).getText();
    }

    /** Clicks what has this accessible name within a part of the page. */
    void click(String part, String name) {
        var place = By.cssSelector("#" + part + " button, #" + part + " [role=tab]");
        wait.until(anything -> driver.findElements(place).stream()
                .filter(button -> button.isDisplayed()
                        && button.isEnabled()
                        && button.getAccessibleName().equals(name))
                .findFirst()
                .map(button -> {
                    driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", button);
                    button.click();
                    return true;
                })
                .orElse(false));
    }

    void type(String form, String field, String text) {
        var input = await(By.cssSelector("#" + form + " [name='" + field + "']"));
        input.clear();
        input.sendKeys(text);
    }

    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(Keys.chord(keys));
    }

    /** The hosts that the page sent requests to since the last call, with their ports. */
    List<String> hostsCalled() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> {
                    try {
                        return JSON.readTree(entry.getMessage()).path("message");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .filter(message -> message.path("method").asText().equals("Network.requestWillBeSent"))
                .map(message ->
                        message.path("params").path("request").path("url").asText())
                .filter(url -> url.startsWith("http"))
                .map(url -> url.split("/")[2])
                .distinct()
                .sorted()
                .toList();
    }

    /** What the page complained about in the console. */
    String complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .collect(Collectors.joining("\n"));
    }

    /** Fails if axe finds a violation of WCAG 2.2 AA on the page, or the page is wider than the window. */
    void assertMeetsWcagAndFitsTheScreen() {
        // The bar that stays at the top covers what is under it.
        driver.executeScript("scrollTo(0, 0)");
        var violations = new AxeBuilder()
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                .analyze(driver)
                .getViolations();
        assertEquals(List.of(), violations.stream().map(Browser::described).toList(), driver.getCurrentUrl());
        assertEquals(
                driver.executeScript("return document.documentElement.clientWidth"),
                driver.executeScript("return document.documentElement.scrollWidth"),
                driver.getCurrentUrl());
    }

    private static String described(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream()
                        .map(node -> node.getTarget().toString())
                        .toList();
    }

    /** Saves what the window shows, from a part of the page on, if {@code -Dscreenshots=FOLDER} asks for it. */
    void photograph(String part, String name) {
        var folder = System.getProperty("screenshots");
        if (folder == null) {
            return;
        }
        driver.executeScript("document.getElementById(arguments[0]).scrollIntoView()", part);
        try {
            Files.createDirectories(Path.of(folder));
            Files.write(Path.of(folder, name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
