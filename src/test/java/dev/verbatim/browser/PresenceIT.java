package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Who is here and what is new, as two people see it in their browsers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PresenceIT {
    private Gateway gateway;
    private Rows rows;
    private Browser first;
    private Browser second;
    private ChatPage ada;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = Gateways.on(database, Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "400"));
        first = Browser.start();
        second = Browser.start("ko-KR");
        ada = ChatPage.open(first, gateway.chatUrl());
    }

    @AfterAll
    void stop() {
        first.close();
        second.close();
        gateway.close();
    }

    private static boolean seesOthers(ChatPage page, String count) {
        WebElement present = page.hook("present");
        return count.equals(present.getDomAttribute("data-count"));
    }

    private static List<WebElement> newLines(ChatPage page) {
        return page.browser().driver().findElements(By.cssSelector("[data-testid=new-line]"));
    }

    private static String unread(ChatPage page, String roomId) {
        return String.valueOf(page.hook("rooms")
                .findElement(By.cssSelector("a[data-room-id='" + roomId + "']"))
                .getDomAttribute("data-unread"));
    }

    @Test
    void whoIsHereIsSeenUntilTheyGoAndNeverAnnounced() {
        ChatPage bob = ChatPage.open(second, gateway.chatUrl());
        ChatPage.until(() -> seesOthers(ada, "1") && seesOthers(bob, "1"));

        WebElement present = ada.hook("present");
        assertThat(present.isDisplayed()).isTrue();
        assertThat(present.getDomAttribute("aria-label")).startsWith("Here now: ");
        assertThat(bob.hook("present").getDomAttribute("aria-label")).contains("지금");
        assertThat(
                        ada.run(
                                "return document.querySelector('[data-testid=present]').closest('[aria-live],[role=log],[role=alert]')"))
                .isNull();
        first.screenshot("present");
        present.sendKeys(Keys.ENTER);
        ChatPage.until(() -> ada.hook("people-dialog").isDisplayed());
        assertThat(ada.hook("visitors").findElements(By.cssSelector("li"))).hasSize(1);
        assertThat(ada.hook("people-dialog").findElements(By.cssSelector(".here-dot")))
                .isNotEmpty()
                .allMatch(dot -> dot.getSize().getWidth() >= 6
                        && dot.getSize().getWidth() == dot.getSize().getHeight());
        ada.hook("people-dialog").sendKeys(Keys.ESCAPE);

        second.driver().get("about:blank");

        ChatPage.until(() -> !ada.hook("present").isDisplayed());
    }

    @Test
    void whatWasReadIsKnownWithoutThisBrowserAndTheNewBeginsAtALine() {
        ada.awaitStatus(ada.ask("What can you do?"), "complete");
        assertThat(newLines(ada)).isEmpty();
        ChatPage.until(() -> haveReadAll() == 1);
        first.driver().get(gateway.chatUrl() + "#/room/elsewhere");
        ada.run("localStorage.removeItem('verbatim.read')");
        ada.reload();

        ChatPage bob = ChatPage.open(second, gateway.chatUrl());
        bob.awaitStatus(bob.ask("Tell me a story"), "complete");
        ChatPage.until(() -> "2".equals(unread(ada, "lobby")));
        assertThat(newLines(ada)).isEmpty();
        first.driver().get(gateway.chatUrl() + "#/room/lobby");

        ChatPage.until(() -> newLines(ada).size() == 1);
        assertThat(newLines(ada).get(0).getText()).isEqualTo("New");
        WebElement behind = newLines(ada).get(0).findElement(By.xpath("following-sibling::*[1]"));
        assertThat(behind.findElement(By.cssSelector(".text")).getText()).isEqualTo("Tell me a story");
        ChatPage.until(() -> "0".equals(unread(ada, "lobby")));
        first.screenshot("new-line");
    }

    @Test
    void whoScrollsToTheNewestMessageHasReadItThoughNothingElseHappens() {
        first.command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 800, "height", 360, "deviceScaleFactor", 1, "mobile", false));
        ChatPage reader = ChatPage.open(first, gateway.chatUrl());
        ChatPage bob = ChatPage.open(second, gateway.chatUrl());
        bob.awaitStatus(bob.ask("Tell me a story"), "complete");
        ChatPage.until(() -> haveReadAll() == 2);
        scrollTo(reader, "0");
        String answer = bob.ask("Tell me a story about the sea");
        bob.awaitStatus(answer, "complete");
        reader.awaitStatus(answer, "complete");
        ChatPage.until(() -> haveReadAll() == 1);

        scrollTo(reader, "s.scrollHeight");

        ChatPage.until(() -> haveReadAll() == 2);
        first.command("Emulation.clearDeviceMetricsOverride", Map.of());
        second.driver().get("about:blank");
    }

    private static void scrollTo(ChatPage page, String top) {
        page.run("const s = document.querySelector('#scroller'); s.scrollTop = " + top);
    }

    private long haveReadAll() {
        return (Long) rows.one(
                        "select count(*) as n from read_marks where seq = (select seq from rooms where room_id = 'lobby')")
                .get("n");
    }
}
