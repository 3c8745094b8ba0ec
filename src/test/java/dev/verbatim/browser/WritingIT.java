package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.browser.ChatPage.Shown;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What people write and write anew in their browsers, of which nothing hangs on the pace of the answers: they come at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritingIT {
    private Gateway gateway;
    private Browser first;
    private Browser second;
    private ChatPage ada;

    @BeforeAll
    void start() {
        gateway = Gateways.on(TestPostgres.freshDatabase());
        first = Browser.start();
        second = Browser.start();
        ada = ChatPage.open(first, gateway.chatUrl());
    }

    @AfterAll
    void stop() {
        first.close();
        second.close();
        gateway.close();
    }

    @Test
    void anOwnMessageIsEditedByKeysAndItsAnswerIsWrittenAnewForAll() {
        String answer = ada.ask("Tell me about teh sea");
        ada.awaitStatus(answer, "complete");
        ChatPage bob = ChatPage.open(second, gateway.chatUrl());
        WebElement field = ada.hook("composer");

        field.sendKeys(Keys.ARROW_UP);
        assertThat(field.getDomProperty("value")).isEqualTo("Tell me about teh sea");
        assertThat(ada.hook("editing").isDisplayed()).isTrue();
        field.sendKeys(Keys.ESCAPE);
        assertThat(field.getDomProperty("value")).isEmpty();
        assertThat(ada.hook("editing").isDisplayed()).isFalse();
        field.sendKeys(Keys.ARROW_UP);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), "Tell me about the sea", Keys.ENTER);
        Shown anew = ada.awaitReplaced(answer);
        assertThat(bob.awaitReplaced(answer)).isEqualTo(anew);
        ada.press(anew.messageId(), "regenerate");
        Shown third = ada.awaitReplaced(anew.messageId());

        assertThat(bob.awaitReplaced(anew.messageId())).isEqualTo(third);
        assertThat(bob.messages()).isEqualTo(ada.messages());
        assertThat(ada.messages())
                .extracting(Shown::words)
                .contains("Tell me about the sea")
                .doesNotContain("Tell me about teh sea");
        first.screenshot("edited");
        List<Shown> before = ada.messages();
        ada.reload();
        ada.awaitStatus(third.messageId(), "complete");
        assertThat(ada.messages()).isEqualTo(before);
    }

    @Test
    void aKoreanQuestionGetsAKoreanAnswer() {
        String reply = ada.ask("안녕하세요, 제 이름은 민수예요");

        Shown answer = ada.awaitStatus(reply, "complete");

        assertThat(answer.words().codePoints().filter(WritingIT::isHangul).count())
                .isGreaterThan(answer.words().length() / 3);
        assertThat(answer.words()).contains("민수");
        first.screenshot("korean");
    }

    @Test
    void enterWithinACompositionDoesNotSend() {
        ada.run("""
                window.composingEnters = 0;
                document.addEventListener('keydown', e => { if (e.key === 'Enter' && e.isComposing) window.composingEnters++; }, true);""");
        ada.hook("composer").click();
        int before = ada.messages().size();
        compose("안녕");

        key("rawKeyDown");
        key("keyUp");

        assertThat(ada.run("return window.composingEnters")).isEqualTo(1L);
        assertThat(ada.hook("composer").getDomProperty("value")).startsWith("안녕");
        assertThat(ada.messages()).hasSize(before);

        first.driver().executeCdpCommand("Input.insertText", Map.of("text", "안녕하세요"));
        ada.hook("composer").sendKeys(Keys.ENTER);
        ChatPage.until(() -> ada.messages().size() > before);
        assertThat(ada.messages().get(before).words()).isEqualTo("안녕하세요");
        ChatPage.until(() -> ada.answers().stream()
                .allMatch(answer -> List.of("complete", "stopped").contains(answer.status())));
    }

    private void compose(String text) {
        Map<String, Object> composition =
                Map.of("text", text, "selectionStart", text.length(), "selectionEnd", text.length());
        first.driver().executeCdpCommand("Input.imeSetComposition", composition);
    }

    private void key(String type) {
        Map<String, Object> enter = Map.of("type", type, "key", "Enter", "code", "Enter", "windowsVirtualKeyCode", 13);
        first.driver().executeCdpCommand("Input.dispatchKeyEvent", enter);
    }

    private static boolean isHangul(int codePoint) {
        return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HANGUL;
    }
}
