import java.io.File;
import java.time.Duration;
import java.util.Arrays;

import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Opens a page in headless Chromium, signs in with the first form that asks for a username and a password, waits for a
 * text, and prints it: {@code java Browser.java URL USERNAME PASSWORD TEXT}. Run by .ci/snippets.sh.
 */
class Browser {

    public static void main(String[] args) {
        var options = new ChromeOptions();
        options.setBinary(onPath("chromium"));
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(onPath("chromedriver"))
                .withSilent(true)
                .build();
        var browser = new ChromeDriver(service, options);
        var wait = new WebDriverWait(browser, Duration.ofSeconds(30));
        try {
            browser.get(args[0]);
            wait.until(ExpectedConditions.visibilityOfElementLocated(By.name("username")))
                    .sendKeys(args[1]);
            var password = browser.findElement(By.name("password"));
            password.sendKeys(args[2]);
            password.submit();
            wait.until(ExpectedConditions.textToBePresentInElementLocated(By.tagName("body"), args[3]));
            System.out.println(browser.findElement(By.tagName("body")).getText() + " at " + browser.getCurrentUrl());
        } catch (RuntimeException e) {
            System.out.println(browser.getCurrentUrl() + " shows:\n"
                    + browser.findElement(By.tagName("body")).getText());
            browser.manage().logs().get("browser").forEach(System.out::println);
            throw e;
        } finally {
            browser.quit();
        }
    }

    private static File onPath(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no " + name + " on the PATH."));
    }
}
