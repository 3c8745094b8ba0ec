package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;

/** The page's own words and times, for whoever reads them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanguageIT {
    private Gateway gateway;

    @BeforeAll
    void start() {
        gateway = Gateways.on(TestPostgres.freshDatabase(), Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "1000"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private static String language(ChatPage page) {
        return String.valueOf(page.run("return document.documentElement.lang"));
    }

    private static Object latin(ChatPage page) {
        return page.run(
                "return [...document.querySelectorAll('[data-say], [data-say-label], button, label')].map(e => e.ariaLabel || e.innerText)"
                        + ".filter(words => /^[A-Z][a-z]{3,}/.test(words) && !/^(Verbatim|English|Enter|Ctrl)/.test(words))");
    }

    @Test
    void theBrowsersLanguageIsSpokenAndAnotherCanBeChosenWithoutAReload() {
        try (Browser browser = Browser.start("ko-KR")) {
            ChatPage page = ChatPage.open(browser, gateway.chatUrl());
            page.run("window.same = true");
            assertThat(language(page)).isEqualTo("ko");
            assertThat(page.hook("composer").getDomProperty("placeholder")).isEqualTo("메시지를 입력하세요");
            assertThat((List<?>) latin(page)).isEmpty();
            browser.screenshot("korean-empty");

            page.hook("settings").click();
            browser.driver()
                    .findElement(By.xpath("//label[input[@name='language' and @value='en']]"))
                    .click();

            assertThat(language(page)).isEqualTo("en");
            assertThat(page.run("return window.same")).isEqualTo(true);
            assertThat(page.hook("settings-dialog").getText()).contains("Text size");
            page.reload();
            assertThat(language(page)).isEqualTo("en");
        }
    }

    @Test
    void timesAreOfTheViewersZone() {
        try (Browser browser = Browser.start("en-GB")) {
            ChatPage.open(browser, gateway.chatUrl()).ask("What time is it?");
            assertThat(shown(browser, "Asia/Seoul")).isNotEqualTo(shown(browser, "America/New_York"));
        }
    }

    /** The first message's time as somebody of this zone sees it; it is the same moment for all. */
    private String shown(Browser browser, String zone) {
        browser.command("Emulation.setTimezoneOverride", Map.of("timezoneId", zone));
        ChatPage page = ChatPage.open(browser, gateway.chatUrl());
        ChatPage.until(() -> !page.messages().isEmpty());
        return String.valueOf(page.run("return document.querySelector('article time').textContent"));
    }
}
