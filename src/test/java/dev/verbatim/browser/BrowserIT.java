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

    /** An address is written down: by proxies, in histories, in the next page's referrer. */
    @Test
    void noAddressHoldsAToken() {
        String token = String.valueOf(ada.run("return JSON.stringify({...localStorage, ...sessionStorage})"));

        ada.reload();

        assertThat(token).contains("eyJ");
        assertThat(first.requests()).isNotEmpty().noneMatch(url -> url.contains("eyJ"));
    }

    private String storedText(String reply) {
        return (String) rows.one("select text from messages where message_id = ?", UUID.fromString(reply))
                .get("text");
    }

    /** Letters and numbers are the same before and after markdown is rendered. */
    private static List<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }
}
