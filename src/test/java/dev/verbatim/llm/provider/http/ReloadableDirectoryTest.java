package dev.verbatim.llm.provider.http;

import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.testing.FaultyProvider;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What whoever follows the providers' standing hears of a reload. */
class ReloadableDirectoryTest {
    private static final ProviderLimits LIMITS = new ProviderLimits(ProviderHouse.PATIENT, 100, 3, 60_000, 60_000);
    private static final String FIRST = "key-before-0123456789";
    private static final String SECOND = "key-after-0123456789";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> news = new CopyOnWriteArrayList<>();
    private FaultyProvider faulty;
    private ReloadableDirectory directory;

    @BeforeEach
    void start() {
        faulty = await(FaultyProvider.start(vertx));
        directory = Providers.create(
                vertx,
                catalogue(FIRST),
                LIMITS,
                ProviderHouse.routing(LIMITS),
                (provider, key, state) -> news.add(provider + " " + state));
    }

    @AfterEach
    void stop() {
        directory.close();
        faulty.close();
        await(vertx.close());
    }

    @Test
    void aRefusedKeyThatWasExchangedIsOutNoMore() {
        ask(directory.resolve(null).provider(), "status-401").end();

        directory.reload(catalogue(SECOND));

        assertThat(news).containsExactly("openai OUT", "openai RETIRED");
        ask(directory.resolve(null).provider(), "answer-2").assertComplete(2);
        assertThat(news).hasSize(2);
    }

    @Test
    void aCallThatOutlivesItsKeySaysNothingOfTheNextOne() {
        Provider before = directory.resolve(null).provider();
        directory.reload(catalogue(SECOND));

        ask(before, "status-401").end();

        assertThat(news).containsExactly("openai RETIRED");
    }

    @Test
    void whatStaysAsItIsStandsAsItStood() {
        ask(directory.resolve(null).provider(), "status-401").end();

        directory.reload(catalogue(FIRST));

        assertThat(news).containsExactly("openai OUT");
    }

    private CallRecorder ask(Provider provider, String model) {
        return CallRecorder.open(vertx.getOrCreateContext(), provider, model);
    }

    private Catalogue catalogue(String key) {
        ProviderEntry entry = new ProviderEntry(
                "openai", "openai", faulty.baseUrl(), "SOME_KEY", key, "answer", List.of("*"), "max_tokens");
        return new Catalogue(List.of(entry), List.of());
    }
}
