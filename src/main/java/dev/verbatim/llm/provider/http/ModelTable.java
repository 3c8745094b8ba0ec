package dev.verbatim.llm.provider.http;

import dev.verbatim.config.ModelEntry;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.llm.provider.ModelLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the catalogue knows of each provider's models: exact names first, then patterns in its order. Immutable. */
final class ModelTable {
    /** Nothing is known: a window that today's models all have, an answer that fits into it, and no price. */
    static final ModelLimits UNKNOWN = new ModelLimits(16_384, 4_096, null);

    private record Row(String provider, ModelPattern pattern, ModelLimits limits) {}

    private final Map<String, ModelLimits> exact = new HashMap<>();
    private final List<Row> patterns = new ArrayList<>();

    ModelTable(List<ModelEntry> entries) {
        for (ModelEntry entry : entries) {
            ModelPattern pattern = ModelPattern.of(entry.pattern());
            ModelLimits limits =
                    new ModelLimits(entry.contextWindow(), entry.maxOutputTokens(), entry.price(), entry.continues());
            if (pattern.isExact()) {
                exact.putIfAbsent(key(entry.provider(), entry.pattern()), limits);
            } else {
                patterns.add(new Row(entry.provider(), pattern, limits));
            }
        }
    }

    private static String key(String provider, String model) {
        return provider + '\n' + model;
    }

    /** What is known of a provider's model, or else of the same model of the provider whose models it has. */
    ModelLimits limits(ProviderEntry provider, String model) {
        ModelLimits own = known(provider.name(), model);
        String modelsOf = provider.place().modelsOf();
        if (own == null && modelsOf != null) {
            own = known(modelsOf, model);
        }
        return own == null ? UNKNOWN : own;
    }

    private @Nullable ModelLimits known(String provider, String model) {
        ModelLimits known = exact.get(key(provider, model));
        return known != null
                ? known
                : patterns.stream()
                        .filter(row ->
                                row.provider().equals(provider) && row.pattern().matches(model))
                        .findFirst()
                        .map(Row::limits)
                        .orElse(null);
    }
}
