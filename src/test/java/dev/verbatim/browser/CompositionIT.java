package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Hangul as an input method writes it, through the browser's own protocol: letter by letter into a syllable that is not yet there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompositionIT {
    private Gateway gateway;
    private Browser browser;
    private ChatPage page;

    @BeforeAll
    void start() {
        gateway = Gateways.on(TestPostgres.freshDatabase(), Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "1000"));
    }

    @BeforeEach
    void open() {
        browser = Browser.start("ko-KR");
        page = ChatPage.open(browser, gateway.chatUrl());
        page.hook("composer").click();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void enterInTheMiddleOfASyllableSendsNothingAndTheNextOneSendsAllOfIt() {
        int before = page.messages().size();
        commit("안");
        compose("ㄴ", "녀", "녕");

        enter();
        String afterFirst = text();
        commit("녕");
        enter();

        assertThat(afterFirst).isEqualTo("안녕");
        assertThat(sentAfter(before)).isEqualTo("안녕");
        assertThat(text()).isEmpty();
    }

    @Test
    void theSendButtonTakesTheLastSyllableAlongAndLeavesNothingBehind() {
        int before = page.messages().size();
        commit("고맙");
        compose("ㄷ", "다");

        page.hook("send").click();

        assertThat(sentAfter(before)).isEqualTo("고맙다");
        assertThat(text()).isEmpty();
    }

    @Test
    void theLastSyllableStaysWithTheRoomItWasWrittenIn() {
        commit("방");
        compose("ㅇ", "에");

        page.run("location.hash = '#/room/another'");
        ChatPage.until(() -> text().isEmpty());
        page.run("location.hash = '#/room/lobby'");

        ChatPage.until(() -> text().equals("방에"));
        page.reload();
        assertThat(text()).isEqualTo("방에");
    }

    private String sentAfter(int before) {
        ChatPage.until(() -> page.messages().size() > before);
        return page.messages().get(before).words();
    }

    private String text() {
        return String.valueOf(page.hook("composer").getDomProperty("value"));
    }

    private void compose(String... steps) {
        for (String step : steps) {
            browser.command(
                    "Input.imeSetComposition",
                    Map.of("text", step, "selectionStart", step.length(), "selectionEnd", step.length()));
        }
    }

    private void commit(String text) {
        browser.command("Input.insertText", Map.of("text", text));
    }

    private void enter() {
        for (String type : List.of("rawKeyDown", "keyUp")) {
            browser.command(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", "Enter", "code", "Enter", "windowsVirtualKeyCode", 13));
        }
    }
}
