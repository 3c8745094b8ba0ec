package dev.verbatim.llm.provider.http;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.llm.provider.Protocol;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderStateListener;
import dev.verbatim.llm.provider.anthropic.AnthropicProtocol;
import dev.verbatim.llm.provider.openai.OpenAiProtocol;
import dev.verbatim.llm.provider.openai.ResponsesProtocol;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Builds the providers; once per JVM, since clients and breakers are shared. A further protocol is one more line here. */
public final class Providers {
    private static final Map<String, Function<ProviderEntry, Protocol>> PROTOCOLS = Map.of(
            "openai",
                    entry -> new OpenAiProtocol(
                            entry.maxTokensField(), entry.baseUrl().contains("//api.openai.com/")),
            "openai-responses", entry -> new ResponsesProtocol(),
            "anthropic", entry -> new AnthropicProtocol());

    private Providers() {}

    /**
     * The directory of all providers that can be asked: those that have an address, and a key if they need one.
     *
     * @param stateListener hears when one of them is left alone, refused a key, or is back
     */
    public static ProviderDirectory create(
            Vertx vertx,
            Catalogue catalogue,
            ProviderLimits limits,
            RoutingSettings routing,
            ProviderStateListener stateListener) {
        ProviderSetup setup = new ProviderSetup(vertx, limits, routing, stateListener, System::nanoTime);
        return create(
                setup,
                catalogue,
                new Preference(() -> ThreadLocalRandom.current().nextDouble()));
    }

    static ProviderDirectory create(ProviderSetup setup, Catalogue catalogue, Preference preference) {
        List<Upstream> upstreams = catalogue.providers().stream()
                .filter(entry -> entry.usable() && !entry.baseUrl().isEmpty())
                .map(entry -> new Upstream(setup, entry, protocol(entry)))
                .toList();
        return new CatalogueDirectory(
                upstreams, new ModelTable(catalogue.models()), setup.routing().fallback(), preference);
    }

    private static Protocol protocol(ProviderEntry entry) {
        Function<ProviderEntry, Protocol> protocol = PROTOCOLS.get(entry.protocol());
        if (protocol == null) {
            throw new IllegalArgumentException("No such protocol: " + entry.protocol());
        }
        return protocol.apply(entry);
    }
}
