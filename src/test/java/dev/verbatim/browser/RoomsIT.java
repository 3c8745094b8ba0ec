package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** Rooms as two people make, share and leave them, each in a browser of their own; the gateway is below a path, as behind a proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoomsIT {
    private static final String BELOW = "/talk/v1";

    private Gateway gateway;
    private Rows rows;
    private Browser first;
    private Browser second;
    private ChatPage ada;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = Gateways.on(
                database,
                Map.of(
                        "VERBATIM_DEMO_TOKENS_PER_SECOND", "200",
                        "VERBATIM_ROOMS_ON_JOIN", "refuse",
                        "VERBATIM_HTTP_BASE_PATH", BELOW));
    }

    @BeforeEach
    void open() {
        first = Browser.start();
        second = Browser.start("ko-KR");
        ada = ChatPage.open(first, gateway.chatUrl());
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** Makes a room through its form; its id. */
    private String makeRoom(String name, boolean isPrivate) {
        ada.hook("new-room").click();
        ada.hook("new-room-dialog").findElement(By.name("name")).sendKeys(name);
        String visibility = isPrivate ? "private" : "public";
        ada.run("document.querySelector('[name=visibility][value=" + visibility + "]').click()");
        ada.hook("new-room-dialog").findElement(By.name("systemPrompt")).sendKeys("Answer like a sailor.");
        ada.hook("save-room").click();
        ChatPage.until(() -> ada.hook("room").getText().equals(name));
        return String.valueOf(ada.hook("room").getDomAttribute("data-room-id"));
    }

    private static void say(ChatPage page, String text) {
        page.hook("composer").sendKeys(text, Keys.ENTER);
    }

    private static WebElement link(ChatPage page, String roomId) {
        return page.hook("rooms").findElement(By.cssSelector("a[data-room-id='" + roomId + "']"));
    }

    @Test
    void aPublicRoomIsSharedByItsAddressAndHasItsOwnInstructions() {
        String roomId = makeRoom("Harbour", false);
        String address = String.valueOf(ada.run("return location.href"));
        assertThat(address).endsWith("/#/room/" + roomId);
        assertThat(rows.one("select system_prompt from rooms where room_id = ?", roomId))
                .isEqualTo(Map.of("system_prompt", "Answer like a sailor."));

        ChatPage bob = ChatPage.open(second, URI.create(address));
        String reply = ada.ask("Tell me a story");
        ChatPage.until(() -> !bob.answers().isEmpty());

        assertThat(bob.awaitStatus(reply, "complete")).isEqualTo(ada.awaitStatus(reply, "complete"));
        assertThat(bob.hook("room").getText()).isEqualTo("Harbour");
        ChatPage.until(() -> String.valueOf(bob.run("return document.querySelector('#room-about').textContent"))
                .endsWith("verbatim-demo"));
        first.screenshot("rooms-shared");
    }

    @Test
    void howManyBelongToARoomIsSaidWhereOnlyTheyMayReadIt() {
        makeRoom("Pier", false);
        assertThat(about()).isEqualTo("Public · verbatim-demo");

        makeRoom("Cabin", true);
        assertThat(about()).isEqualTo("Private · 1 person · verbatim-demo");
    }

    /** What is said of a room below its name, once it has been joined. */
    private String about() {
        String read = "return document.querySelector('#room-about').textContent";
        ChatPage.until(() -> !String.valueOf(ada.run(read)).isEmpty());
        return String.valueOf(ada.run(read));
    }

    @Test
    void whoMakesARoomByKeysWritesOnAtOnce() {
        Actions keys = new Actions(first.driver());
        ada.hook("composer").click();

        keys.keyDown(Keys.ALT).sendKeys("n").keyUp(Keys.ALT).perform();
        ChatPage.until(() -> ada.hook("new-room-dialog").isDisplayed());
        keys.sendKeys("By keys", Keys.ENTER).perform();
        ChatPage.until(() -> ada.hook("room").getText().equals("By keys"));
        keys.sendKeys("and on").perform();

        assertThat(ada.hook("composer").getDomProperty("value")).isEqualTo("and on");
    }

    @Test
    void everythingIsFoundBelowThePath() {
        String reply = ada.ask("What is 6 times 7?");
        assertThat(ada.awaitStatus(reply, "complete").words()).contains("42");
        ada.reload();
        assertThat(ada.awaitStatus(reply, "complete").words()).contains("42");

        ada.hook("help").click();
        ada.hook("documents").click();
        ChatPage.until(() -> first.driver().getTitle().contains("documents"));
        first.driver().findElement(By.linkText("HTTP API")).click();
        ChatPage.until(() -> first.driver().getPageSource().contains("openapi: 3.1"));
        first.driver().navigate().back();
        first.driver().findElement(By.linkText("Back to the chat")).click();
        assertThat(ada.awaitStatus(reply, "complete").words()).contains("42");

        // A document of plain text names no icon: the browser looks for one where they used to be.
        assertThat(first.requests())
                .isNotEmpty()
                .allMatch(url -> URI.create(url).getPath().startsWith(BELOW) || url.endsWith("/favicon.ico"));
        assertThat(first.console()).allMatch(line -> line.contains("/favicon.ico"));
    }

    @Test
    void switchingRoomsKeepsDraftsTellsWhatIsNewAndNeedsNoReload() {
        String roomId = makeRoom("Kitchen", false);
        ChatPage bob = ChatPage.open(second, URI.create(gateway.chatUrl() + "/#/room/" + roomId));
        ada.run("window.same = true");
        ada.hook("composer").sendKeys("half a thought");
        link(ada, "lobby").click();
        ChatPage.until(() ->
                String.valueOf(ada.hook("composer").getDomProperty("value")).isEmpty());

        say(bob, "What is 2 + 2?");

        ChatPage.until(() -> "2".equals(link(ada, roomId).getDomAttribute("data-unread")));
        first.screenshot("rooms-unread");
        link(ada, roomId).click();
        ChatPage.until(() -> ada.messages().size() == 2);
        assertThat(ada.hook("composer").getDomProperty("value")).isEqualTo("half a thought");
        assertThat(ada.run("return window.same")).isEqualTo(true);
        ChatPage.until(() -> "0".equals(link(ada, roomId).getDomAttribute("data-unread")));
    }

    @Test
    void aPrivateRoomIsReadByWhomItsOwnerAddsUntilTheyAreRemoved() {
        String roomId = makeRoom("Cellar", true);
        ChatPage bob = ChatPage.open(second, URI.create(gateway.chatUrl() + "/#/room/" + roomId));
        By refusal = By.cssSelector("#empty .id");
        ChatPage.until(() -> !second.driver().findElements(refusal).isEmpty());
        String bobsId = second.driver().findElement(refusal).getText();
        second.screenshot("rooms-refused");
        assertThat(second.driver().switchTo().activeElement().getText()).isEqualTo("이 대화방을 볼 수 없습니다");

        ada.hook("people").click();
        ada.hook("add-user").sendKeys(bobsId, Keys.ENTER);
        ChatPage.until(() -> ada.hook("people-list").getText().contains(bobsId));
        first.screenshot("rooms-people");
        ChatPage.until(() -> bob.hook("room").getText().equals("Cellar"));
        assertThat(second.driver().switchTo().activeElement()).isEqualTo(bob.hook("composer"));
        bob.reload();
        ChatPage.until(() -> bob.hook("room").getText().equals("Cellar"));
        assertThat(bob.hook("composer").isDisplayed()).isTrue();

        String row = "[data-testid=people-list] [data-user-id='" + bobsId + "'] ";
        ada.run("const role = document.querySelector(\"" + row
                + "select\"); role.value = 'viewer'; role.dispatchEvent(new Event('change'))");
        ChatPage.until(() -> !bob.hook("composer").isDisplayed());
        first.driver().findElement(By.cssSelector(row + "button")).click();
        ChatPage.until(() -> !second.driver().findElements(refusal).isEmpty());
        assertThat(bob.messages()).isEmpty();
    }

    @Test
    void aRoomThatItsOwnerDeletesIsGoneForAll() {
        String roomId = makeRoom("Attic", false);
        ChatPage bob = ChatPage.open(second, URI.create(gateway.chatUrl() + "/#/room/" + roomId));

        ada.hook("room-options").click();
        WebElement delete = ada.hook("room-options-dialog").findElement(By.cssSelector(".danger"));
        delete.click();
        assertThat(rows.one("select removed_at is null as there from rooms where room_id = ?", roomId))
                .isEqualTo(Map.of("there", true));
        delete.click();

        ChatPage.until(() -> "lobby".equals(ada.hook("room").getDomAttribute("data-room-id")));
        ChatPage.until(() -> bob.hook("messages")
                .findElement(By.xpath("//*[@id='empty']"))
                .getText()
                .contains("삭제"));
        assertThat(ada.hook("rooms").getText()).doesNotContain("Attic");
    }

    /** Only what differs is sent, everybody sees it, and it is only words. */
    @Test
    void aChangedNameIsSeenByAllAtOnce() {
        String roomId = makeRoom("Study", false);
        ChatPage bob = ChatPage.open(second, URI.create(gateway.chatUrl() + "/#/room/" + roomId));

        ada.hook("room-options").click();
        WebElement name = ada.hook("room-options-dialog").findElement(By.name("name"));
        name.clear();
        name.sendKeys("<img src=x onerror=window.ran=1> & more");
        ada.hook("save-room").click();

        ChatPage.until(() -> bob.hook("room").getText().equals("<img src=x onerror=window.ran=1> & more"));
        ChatPage.until(() -> link(bob, roomId).getText().contains("<img src=x onerror=window.ran=1> & more"));
        assertThat(rows.one("select system_prompt from rooms where room_id = ?", roomId))
                .isEqualTo(Map.of("system_prompt", "Answer like a sailor."));
        assertThat(bob.run("return window.ran")).isNull();
        assertThat(second.console()).noneMatch(line -> line.contains("Content Security Policy"));
    }
}
