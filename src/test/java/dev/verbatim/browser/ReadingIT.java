package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Who reads above is not moved, by what comes below or by what is fetched from further above. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadingIT {
    private static final int MESSAGES = 130;

    private Gateway gateway;
    private Browser browser;
    private ChatPage page;

    @BeforeAll
    void start() {
        Map<String, String> fastWriter = Map.of(
                "VERBATIM_CHAT_FRAMES_PER_SECOND",
                "10000",
                "VERBATIM_CHAT_PERSON_FRAMES_PER_SECOND",
                "10000",
                "VERBATIM_DEMO_TOKENS_PER_SECOND",
                "60");
        gateway = Gateways.on(TestPostgres.freshDatabase(), fastWriter);
        ChatClient writer = ChatClient.guest(gateway.chatUrl());
        writer.join("lobby");
        for (int number = 1; number <= MESSAGES; number++) {
            String text = "message " + number + " with enough words to be a line of its own";
            JsonObject answer = writer.ask(
                    "send",
                    new JsonObject().put("roomId", "lobby").put("text", text).put("reply", false));
            assertThat(answer.getString("event")).isEqualTo("sent");
        }
        browser = Browser.start();
        page = ChatPage.open(browser, gateway.chatUrl());
    }

    @AfterAll
    void stop() {
        browser.close();
        gateway.close();
    }

    private Object firstVisible() {
        return page.run("""
                const top = document.querySelector('#scroller').getBoundingClientRect().top;
                const first = [...document.querySelectorAll('article')].find(a => a.getBoundingClientRect().bottom > top);
                return first.innerText + ' at ' + Math.round(first.getBoundingClientRect().top);""");
    }

    private boolean atTheEnd() {
        return Boolean.TRUE.equals(
                page.run(
                        "const s = document.querySelector('#scroller'); return s.scrollHeight - s.scrollTop - s.clientHeight < 50"));
    }

    @Test
    void scrollingUpFetchesTheWholeHistoryAndReadingAboveIsLeftAlone() {
        ChatPage.until(() -> page.messages().size() == 50 && atTheEnd());
        String reply = page.ask("Tell me a story");
        page.awaitLongerThan(reply, 40);
        assertThat(atTheEnd()).isTrue();
        assertThat(toLatest().isDisplayed()).isFalse();
        wheel(-12);
        ChatPage.until(() -> toLatest().isDisplayed());

        page.run("document.querySelector('#scroller').scrollTop = 400");
        Object reading = firstVisible();
        int length = page.message(reply).length();
        page.awaitLongerThan(reply, length + 200);
        assertThat(firstVisible()).isEqualTo(reading);

        while (!browser.driver()
                .findElements(By.cssSelector("#older:not([hidden])"))
                .isEmpty()) {
            int before = page.messages().size();
            page.run("document.querySelector('#scroller').scrollTop = 0");
            ChatPage.until(() -> page.messages().size() > before);
        }
        // A page of history is put in piece by piece.
        ChatPage.until(() -> page.messages().size() == MESSAGES + 2);
        assertThat(page.messages().get(0).words()).startsWith("message 1 ");

        toLatest().click();
        page.awaitStatus(reply, "complete");
        ChatPage.until(this::atTheEnd);
        assertThat(toLatest().isDisplayed()).isFalse();
        assertThat(page.run("return document.activeElement.id")).isEqualTo("scroller");
    }

    private WebElement toLatest() {
        return browser.driver().findElement(By.id("to-latest"));
    }

    private void wheel(int pixels) {
        browser.command(
                "Input.dispatchMouseEvent",
                Map.of("type", "mouseWheel", "x", 600, "y", 300, "deltaX", 0, "deltaY", pixels));
    }
}
