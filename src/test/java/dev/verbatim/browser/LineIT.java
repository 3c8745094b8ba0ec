package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.browser.ChatPage.Shown;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What the page says while its server is away, and what becomes of what is written then. */
class LineIT {
    private final String database = TestPostgres.freshDatabase();

    private Gateway gateway(int port) {
        return Gateways.on(database, Map.of("PORT", String.valueOf(port), "VERBATIM_DEMO_TOKENS_PER_SECOND", "500"));
    }

    private static String banner(ChatPage page) {
        return page.hook("banner").isDisplayed()
                ? String.valueOf(page.hook("banner").getDomAttribute("data-kind"))
                : "";
    }

    @Test
    void theBannerTellsOfALostLineAndWhatIsWrittenMeanwhileIsSentOnce() {
        Gateway before = gateway(0);
        URI address = before.chatUrl();
        try (Browser browser = Browser.start()) {
            ChatPage page = ChatPage.open(browser, address);
            assertThat(banner(page)).isEmpty();

            before.close();
            ChatPage.until(() -> banner(page).equals("reconnecting"));
            browser.screenshot("line-lost");
            assertThat(page.hook("banner").getText())
                    .containsPattern("again in \\d+ s")
                    .contains("Retry now");
            page.hook("composer").sendKeys("What is 6 * 7?", Keys.ENTER);
            ChatPage.until(() -> page.messages().stream()
                    .anyMatch(message -> message.status().equals("kept")));

            Gateway after = gateway(address.getPort());
            try {
                ChatPage.until(() -> banner(page).isEmpty());
                ChatPage.until(() ->
                        page.answers().stream().map(Shown::status).toList().equals(List.of("complete")));

                assertThat(page.answers().get(0).words()).contains("42");
                assertThat(Rows.of(database).one("select count(*) as sent from messages where role = 'user'"))
                        .isEqualTo(Map.of("sent", 1L));
            } finally {
                after.close();
            }
        }
    }
}
