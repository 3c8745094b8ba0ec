package dev.verbatim.llm;

import dev.verbatim.config.Price;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.ModelLimits;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderStatus;
import dev.verbatim.llm.provider.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One provider with one model, {@code parrot}, which is also the default, and others whose models are {@code other-0} and so on. */
final class ScriptedDirectory implements ProviderDirectory {
    static final String MODEL = "parrot";
    static final String NAME = "cage";
    private static final ModelLimits LIMITS = new ModelLimits(10_000, 500, new Price(2, 3, 1, 1, "2026-01-01"));

    private final ScriptedProvider provider;
    private final Map<String, ScriptedProvider> others = new HashMap<>();
    private volatile @Nullable String preferred;

    ScriptedDirectory(ScriptedProvider provider, List<ScriptedProvider> others) {
        this.provider = provider;
        for (int i = 0; i < others.size(); i++) {
            this.others.put("other-" + i, others.get(i));
        }
    }

    /** Where no model is asked for, this one is the first from now on, and the default one the second. */
    void preferredInstead(String model) {
        preferred = model;
    }

    @Override
    public List<Route> routes(List<String> models) throws Failure {
        List<Route> routes = new ArrayList<>();
        String first = preferred;
        List<String> defaults = first == null ? List.of(MODEL) : List.of(first, MODEL);
        for (String model : models.isEmpty() ? defaults : models) {
            if (model.equals(MODEL)) {
                routes.add(new Route(NAME, MODEL, provider, LIMITS, !routes.isEmpty()));
            } else if (others.containsKey(model)) {
                ScriptedProvider other = others.get(model);
                routes.add(new Route("aviary", model, other, other.limits(LIMITS), !routes.isEmpty()));
            }
        }
        if (routes.isEmpty()) {
            throw new Failure(FailureCode.INVALID_REQUEST, "Nobody has this model.");
        }
        return routes;
    }

    @Override
    public Route resolve(@Nullable String model) throws Failure {
        return routes(model == null ? List.of() : List.of(model)).get(0);
    }

    @Override
    public String defaultModel() {
        return MODEL;
    }

    @Override
    public List<ProviderStatus> providers() {
        return List.of();
    }

    @Override
    public void close() {}
}
