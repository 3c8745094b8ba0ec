package dev.verbatim.llm;

import dev.verbatim.config.Price;
import dev.verbatim.contract.Failure;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may answer a reply, the first one found before the claim, which names it. A model that nobody has is claimed all the same, to be ended
 * as failed.
 *
 * @param provider the first one's name, {@code none} where there is none
 * @param model the first one's model, as it may be stored and logged
 * @param routes in the order in which they are tried; empty where there is a failure
 */
record ModelChoice(
        String provider,
        String model,
        List<Route> routes,
        @Nullable Failure failure) {
    private static final String NONE = "none";
    private static final int MAX_NAME = 128;

    /** The choice for a model; null: the default one. */
    static ModelChoice of(ProviderDirectory directory, @Nullable String model) {
        return of(() -> directory.routes(model == null ? List.of() : List.of(model)), model);
    }

    /** What the choice for a model would begin with, as long as nobody is asked. */
    static ModelChoice offeredFor(ProviderDirectory directory, @Nullable String model) {
        return of(() -> List.of(directory.resolve(model)), model);
    }

    private static ModelChoice of(Supplier<List<Route>> found, @Nullable String model) {
        try {
            List<Route> routes = found.get();
            Route first = routes.get(0);
            return new ModelChoice(first.providerName(), first.model(), routes, null);
        } catch (Failure failure) {
            return new ModelChoice(NONE, storable(model), List.of(), failure);
        }
    }

    /** The same beginning with whom a claim names, because the attempt's row does: also where that is no way to an answer any more. */
    ModelChoice beginningWith(String claimedProvider, String claimedModel) {
        if (routes.isEmpty() || (provider.equals(claimedProvider) && model.equals(claimedModel))) {
            return this;
        }
        Predicate<Route> claimed = route ->
                route.providerName().equals(claimedProvider) && route.model().equals(claimedModel);
        List<Route> turned = new ArrayList<>(routes.stream().filter(claimed).toList());
        if (turned.isEmpty()) {
            Route first = routes.get(0);
            turned.add(new Route(claimedProvider, claimedModel, new GoneProvider(), first.limits(), first.fallback()));
        }
        routes.stream().filter(claimed.negate()).forEach(turned::add);
        return new ModelChoice(claimedProvider, claimedModel, List.copyOf(turned), null);
    }

    /**
     * The same first one, and after it whoever else is there for what was asked and then for the room's chain. A model that nobody has
     * stays a failure.
     *
     * @param asked the model that this is the choice for; null: the default one
     */
    ModelChoice followedBy(ProviderDirectory directory, @Nullable String asked, List<String> chain) {
        if (routes.isEmpty() || chain.isEmpty()) {
            return this;
        }
        List<String> models = Stream.concat(Stream.ofNullable(asked), chain.stream())
                .distinct()
                .limit(ProviderDirectory.MAX_CHAIN)
                .toList();
        Route first = routes.get(0);
        List<Route> all = new ArrayList<>();
        all.add(first);
        found(directory, models).stream().filter(route -> !route.equals(first)).forEach(all::add);
        return new ModelChoice(provider, model, List.copyOf(all), null);
    }

    private static List<Route> found(ProviderDirectory directory, List<String> models) {
        try {
            return directory.routes(models);
        } catch (Failure noOtherModel) {
            return List.of();
        }
    }

    /** Who is asked first; null: nobody can be. */
    @Nullable
    Route first() {
        return routes.isEmpty() ? null : routes.get(0);
    }

    /** Whether the first one stands in for who was preferred. */
    boolean isFallback() {
        return !routes.isEmpty() && routes.get(0).fallback();
    }

    /** What the first one costs; null: not known. */
    @Nullable
    Price price() {
        return routes.isEmpty() ? null : routes.get(0).limits().price();
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
