package dev.verbatim.browser;

import dev.verbatim.testing.Patience;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.devtools.Command;
import org.openqa.selenium.devtools.ConverterFunctions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium that is up, with the driver that steers it. To start one takes seconds, which every test of the page would pay for each of its
 * people: here it waits for the next one instead, and ends with the test JVM. It is one {@link Browser}'s at a time.
 */
final class Chromium {
    /** Those that nobody uses, by language. Guarded by itself. */
    private static final Map<String, Deque<Chromium>> IDLE = new HashMap<>();

    private final String language;
    private final ChromeDriver driver;
    /** Its first window, which stays empty: without one it would end. */
    private final String firstWindow;

    private Chromium(String language) {
        this.language = language;
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(installed("chromedriver"))
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options(language));
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(Patience.SECONDS));
        firstWindow = driver.getWindowHandle();
        Runtime.getRuntime().addShutdownHook(new Thread(driver::quit, "chromium-end"));
    }

    /** One that nobody uses, whose person reads this language best; started if there is none. */
    static Chromium take(String language) {
        synchronized (IDLE) {
            Deque<Chromium> idle = IDLE.getOrDefault(language, new ArrayDeque<>());
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return new Chromium(language);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Opens a window that shares nothing with those before it, as that of a fresh profile: no cookie, no storage, no cache; its context's id. */
    String openFresh() {
        String context = ask("Target.createBrowserContext", Map.of(), "browserContextId");
        String window = ask(
                "Target.createTarget",
                Map.of("url", "about:blank", "newWindow", true, "browserContextId", context),
                "targetId");
        driver.switchTo().window(window);
        return context;
    }

    /** Forgets a context with its windows and all that they kept, and is there for the next one. */
    void giveBack(String context) {
        driver.switchTo().window(firstWindow);
        driver.getDevTools().send(new Command<>("Target.disposeBrowserContext", Map.of("browserContextId", context)));
        Stream.of(LogType.BROWSER, LogType.PERFORMANCE).forEach(driver.manage().logs()::get);
        synchronized (IDLE) {
            IDLE.computeIfAbsent(language, none -> new ArrayDeque<>()).push(this);
        }
    }

    /** Of the browser itself, which the driver's own commands for a page do not reach. */
    private String ask(String method, Map<String, Object> parameters, String answer) {
        return driver.getDevTools()
                .send(new Command<>(method, parameters, ConverterFunctions.map(answer, String.class)));
    }

    private static ChromeOptions options(String language) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(installed("chromium"));
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=" + language,
                "--accept-lang=" + language,
                "--window-size=1000,800",
                "--user-data-dir=" + freshProfile());
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return options;
    }

    private static File installed(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> new File(folder, program))
                .filter(File::canExecute)
                .findFirst()
                .orElseThrow(() -> new AssertionError(program + " is not installed; scripts/test says how"));
    }

    private static Path freshProfile() {
        try {
            Path parent = Files.createDirectories(Path.of("target", "it").toAbsolutePath());
            return Files.createTempDirectory(parent, "browser-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
