package dev.verbatim.browser;

import dev.verbatim.testing.Patience;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The chat page as a person sees it. */
final class ChatPage {
    /** A message as it is shown at one moment; length counts UTF-16 code units of its text before it was rendered. */
    record Shown(String messageId, String role, String status, int length, String words) {}

    private static final Duration PATIENCE = Duration.ofSeconds(Patience.SECONDS);
    /** Each look is work for the page, its browser and its driver, which then is not done for what is waited for. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Browser browser;
    private final ChromeDriver driver;

    private ChatPage(Browser browser) {
        this.browser = browser;
        this.driver = browser.driver();
    }

    /** Opens the page and waits until it is in its room. */
    static ChatPage open(Browser browser, URI address) {
        ChatPage page = new ChatPage(browser);
        page.driver.get(address.toString());
        page.awaitOnline();
        return page;
    }

    void reload() {
        driver.navigate().refresh();
        awaitOnline();
    }

    private void awaitOnline() {
        until(() -> "online".equals(hook("connection").getDomAttribute("data-state")));
    }

    Browser browser() {
        return browser;
    }

    WebElement hook(String name) {
        return driver.findElement(By.cssSelector("[data-testid=" + name + "]"));
    }

    /** Types a message, presses Enter, and waits for its answer's place; the answer's id. */
    String ask(String text) {
        List<String> before = answers().stream().map(Shown::messageId).toList();
        hook("composer").sendKeys(text, Keys.ENTER);
        return seen(() -> answers().stream()
                .map(Shown::messageId)
                .filter(id -> !before.contains(id))
                .findFirst());
    }

    List<Shown> answers() {
        return messages().stream()
                .filter(message -> message.role().equals("assistant"))
                .toList();
    }

    /** All messages, in the page's order, from one look, once those that are known are all there. */
    List<Shown> messages() {
        List<?> rows = seen(() -> Optional.ofNullable((List<?>) driver.executeScript("""
                return document.querySelector('[data-testid=messages]').getAttribute('aria-busy') === 'true' ? null
                    : [...document.querySelectorAll('article[data-message-id]')].map(a => [
                        a.dataset.messageId, a.dataset.role, a.dataset.status, a.dataset.length,
                        a.querySelector('.text').innerText]);""")));
        return rows.stream().map(row -> shown((List<?>) row)).toList();
    }

    private static Shown shown(List<?> row) {
        return new Shown(
                (String) row.get(0),
                (String) row.get(1),
                (String) row.get(2),
                Integer.parseInt((String) row.get(3)),
                (String) row.get(4));
    }

    /** A message, once it is shown. */
    Shown message(String messageId) {
        return message(messageId, any -> true);
    }

    private Shown message(String messageId, Predicate<Shown> wanted) {
        return seen(() -> messages().stream()
                .filter(message -> message.messageId().equals(messageId))
                .filter(wanted)
                .findFirst());
    }

    /** Waits until a message is longer than this; its length then. */
    int awaitLongerThan(String messageId, int length) {
        return message(messageId, message -> message.length() > length).length();
    }

    /** Waits until an answer is over. */
    Shown awaitStatus(String messageId, String status) {
        return message(messageId, message -> message.status().equals(status));
    }

    void stop() {
        until(() -> hook("stop").isEnabled() && hook("stop").isDisplayed());
        hook("stop").click();
    }

    /** Presses a button of a message, which only who points at it sees; waits until it is offered. */
    void press(String messageId, String button) {
        By place = By.cssSelector("article[data-message-id='" + messageId + "'] ." + button + ":not([hidden])");
        until(() -> !driver.findElements(place).isEmpty());
        driver.executeScript("arguments[0].click()", driver.findElement(place));
    }

    /** What became of earlier attempts, below a message. */
    String history(String messageId) {
        return driver.findElement(By.cssSelector("article[data-message-id='" + messageId + "'] .history"))
                .getText();
    }

    /** Waits for the answer in the place of one that is not shown any more, until it is over; an older one may be the last for a moment. */
    Shown awaitReplaced(String messageId) {
        return seen(() -> {
            List<Shown> answers = answers();
            Shown last = answers.get(answers.size() - 1);
            boolean gone =
                    answers.stream().noneMatch(answer -> answer.messageId().equals(messageId));
            boolean over = last.status().equals("complete");
            return Optional.of(last)
                    .filter(answer -> gone && over && answer.messageId().compareTo(messageId) > 0);
        });
    }

    /** The note below a message. */
    String note(String messageId) {
        return driver.findElement(By.cssSelector("article[data-message-id='" + messageId + "'] .note"))
                .getText();
    }

    /** The card below a message that says why it failed, as HTML. */
    String errorCard(String messageId) {
        By card = By.cssSelector("article[data-message-id='" + messageId + "'] .error-card");
        until(() -> !driver.findElements(card).isEmpty());
        return driver.findElement(card).getDomProperty("outerHTML");
    }

    Object run(String script, Object... values) {
        return driver.executeScript(script, values);
    }

    /** What there is to be seen, once it is there, from the look that found it: to look costs more than to wait. */
    private static <T> T seen(Callable<Optional<T>> look) {
        return patiently().until(look, Optional::isPresent).orElseThrow();
    }

    static void until(Callable<Boolean> condition) {
        patiently().until(condition);
    }

    private static ConditionFactory patiently() {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(BETWEEN_LOOKS)
                .ignoreException(StaleElementReferenceException.class);
    }
}
