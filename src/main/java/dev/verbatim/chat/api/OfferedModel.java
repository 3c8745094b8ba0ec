package dev.verbatim.chat.api;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ModelEntry;
import dev.verbatim.config.Price;
import dev.verbatim.config.ProviderEntry;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model that a room can name, and what the catalogue knows of it. Immutable.
 *
 * @param known null: nothing, neither window nor price
 */
record OfferedModel(String id, String provider, @Nullable ModelEntry known) {
    /** One USD per million tokens is 10^6 pico-USD per token. */
    private static final int PICO_DIGITS = 6;

    /**
     * All that can be asked by a name of its own, in the catalogue's order: each usable provider's default model, then what is listed without
     * a pattern. Of two providers with the same model the first is meant, as it is when the model is asked.
     */
    static List<OfferedModel> of(Catalogue catalogue) {
        Map<String, OfferedModel> offered = new LinkedHashMap<>();
        catalogue.providers().stream()
                .filter(OfferedModel::canBeAsked)
                .flatMap(provider -> of(provider, catalogue.models()))
                .forEach(model -> offered.putIfAbsent(model.id(), model));
        return List.copyOf(offered.values());
    }

    /** The one that answers where nobody chose; null: there is none. */
    static @Nullable String byDefault(Catalogue catalogue) {
        return catalogue.providers().stream()
                .filter(OfferedModel::canBeAsked)
                .findFirst()
                .map(ProviderEntry::defaultModel)
                .orElse(null);
    }

    private static boolean canBeAsked(ProviderEntry provider) {
        return provider.usable() && !provider.baseUrl().isEmpty();
    }

    private static Stream<OfferedModel> of(ProviderEntry provider, List<ModelEntry> entries) {
        List<ModelEntry> own = of(provider.name(), entries);
        List<ModelEntry> others = of(provider.place().modelsOf(), entries);
        Stream<String> named = own.stream().map(ModelEntry::pattern).filter(pattern -> !pattern.contains("*"));
        return Stream.concat(Stream.of(provider.defaultModel()), named)
                .map(id -> new OfferedModel(id, provider.name(), known(id, own, others)));
    }

    private static List<ModelEntry> of(@Nullable String provider, List<ModelEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.provider().equals(provider))
                .toList();
    }

    /** What is known of a provider's model, or else of the same model of the provider whose models it has, as it is when it is paid. */
    private static @Nullable ModelEntry known(String id, List<ModelEntry> own, List<ModelEntry> others) {
        ModelEntry known = entryOf(id, own);
        return known == null ? entryOf(id, others) : known;
    }

    private static @Nullable ModelEntry entryOf(String id, List<ModelEntry> entries) {
        Stream<ModelEntry> exact =
                entries.stream().filter(entry -> entry.pattern().equals(id));
        Stream<ModelEntry> fitting = entries.stream().filter(entry -> fits(entry.pattern(), id));
        return Stream.concat(exact, fitting).findFirst().orElse(null);
    }

    private static boolean fits(String pattern, String id) {
        String regex =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.matches(regex, id);
    }

    /** The model as the API tells it; what is not known is left out, prices are exact decimals in strings, USD per million tokens. */
    JsonObject json() {
        JsonObject json = new JsonObject().put("id", id).put("provider", provider);
        if (known == null) {
            return json;
        }
        json.put("contextWindow", known.contextWindow()).put("maxOutputTokens", known.maxOutputTokens());
        Price price = known.price();
        return price == null
                ? json
                : json.put("inputPerMTok", dollars(price.input())).put("outputPerMTok", dollars(price.output()));
    }

    private static String dollars(long pico) {
        return BigDecimal.valueOf(pico, PICO_DIGITS).stripTrailingZeros().toPlainString();
    }
}
