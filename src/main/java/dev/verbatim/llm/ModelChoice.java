package dev.verbatim.llm;

import dev.verbatim.config.Price;
import dev.verbatim.contract.Failure;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.Route;
import org.jspecify.annotations.Nullable;

/**
 * Who is to answer a reply, found before the claim, which names it. A model that nobody has is claimed all the same, to be ended as
 * failed.
 *
 * @param provider its name, {@code none} where there is none
 * @param model the model's name, as it may be stored and logged
 * @param route null where there is a failure
 */
record ModelChoice(
        String provider,
        String model,
        @Nullable Route route,
        @Nullable Failure failure) {
    private static final String NONE = "none";
    private static final int MAX_NAME = 128;

    /** The choice for a model; null: the default one. */
    static ModelChoice of(ProviderDirectory directory, @Nullable String model) {
        try {
            Route route = directory.resolve(model);
            return new ModelChoice(route.providerName(), route.model(), route, null);
        } catch (Failure failure) {
            return new ModelChoice(NONE, storable(model), null, failure);
        }
    }

    /** What it costs; null: not known. */
    @Nullable
    Price price() {
        return route == null ? null : route.limits().price();
    }

    private static String storable(@Nullable String model) {
        if (model == null) {
            return NONE;
        }
        StringBuilder name = new StringBuilder(Math.min(model.length(), MAX_NAME));
        model.chars().limit(MAX_NAME).map(c -> c > ' ' && c < 0x7f ? c : '?').forEach(c -> name.append((char) c));
        return name.isEmpty() ? NONE : name.toString();
    }
}
