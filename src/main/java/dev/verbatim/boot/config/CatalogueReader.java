package dev.verbatim.boot.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ModelEntry;
import dev.verbatim.config.Price;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderPlace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the catalogue from {@code conf/models.json}, which says what its fields mean, and the environment, which holds keys and may
 * replace addresses and default models. A provider without an address has an empty one; keys are never part of a mistake's text.
 */
public final class CatalogueReader {
    private static final int MAX_TOKENS = 1 << 30;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_WEIGHT = 1_000;

    private final String json;
    private final String name;
    private final CatalogueFields fields;
    private final Map<String, String> environment;

    private CatalogueReader(String json, Map<String, String> environment) {
        this.json = json;
        this.environment = environment;
        this.name = environment.getOrDefault("VERBATIM_MODELS", "conf/models.json");
        this.fields = new CatalogueFields(SourceLines.of(JSON.getFactory(), json, name));
    }

    /**
     * The whole catalogue.
     *
     * @param json the text of {@code conf/models.json} or of the operator's own
     * @throws StartFailure with every mistake, where there is one
     */
    public static Catalogue read(String json, Map<String, String> environment) {
        return new CatalogueReader(json, environment).read();
    }

    private Catalogue read() {
        JsonNode root = parse();
        fields.only(root, "", "about", "priceDate", "providers", "models");
        String date = fields.date(root, "priceDate");
        List<ProviderEntry> providers = new ArrayList<>();
        int index = 0;
        for (JsonNode node : fields.list(root, "", "providers")) {
            providers.add(provider(node, "providers[" + index++ + "]", providers));
        }
        List<ModelEntry> models = new ArrayList<>();
        index = 0;
        for (JsonNode node : fields.list(root, "", "models")) {
            addModels(node, "models[" + index++ + "]", date, providers, models);
        }
        if (!fields.mistakes().isEmpty()) {
            throw StartFailure.listing("The model catalogue", fields.mistakes());
        }
        return new Catalogue(List.copyOf(providers), List.copyOf(models));
    }

    private JsonNode parse() {
        try {
            JsonNode root = JSON.readTree(json);
            if (root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw StartFailure.listing(
                    "The model catalogue", List.of(name + ":" + line + ": not valid JSON at line " + line));
        }
        throw StartFailure.listing("The model catalogue", List.of(name + ": not a JSON object"));
    }

    private ProviderEntry provider(JsonNode node, String at, List<ProviderEntry> before) {
        fields.only(
                node,
                at,
                "name",
                "protocol",
                "baseUrl",
                "baseUrlEnv",
                "keyEnv",
                "defaultModel",
                "modelEnv",
                "models",
                "maxTokensField",
                "weight",
                "standIn",
                "modelsOf");
        String name = fields.text(node, at, "name");
        if (before.stream().anyMatch(other -> other.name().equals(name))) {
            fields.mistake(at, "there are two providers of the name '" + name + "'");
        }
        List<String> keyEnvs = fields.optionalTexts(node, at, "keyEnv");
        return new ProviderEntry(
                name,
                fields.oneOf(node, at, "protocol", "openai", "openai-responses", "anthropic"),
                baseUrl(node, at),
                keyEnvs,
                keyEnvs.stream().flatMap(this::keys).distinct().toList(),
                defaultModel(node, at),
                fields.texts(node, at, "models"),
                fields.oneOf(node, at, "maxTokensField", "max_tokens", "max_completion_tokens"),
                place(node, at, before));
    }

    private ProviderPlace place(JsonNode node, String at, List<ProviderEntry> before) {
        String modelsOf = fields.optionalText(node, at, "modelsOf");
        if (modelsOf != null && before.stream().noneMatch(other -> other.name().equals(modelsOf))) {
            fields.mistake(at + ".modelsOf", "there is no provider '" + modelsOf + "' before this one");
        }
        int weight = node.has("weight") ? fields.integer(node, at, "weight", MAX_WEIGHT) : 0;
        return new ProviderPlace(weight, node.path("standIn").asBoolean(true), modelsOf);
    }

    private String baseUrl(JsonNode node, String at) {
        String env = fields.optionalText(node, at, "baseUrlEnv");
        String own = fromEnvironment(env);
        if (own != null) {
            return fields.url(own, String.valueOf(env));
        }
        String listed = fields.optionalText(node, at, "baseUrl");
        return listed == null ? "" : fields.url(listed, at + ".baseUrl");
    }

    /** A value may hold several keys, split by commas. */
    private Stream<String> keys(String env) {
        String value = fromEnvironment(env);
        if (value == null) {
            return Stream.empty();
        }
        List<String> keys = Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
        if (!keys.stream().allMatch(key -> key.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
            fields.mistake(env, "holds characters that no key has");
        }
        return keys.stream();
    }

    private String defaultModel(JsonNode node, String at) {
        String own = fromEnvironment(fields.optionalText(node, at, "modelEnv"));
        return own == null ? fields.text(node, at, "defaultModel") : own;
    }

    private @Nullable String fromEnvironment(@Nullable String name) {
        String value = name == null ? null : environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private void addModels(
            JsonNode node, String at, String date, List<ProviderEntry> providers, List<ModelEntry> models) {
        fields.only(node, at, "provider", "models", "contextWindow", "maxOutputTokens", "price", "continues");
        String provider = fields.text(node, at, "provider");
        if (providers.stream().noneMatch(entry -> entry.name().equals(provider))) {
            fields.mistake(at + ".provider", "there is no provider '" + provider + "'");
        }
        int window = fields.integer(node, at, "contextWindow", MAX_TOKENS);
        int output = fields.integer(node, at, "maxOutputTokens", window);
        Price price = price(node.path("price"), at + ".price", date);
        boolean continues = fields.flag(node, at, "continues");
        for (String pattern : fields.texts(node, at, "models")) {
            models.add(new ModelEntry(provider, pattern, window, output, price, continues));
        }
    }

    private @Nullable Price price(JsonNode node, String at, String date) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        fields.only(node, at, "input", "output", "cacheRead", "cacheWrite", "long");
        JsonNode longer = node.path("long");
        if (longer.isMissingNode()) {
            return price(node, at, date, null);
        }
        String inner = at + ".long";
        fields.only(longer, inner, "above", "input", "output", "cacheRead", "cacheWrite");
        int above = fields.integer(longer, inner, "above", MAX_TOKENS);
        return price(node, at, date, new Price.Longer(above, price(longer, inner, date, null)));
    }

    private Price price(JsonNode node, String at, String date, Price.@Nullable Longer longer) {
        long input = fields.picoUsd(node, at, "input");
        return new Price(
                input,
                fields.picoUsd(node, at, "output"),
                node.has("cacheRead") ? fields.picoUsd(node, at, "cacheRead") : input,
                node.has("cacheWrite") ? fields.picoUsd(node, at, "cacheWrite") : input,
                date,
                longer);
    }
}
