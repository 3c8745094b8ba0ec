package dev.verbatim.llm;

import dev.verbatim.config.Price;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.ModelLimits;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderStatus;
import dev.verbatim.llm.provider.Route;
import java.util.List;

/** One provider with one model, {@code parrot}, which is also the default, and others whose models are {@code other-0} and so on. */
final class ScriptedDirectory implements ProviderDirectory {
    static final String MODEL = "parrot";
    static final String NAME = "cage";
    private static final ModelLimits LIMITS = new ModelLimits(10_000, 500, new Price(2, 3, 1, 1, "2026-01-01"));

    private final ScriptedProvider provider;
    private final List<ScriptedProvider> others;

    ScriptedDirectory(ScriptedProvider provider, List<ScriptedProvider> others) {
        this.provider = provider;
        this.others = others;
    }

    @Override
    public List<Route> routes(List<String> models) throws Failure {
        return models.isEmpty()
                ? List.of(route(MODEL))
                : models.stream().map(this::route).toList();
    }

    private Route route(String model) {
        if (model.equals(MODEL)) {
            return new Route(NAME, MODEL, provider, LIMITS);
        }
        for (int i = 0; i < others.size(); i++) {
            if (model.equals("other-" + i)) {
                return new Route("aviary", model, others.get(i), others.get(i).limits(LIMITS));
            }
        }
        throw new Failure(FailureCode.INVALID_REQUEST, "Nobody has this model.");
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
