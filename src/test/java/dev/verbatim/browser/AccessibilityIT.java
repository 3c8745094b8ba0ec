package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The page for those who do not see it, or only its contrasts, or have no mouse. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessibilityIT {
    private static final Path SCRIPTS = Path.of("src", "test", "js");
    private static final String FOUND = """
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations']}).then(result => done(result.violations
                .filter(found => ['serious', 'critical'].includes(found.impact))
                .map(found => found.id + ': ' + found.nodes.map(node => node.target.join(' ')).join(', '))));""";

    private static final List<String> DIALOGS = List.of("new-room", "room-options", "people", "settings", "help");
    /** What can be pressed and is smaller than a finger; half a pixel is rounding. */
    private static final String SMALL = """
            return [...document.querySelectorAll('button, a, input:not([type=radio]), select, textarea, summary, label:has(input)')]
                .filter(each => each.checkVisibility() && !each.closest('[inert], .text, .hint, .unseen') && each.id !== 'skip')
                .map(each => [each, each.getBoundingClientRect()])
                .filter(([, {width, height}]) => Math.min(width, height) < 43.5)
                .map(([each, {width, height}]) =>
                    `${each.tagName} ${each.id || each.className || each.name} ${each.textContent.slice(0, 20)} ${width} x ${height}`);""";

    private Gateway gateway;
    private String axe = "";

    @BeforeAll
    void start() throws IOException {
        Path library = SCRIPTS.resolve("node_modules/axe-core/axe.min.js");
        if (!Files.exists(library)) {
            install();
        }
        axe = Files.readString(library);
        gateway = Gateways.on(TestPostgres.freshDatabase(), Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "60"));
    }

    private static void install() throws IOException {
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                .directory(SCRIPTS.toFile())
                .inheritIO()
                .start();
        assertThat(npm.onExit().join().exitValue()).isZero();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"light, en-GB, 1180, 780", "dark, ko-KR, 1180, 780", "light, ko-KR, 390, 780", "dark, en-GB, 390, 780"})
    void nothingSeriousIsFound(String theme, String language, int width, int height) {
        try (Browser browser = Browser.start(language)) {
            browser.onEveryPage(
                    "localStorage.setItem('verbatim.settings', JSON.stringify({theme: '%s'}))".formatted(theme));
            browser.command(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
            ChatPage page = ChatPage.open(browser, gateway.chatUrl());
            String name = theme + "-" + language + "-" + width;
            check(browser, name + "-beginning");

            String reply = page.ask("Show me code in Java");
            page.awaitLongerThan(reply, 80);
            check(browser, name + "-streaming");
            page.awaitStatus(reply, "complete");
            check(browser, name + "-answer");
            for (String dialog : DIALOGS) {
                open(page, dialog);
                check(browser, name + "-" + dialog);
                close(page, dialog);
            }
            page.run("location.hash = '#/room/..'");
            check(browser, name + "-no-room");
        }
    }

    private static void open(ChatPage page, String dialog) {
        page.run("document.querySelector('[data-testid=" + dialog + "]').click()");
        ChatPage.until(() -> page.hook(dialog + "-dialog").isDisplayed());
        page.run("document.querySelectorAll('dialog details').forEach(more => more.open = true)");
    }

    private static void close(ChatPage page, String dialog) {
        page.hook(dialog + "-dialog").sendKeys(Keys.ESCAPE);
        ChatPage.until(() ->
                page.browser().driver().findElements(By.cssSelector("dialog")).isEmpty());
    }

    private void check(Browser browser, String name) {
        ChatPage.until(
                () -> Boolean.TRUE.equals(
                        browser.driver()
                                .executeScript(
                                        "return document.getAnimations().every(each => each.playState !== 'running' || each.effect.getTiming().iterations === Infinity)")));
        browser.screenshot(name);
        if (Boolean.FALSE.equals(browser.driver().executeScript("return 'axe' in window"))) {
            browser.driver().executeScript(axe);
        }
        assertThat((List<?>) browser.driver().executeAsyncScript(FOUND))
                .as(name)
                .isEmpty();
    }

    /** On a phone whatever is pressed is as large as a finger, except links among words. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "medium"})
    void aFingerFindsWhatItPresses(String textSize) {
        try (Browser browser = Browser.start()) {
            browser.onEveryPage(
                    "localStorage.setItem('verbatim.settings', JSON.stringify({size: '%s'}))".formatted(textSize));
            browser.command(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", 390, "height", 780, "deviceScaleFactor", 1, "mobile", true));
            browser.command("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
            ChatPage page = ChatPage.open(browser, gateway.chatUrl());
            assertThat(page.run(SMALL)).as("beginning").asInstanceOf(LIST).isEmpty();

            String reply = page.ask("Show me code in Java");
            page.awaitStatus(reply, "complete");
            assertThat(page.run(SMALL)).as("answer").asInstanceOf(LIST).isEmpty();
            for (String dialog : DIALOGS) {
                open(page, dialog);
                assertThat(page.run(SMALL)).as(dialog).asInstanceOf(LIST).isEmpty();
                close(page, dialog);
            }
            page.run("document.getElementById('menu').click()");
            assertThat(page.run(SMALL)).as("rooms").asInstanceOf(LIST).isEmpty();
        }
    }

    @Test
    void theWholePageIsReachedByKeysInTheOrderItIsRead() {
        try (Browser browser = Browser.start()) {
            ChatPage page = ChatPage.open(browser, gateway.chatUrl());
            page.run("document.activeElement.blur()");

            List<String> order = new ArrayList<>();
            for (int step = 0; step < 10; step++) {
                browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
                order.add(String.valueOf(page.run(
                        "const at = document.activeElement; return at.id || at.dataset.roomId || at.tagName")));
            }

            assertThat(order)
                    .containsSequence(
                            "skip",
                            "new-room",
                            "lobby",
                            "help",
                            "settings",
                            "copy-link",
                            "people",
                            "room-options",
                            "scroller");
        }
    }

    @Test
    void whoWantsNoMotionGetsNone() {
        try (Browser browser = Browser.start()) {
            browser.command(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
            ChatPage page = ChatPage.open(browser, gateway.chatUrl());
            String reply = page.ask("Tell me a story");
            page.awaitLongerThan(reply, 10);
            page.hook("settings").click();

            assertThat(page.run("return document.getAnimations().length")).isEqualTo(0L);
        }
    }

    /** The log itself is silent; what is new is said in sentences, in a region of its own. */
    @Test
    void anAnswerIsAnnouncedInSentencesAndNotTokenByToken() {
        try (Browser browser = Browser.start()) {
            ChatPage page = ChatPage.open(browser, gateway.chatUrl());
            page.run("""
                    window.said = [];
                    new MutationObserver(() => said.push(document.getElementById('announcer').textContent))
                        .observe(document.getElementById('announcer'), {childList: true});""");

            String reply = page.ask("Tell me a story");
            page.awaitStatus(reply, "complete");
            ChatPage.until(
                    () -> String.valueOf(page.run("return said.join(' ')")).contains("Answer complete."));

            List<?> said = (List<?>) page.run("return said");
            assertThat(said).hasSizeLessThan(20);
            assertThat(String.join(" ", said.stream().map(String::valueOf).toList()))
                    .contains("Assistant:", "verbatim");
            assertThat(page.hook("messages").getDomAttribute("role")).isEqualTo("log");
        }
    }
}
