package dev.verbatim.boot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ModelEntry;
import dev.verbatim.config.Price;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogueReaderTest {
    private static final String SMALL = """
            {"priceDate":"2026-01-31",
             "providers":[{"name":"one","protocol":"openai","baseUrl":"https://one.example/v1","baseUrlEnv":"ONE_URL",
               "keyEnv":"ONE_KEY","defaultModel":"m","modelEnv":"ONE_MODEL","models":["m*"],"maxTokensField":"max_tokens"}],
             "models":[{"provider":"one","models":["m","m-*"],"contextWindow":1000,"maxOutputTokens":100,
               "price":{"input":"1.25","cacheRead":"0.0028","output":"10"}},
               {"provider":"one","models":["n"],"contextWindow":1000,"maxOutputTokens":1000}]}
            """;

    private static Catalogue read(String json, Map<String, String> environment) {
        return CatalogueReader.read(json, environment);
    }

    @Test
    void theListedCatalogueIsRight() throws IOException {
        Catalogue catalogue = read(Files.readString(Path.of("conf", "models.json")), Map.of());

        assertThat(catalogue.providers())
                .extracting(ProviderEntry::name)
                .containsExactly(
                        "openai",
                        "anthropic",
                        "groq",
                        "openrouter",
                        "mistral",
                        "deepseek",
                        "xai",
                        "ollama",
                        "vllm",
                        "llama.cpp",
                        "demo");
        assertThat(catalogue.models()).hasSizeGreaterThan(50);
        assertThat(catalogue.models())
                .filteredOn(model -> model.pattern().equals("gpt-4o"))
                .extracting(ModelEntry::price)
                .containsExactly(new Price(2_500_000, 10_000_000, 1_250_000, 2_500_000, "2026-09-23"));
    }

    @Test
    void withoutAnEnvironmentNobodyWithAKeyCanBeAskedAndNoLocalServerHasAnAddress() throws IOException {
        Catalogue catalogue = read(Files.readString(Path.of("conf", "models.json")), Map.of());

        assertThat(catalogue.providers())
                .filteredOn(ProviderEntry::usable)
                .extracting(ProviderEntry::name, ProviderEntry::baseUrl)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ollama", ""),
                        org.assertj.core.groups.Tuple.tuple("vllm", ""),
                        org.assertj.core.groups.Tuple.tuple("llama.cpp", ""),
                        org.assertj.core.groups.Tuple.tuple("demo", ""));
    }

    @Test
    void pricesAreExactAndWhatHasNoneHasNull() {
        Catalogue catalogue = read(SMALL, Map.of());

        Price price = new Price(1_250_000, 10_000_000, 2_800, 1_250_000, "2026-01-31");
        assertThat(catalogue.models())
                .containsExactly(
                        new ModelEntry("one", "m", 1_000, 100, price),
                        new ModelEntry("one", "m-*", 1_000, 100, price),
                        new ModelEntry("one", "n", 1_000, 1_000, null));
    }

    @Test
    void aLongPromptMayHavePricesOfItsOwn() {
        String json = SMALL.replace(
                "\"output\":\"10\"}",
                "\"output\":\"10\",\"long\":{\"above\":500,\"input\":\"2.5\",\"output\":\"15\"}}");

        Price price = read(json, Map.of()).models().get(0).price();

        assertThat(price.ofPrompt(500)).isSameAs(price);
        assertThat(price.ofPrompt(501)).isEqualTo(new Price(2_500_000, 15_000_000, 2_500_000, 2_500_000, "2026-01-31"));
    }

    @Test
    void theEnvironmentGivesKeyAddressAndDefaultModel() {
        Map<String, String> environment =
                Map.of("ONE_KEY", " k1 ", "ONE_URL", "http://127.0.0.1:9/v1", "ONE_MODEL", "m-2");

        ProviderEntry one = read(SMALL, environment).providers().get(0);

        assertThat(one.usable()).isTrue();
        assertThat(one.keys()).containsExactly("k1");
        assertThat(one.baseUrl()).isEqualTo("http://127.0.0.1:9/v1");
        assertThat(one.defaultModel()).isEqualTo("m-2");
        assertThat(one.toString()).doesNotContain("k1");
    }

    @Test
    void aProviderMayHaveSeveralKeysInOneNameOrInSeveral() {
        String json = SMALL.replace(
                "\"keyEnv\":\"ONE_KEY\"", "\"keyEnv\":[\"ONE_KEY\",\"MORE\",\"NONE\"],\"weight\":7,\"standIn\":false");

        ProviderEntry one = read(json, Map.of("ONE_KEY", "k1, k2,", "MORE", "k3,k1"))
                .providers()
                .get(0);

        assertThat(one.keys()).containsExactly("k1", "k2", "k3");
        assertThat(one.place()).isEqualTo(new ProviderPlace(7, false, null));
        assertThat(one.toString()).doesNotContain("k1", "k2", "k3");
    }

    @Test
    void aProviderCanHaveTheModelsOnlyOfOneThatIsListedBeforeIt() {
        String json = SMALL.replace("\"defaultModel\":", "\"modelsOf\":\"later\",\"weight\":0,\"defaultModel\":");

        assertThatThrownBy(() -> read(json, Map.of()))
                .isInstanceOf(StartFailure.class)
                .message()
                .contains(
                        "providers[0].modelsOf: there is no provider 'later'",
                        "providers[0].weight: not a whole number");
    }

    @Test
    void blankValuesOfTheEnvironmentCountAsMissing() {
        ProviderEntry one =
                read(SMALL, Map.of("ONE_KEY", "", "ONE_URL", " ")).providers().get(0);

        assertThat(one.usable()).isFalse();
        assertThat(one.baseUrl()).isEqualTo("https://one.example/v1");
    }

    @Test
    void everyMistakeIsReportedAtOnceAndNoKeyShown() {
        String json = """
                {"priceDate":"yesterday","extra":1,
                 "providers":[{"name":"one","protocol":"soap","baseUrl":"https://u:secret@one.example","keyEnv":"ONE_KEY",
                   "models":[5],"maxTokensField":"tokens"},
                  {"name":"one","protocol":"openai","defaultModel":"m","models":["m"],"maxTokensField":"max_tokens","url":"x"}],
                 "models":[{"provider":"two","models":[],"contextWindow":0,"maxOutputTokens":"many",
                   "price":{"input":"0.0000001","output":"-1"}}]}
                """;

        assertThatThrownBy(() -> read(json, Map.of("ONE_KEY", "secret\r\nX: y")))
                .isInstanceOf(StartFailure.class)
                .message()
                .contains(
                        "extra: there is no such field",
                        "priceDate: 'yesterday'",
                        "providers[0].protocol: 'soap' is none of openai, openai-responses, anthropic",
                        "providers[0].baseUrl: not an address",
                        "ONE_KEY: holds characters that no key has",
                        "providers[0].defaultModel: missing",
                        "providers[0].models: holds something that is not a name",
                        "providers[0].maxTokensField: 'tokens'",
                        "providers[1].url: there is no such field",
                        "providers[1]: there are two providers of the name 'one'",
                        "models[0].provider: there is no provider 'two'",
                        "models[0].models: missing",
                        "models[0].contextWindow: not a whole number",
                        "models[0].maxOutputTokens: not a whole number",
                        "models[0].price.input: '0.0000001'",
                        "models[0].price.output: '-1'")
                .doesNotContain("secret");
    }

    @Test
    void whatIsNotJsonIsRefusedWithItsLine() {
        assertThatThrownBy(() -> read("{\n oops", Map.of()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> read("[]", Map.of())).isInstanceOf(StartFailure.class);
    }
}
