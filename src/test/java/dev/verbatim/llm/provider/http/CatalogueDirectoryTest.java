package dev.verbatim.llm.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ModelEntry;
import dev.verbatim.config.Price;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Usage;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderState;
import dev.verbatim.llm.provider.ProviderStatus;
import dev.verbatim.llm.provider.Route;
import io.vertx.core.Vertx;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueDirectoryTest {
    private static final Price PRICE = new Price(2_000_000, 8_000_000, 500_000, 2_000_000, "2026-01-31");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void closeVertx() {
        CallRecorder.await(vertx.close());
    }

    private static ProviderEntry entry(String name, String url, @Nullable String key, String... patterns) {
        return new ProviderEntry(name, "openai", url, "KEY", key, name + "-default", List.of(patterns), "max_tokens");
    }

    private ProviderDirectory directory(ProviderEntry... entries) {
        List<ModelEntry> models = List.of(
                new ModelEntry("one", "alpha-*", 1_000, 100, null),
                new ModelEntry("one", "alpha-1", 2_000, 200, PRICE),
                new ModelEntry("two", "alpha-1", 3_000, 300, null));
        ProviderLimits limits = new ProviderLimits(ProviderHouse.PATIENT, 10, 3, 1_000, 1_000);
        return Providers.create(
                vertx,
                new Catalogue(List.of(entries), models),
                limits,
                ProviderHouse.routing(limits),
                (provider, key, state) -> {});
    }

    @ParameterizedTest
    @CsvSource({
        "alpha-1,one",
        "alpha-,one",
        "beta-x,two",
        "org/beta-x,two",
        "alpha,one",
        "something-else,one",
        "beta,one"
    })
    void theFirstProviderWithAPatternServesAModelAndTheDefaultOneTheRest(String model, String provider) {
        ProviderDirectory directory = directory(
                entry("one", "http://h/v1", "k", "alpha-*"),
                entry("two", "http://h/v1", "k", "alpha-*", "beta-*", "*/*"));

        Route route = directory.resolve(model);

        assertThat(route.providerName()).isEqualTo(provider);
        assertThat(route.model()).isEqualTo(model);
    }

    @Test
    void withoutAModelTheDefaultOneAnswers() {
        ProviderDirectory directory = directory(entry("one", "http://h/v1", "k", "x"));

        assertThat(directory.resolve(null).model()).isEqualTo("one-default");
        assertThat(directory.defaultModel()).isEqualTo("one-default");
    }

    @Test
    void aProviderWithoutKeyOrAddressIsNotThere() {
        ProviderDirectory directory = directory(
                entry("keyless", "http://h/v1", null, "alpha-*"),
                entry("nowhere", "", "k", "alpha-*"),
                entry("two", "https://h.example/base/", "k", "beta"));

        assertThat(directory.resolve("alpha-1").providerName()).isEqualTo("two");
        assertThat(directory.providers())
                .containsExactly(new ProviderStatus(
                        "two", "two-default", "https://h.example:443/base/chat/completions", ProviderState.USABLE));
    }

    @Test
    void nobodyConfiguredIsAFailureThatSaysSo() {
        ProviderDirectory directory = directory();

        assertThat(directory.defaultModel()).isNull();
        assertThatThrownBy(() -> directory.resolve(null))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .extracting(Failure::code)
                .isEqualTo(FailureCode.PROVIDER_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\r\nX-Evil: 1", "a\u0000", "a\"b", "모델", "a\u202Eb"})
    void aNameThatNoModelCanHaveIsRefused(String model) {
        ProviderDirectory directory = directory(entry("one", "http://h/v1", "k", "*"));

        assertThatThrownBy(() -> directory.resolve(model))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .extracting(Failure::code)
                .isEqualTo(FailureCode.INVALID_REQUEST);
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        ProviderDirectory directory = directory(entry("one", "http://h/v1", "k", "*"));

        assertThat(directory.resolve("m".repeat(128)).providerName()).isEqualTo("one");
        assertThatThrownBy(() -> directory.resolve("m".repeat(129))).isInstanceOf(Failure.class);
    }

    @Test
    void limitsAndPriceAreThoseOfTheProviderThatAnswers() {
        ProviderEntry one = entry("one", "http://h/v1", "k", "*");
        ProviderEntry two = entry("two", "http://h/v1", "k", "*");

        assertThat(directory(one).resolve("alpha-1").limits().contextWindow()).isEqualTo(2_000);
        assertThat(directory(one).resolve("alpha-2").limits().contextWindow()).isEqualTo(1_000);
        assertThat(directory(two).resolve("alpha-1").limits().maxOutputTokens()).isEqualTo(300);
        assertThat(directory(one).resolve("other").limits()).isEqualTo(ModelTable.UNKNOWN);
        assertThat(directory(one).resolve("alpha-1").limits().costPicoUsd(Usage.estimated(3, 2)))
                .isEqualTo(22_000_000L);
        assertThat(directory(two).resolve("alpha-1").limits().costPicoUsd(Usage.estimated(3, 2)))
                .isNull();
    }
}
