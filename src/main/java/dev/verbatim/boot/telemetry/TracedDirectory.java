package dev.verbatim.boot.telemetry;

import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderStatus;
import dev.verbatim.llm.provider.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Routes whose providers' calls are spans. Any thread. */
record TracedDirectory(ProviderDirectory directory, OtelTracing tracing) implements ProviderDirectory {
    @Override
    public List<Route> routes(List<String> models) {
        return directory.routes(models).stream().map(this::traced).toList();
    }

    @Override
    public Route resolve(@Nullable String model) {
        return traced(directory.resolve(model));
    }

    private Route traced(Route route) {
        return new Route(
                route.providerName(),
                route.model(),
                new TracedProvider(route.provider(), route.providerName(), tracing),
                route.limits(),
                route.fallback());
    }

    @Override
    public @Nullable String defaultModel() {
        return directory.defaultModel();
    }

    @Override
    public List<ProviderStatus> providers() {
        return directory.providers();
    }

    @Override
    public void close() {
        directory.close();
    }
}
