package dev.verbatim.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A real browser of its own, without a window, that knows nothing yet; it keeps a log of its console and of every request. */
final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Json JSON = new Json();

    private final Chromium chromium;
    private final ChromeDriver driver;
    private final String context;
    private final List<String> console = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    private Browser(Chromium chromium) {
        this.chromium = chromium;
        this.driver = chromium.driver();
        this.context = chromium.openFresh();
    }

    /** Opens a browser of those that are installed; never loads one. */
    static Browser start() {
        return start("en-GB");
    }

    /** One whose person reads this language best, by its {@code Accept-Language}. */
    static Browser start(String language) {
        return new Browser(Chromium.take(language));
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Runs a script in every page from now on, before anything of the page's own. */
    void onEveryPage(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Tells the browser something of its own protocol. */
    void command(String method, Map<String, Object> parameters) {
        driver.executeCdpCommand(method, parameters);
    }

    /** What the console has said so far, warnings and refusals of the security policy among it. */
    List<String> console() {
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            console.add(entry.getLevel() + " " + entry.getMessage());
        }
        return console;
    }

    /** The address of every request to a network that pages made so far; the browser's own first page makes others. */
    List<String> requests() {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            Map<String, Object> event = part(JSON.toType(entry.getMessage(), Json.MAP_TYPE), "message");
            if ("Network.requestWillBeSent".equals(event.get("method"))) {
                requests.add(
                        String.valueOf(part(part(event, "params"), "request").get("url")));
            }
        }
        requests.removeIf(url -> url.startsWith("chrome") || url.startsWith("data:"));
        return requests;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> part(Map<String, Object> whole, String name) {
        return (Map<String, Object>) whole.get(name);
    }

    /** Saves what it shows, for whoever asks to look at it: {@code -Dscreenshots=true}. */
    void screenshot(String name) {
        if (!Boolean.getBoolean("screenshots")) {
            return;
        }
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        chromium.giveBack(context);
    }
}
