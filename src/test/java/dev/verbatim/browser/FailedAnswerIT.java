package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Canary;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why an answer failed, or who took it over, is shown for as long as the answer is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailedAnswerIT {
    private final Vertx vertx = Vertx.vertx();
    private FaultyProvider provider;
    private Browser browser;

    @BeforeAll
    void start() {
        provider = FaultyProvider.start(vertx).await();
        browser = Browser.start();
    }

    @AfterAll
    void stop() {
        browser.close();
        provider.close();
        vertx.close().await();
    }

    private Gateway gateway(String model) {
        Map<String, String> environment =
                Map.of("OPENAI_API_KEY", Canary.KEY, "OPENAI_BASE_URL", provider.baseUrl(), "OPENAI_MODEL", model);
        return Gateways.on(TestPostgres.freshDatabase(), environment);
    }

    @Test
    void whatAnAnswerTookOverFromIsToldAfterAReload() {
        Map<String, String> environment = Map.of(
                "OPENAI_API_KEY",
                "key-of-the-tests",
                "OPENAI_BASE_URL",
                provider.baseUrl(),
                "OPENAI_MODEL",
                "stall-4",
                "ANTHROPIC_API_KEY",
                "key-of-the-tests",
                "ANTHROPIC_BASE_URL",
                provider.baseUrl(),
                "VERBATIM_ROUTING_FALLBACK",
                "claude-answer-6",
                "VERBATIM_LLM_SILENCE_MS",
                "1000");
        try (Gateway gateway = Gateways.on(TestPostgres.freshDatabase(), environment)) {
            ChatPage page = ChatPage.open(browser, gateway.chatUrl());
            String reply = page.ask("What now?");
            page.awaitStatus(reply, "complete");
            String live = page.history(reply);

            page.reload();
            page.awaitStatus(reply, "complete");

            assertThat(live).contains("openai");
            assertThat(page.history(reply)).isEqualTo(live);
        }
    }

    /** One that is not worth another try, and one whose card offers it. */
    @ParameterizedTest
    @CsvSource({
        "quota, provider_quota, You exceeded your quota",
        "error-event-3, provider_unavailable, The server had an error"
    })
    void theErrorCardIsTheSameAfterAReload(String model, String code, String reason) {
        try (Gateway gateway = gateway(model)) {
            ChatPage page = ChatPage.open(browser, gateway.chatUrl());
            String reply = page.ask("What now?");
            page.awaitStatus(reply, "failed");
            String live = page.errorCard(reply);
            browser.screenshot("failed-" + code);

            page.reload();
            page.awaitStatus(reply, "failed");

            assertThat(live).contains("data-code=\"" + code + "\"", reason);
            assertThat(page.errorCard(reply)).isEqualTo(live);
        }
    }
}
