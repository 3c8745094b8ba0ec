package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.browser.ChatPage.Shown;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What two people see in their browsers while the demo provider answers at its own pace. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserIT {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private Gateway gateway;
    private Rows rows;
    private Browser first;
    private Browser second;
    private ChatPage ada;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        // A story takes ten seconds: it is still running when a page was loaded anew, on a busy machine too.
        gateway = Gateways.on(database, Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "30"));
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
    void streamsAndIsWholeAfterAReloadInTheMiddle() {
        String reply = ada.ask("Tell me a story");
        int begun = ada.awaitLongerThan(reply, 0);
        int later = ada.awaitLongerThan(reply, begun);
        int evenLater = ada.awaitLongerThan(reply, later);
        assertThat(ada.message(reply).status()).isEqualTo("running");
        first.screenshot("streaming");

        ada.reload();
        int after = ada.awaitLongerThan(reply, evenLater);
        assertThat(after).isGreaterThan(evenLater);
        Shown answer = ada.awaitStatus(reply, "complete");

        String stored = storedText(reply);
        assertThat(answer.length()).isEqualTo(stored.length()).isGreaterThan(after);
        assertThat(words(answer.words())).isEqualTo(words(stored));
        ada.reload();
        assertThat(ada.awaitStatus(reply, "complete")).isEqualTo(answer);
        first.screenshot("whole-answer");
    }

    @Test
    void twoBrowsersSeeTheSame() {
        String reply = ada.ask("Tell me a story about the sea");
        ada.awaitLongerThan(reply, 10);

        ChatPage bob = ChatPage.open(second, gateway.chatUrl());
        bob.hook("composer").sendKeys("h");
        ChatPage.until(() -> !ada.hook("typing").getText().isEmpty());
        bob.hook("composer").sendKeys(Keys.BACK_SPACE);
        bob.awaitLongerThan(reply, 20);
        Shown bobs = bob.awaitStatus(reply, "complete");

        assertThat(ada.awaitStatus(reply, "complete")).isEqualTo(bobs);
        assertThat(bob.messages()).isEqualTo(ada.messages());
        assertThat(words(bobs.words())).isEqualTo(words(storedText(reply)));
    }

    @Test
    void stopKeepsWhatCameAndSaysSo() {
        String reply = ada.ask("Tell me a long story");
        ada.awaitLongerThan(reply, 20);

        ada.stop();
        Shown answer = ada.awaitStatus(reply, "stopped");

        assertThat(answer.length())
                .isGreaterThan(20)
                .isEqualTo(storedText(reply).length());
        assertThat(words(answer.words())).isEqualTo(words(storedText(reply)));
        assertThat(ada.note(reply)).isNotBlank();
        assertThat(rows.one("select status from messages where message_id = ?", UUID.fromString(reply)))
                .isEqualTo(Map.of("status", "stopped"));
        first.screenshot("stopped");
        ada.reload();
        assertThat(ada.message(reply)).isEqualTo(answer);
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

        assertThat(answer.words().codePoints().filter(BrowserIT::isHangul).count())
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

    /** An address is written down: by proxies, in histories, in the next page's referrer. */
    @Test
    void noAddressHoldsAToken() {
        String token = String.valueOf(ada.run("return JSON.stringify({...localStorage, ...sessionStorage})"));

        ada.reload();

        assertThat(token).contains("eyJ");
        assertThat(first.requests()).isNotEmpty().noneMatch(url -> url.contains("eyJ"));
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

    private String storedText(String reply) {
        return (String) rows.one("select text from messages where message_id = ?", UUID.fromString(reply))
                .get("text");
    }

    private static boolean isHangul(int codePoint) {
        return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HANGUL;
    }

    /** Letters and numbers are the same before and after markdown is rendered. */
    private static List<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }
}
