package dev.verbatim.chat.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ModelEntry;
import dev.verbatim.config.Price;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderPlace;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OfferedModelTest {
    private static final Price PRICE = new Price(100_000, 12_500_000, 0, 0, "2026-01-01");

    private static ProviderEntry provider(String name, @Nullable String key, String defaultModel) {
        return new ProviderEntry(
                name, "openai", "http://localhost", "KEY", key, defaultModel, List.of("*"), "max_tokens");
    }

    private static ModelEntry model(String provider, String pattern, @Nullable Price price) {
        return new ModelEntry(provider, pattern, 1000, 100, price);
    }

    private static List<String> ids(List<OfferedModel> models) {
        return models.stream().map(OfferedModel::id).toList();
    }

    @Test
    void offersEachUsableProvidersDefaultFirstThenWhatHasANameOfItsOwn() {
        Catalogue catalogue = new Catalogue(
                List.of(provider("a", "key", "a-small"), provider("locked", null, "l"), provider("b", "key", "b-1")),
                List.of(
                        model("b", "b-2", null),
                        model("a", "a-large", null),
                        model("a", "a-large-20*", null),
                        model("locked", "l-2", null),
                        model("a", "a-small", null)));

        assertThat(ids(OfferedModel.of(catalogue))).containsExactly("a-small", "a-large", "b-1", "b-2");
    }

    @Test
    void aProviderWithoutAnAddressOffersNothingAndIsNotTheDefault() {
        ProviderEntry nowhere = provider("nowhere", "key", "n").withBaseUrl("");
        Catalogue catalogue = new Catalogue(List.of(nowhere, provider("a", "key", "a-1")), List.of());

        assertThat(ids(OfferedModel.of(catalogue))).containsExactly("a-1");
        assertThat(OfferedModel.byDefault(catalogue)).isEqualTo("a-1");
        assertThat(OfferedModel.byDefault(new Catalogue(List.of(nowhere), List.of())))
                .isNull();
    }

    @Test
    void ofTwoProvidersWithTheSameModelTheFirstIsMeant() {
        Catalogue catalogue = new Catalogue(List.of(provider("a", "key", "m"), provider("b", "key", "m")), List.of());

        assertThat(OfferedModel.of(catalogue)).containsExactly(new OfferedModel("m", "a", null));
    }

    @Test
    void aProviderThatHasAnothersModelsHasTheirPricesToo() {
        ProviderEntry first = provider("a", "key", "m");
        ProviderEntry second = new ProviderEntry(
                "b",
                "openai",
                "http://localhost",
                List.of(),
                List.of(),
                "m-2",
                List.of("*"),
                "max_tokens",
                new ProviderPlace(0, true, "a"));
        ModelEntry theirs = model("a", "m-*", PRICE);

        assertThat(OfferedModel.of(new Catalogue(List.of(first, second), List.of(theirs))))
                .containsExactly(new OfferedModel("m", "a", null), new OfferedModel("m-2", "b", theirs));
    }

    @Test
    void tellsExactPricesInUsdPerMillionTokens() {
        Catalogue catalogue = new Catalogue(List.of(provider("a", "key", "m")), List.of(model("a", "m", PRICE)));

        assertThat(OfferedModel.of(catalogue).get(0).json())
                .isEqualTo(new JsonObject()
                        .put("id", "m")
                        .put("provider", "a")
                        .put("contextWindow", 1000)
                        .put("maxOutputTokens", 100)
                        .put("inputPerMTok", "0.1")
                        .put("outputPerMTok", "12.5"));
    }

    @Test
    void aModelOfAPatternHasThePatternsPriceUnlessItsOwnIsListed() {
        Catalogue catalogue = new Catalogue(
                List.of(provider("a", "key", "m-2026")), List.of(model("a", "m-*", PRICE), model("b", "m-2026", null)));

        assertThat(OfferedModel.of(catalogue).get(0).json().getString("inputPerMTok"))
                .isEqualTo("0.1");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        Catalogue catalogue =
                new Catalogue(List.of(provider("a", "key", "unheard-of")), List.of(model("a", "priceless", null)));

        assertThat(OfferedModel.of(catalogue).stream().map(OfferedModel::json))
                .containsExactly(
                        new JsonObject().put("id", "unheard-of").put("provider", "a"),
                        new JsonObject()
                                .put("id", "priceless")
                                .put("provider", "a")
                                .put("contextWindow", 1000)
                                .put("maxOutputTokens", 100));
    }
}
