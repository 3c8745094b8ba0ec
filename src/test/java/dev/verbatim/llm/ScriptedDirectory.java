package dev.verbatim.llm;

import dev.verbatim.config.Price;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.ModelLimits;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderStatus;
import dev.verbatim.llm.provider.Route;
import java.util.List;

/** One provider with one model, {@code parrot}, which is also the default. */
final class ScriptedDirectory implements ProviderDirectory {
    static final String MODEL = "parrot";
    static final String NAME = "cage";
    private static final ModelLimits LIMITS = new ModelLimits(10_000, 500, new Price(2, 3, 1, 1, "2026-01-01"));

    private final ScriptedProvider provider;

    ScriptedDirectory(ScriptedProvider provider) {
        this.provider = provider;
    }

    @Override
    public List<Route> routes(List<String> models) throws Failure {
        if (models.stream().allMatch(MODEL::equals)) {
            return List.of(new Route(NAME, MODEL, provider, LIMITS));
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
