package dev.verbatim.llm.provider.http;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.llm.provider.Protocol;
import dev.verbatim.llm.provider.ProviderStateListener;
import dev.verbatim.llm.provider.anthropic.AnthropicProtocol;
import dev.verbatim.llm.provider.openai.OpenAiProtocol;
import dev.verbatim.llm.provider.openai.ResponsesProtocol;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    public static ReloadableDirectory create(
            Vertx vertx,
            Catalogue catalogue,
            ProviderLimits limits,
            RoutingSettings routing,
            ProviderStateListener stateListener) {
        ProviderSetup setup = new ProviderSetup(vertx, limits, routing, stateListener, System::nanoTime);
        CatalogueDirectory directory = create(
                setup,
                catalogue,
                new Preference(() -> ThreadLocalRandom.current().nextDouble()));
        return new ReloadableDirectory(setup, directory);
    }

    static CatalogueDirectory create(ProviderSetup setup, Catalogue catalogue, Preference preference) {
        CatalogueDirectory nothing = new CatalogueDirectory(
                List.of(), new ModelTable(List.of()), setup.routing().fallback(), preference);
        return next(setup, catalogue, nothing);
    }

    /** The directory of another catalogue; providers that stay as they are go over with all that is known of them. */
    static CatalogueDirectory next(ProviderSetup setup, Catalogue catalogue, CatalogueDirectory before) {
        List<Upstream> upstreams = catalogue.providers().stream()
                .filter(entry -> entry.usable() && !entry.baseUrl().isEmpty())
                .map(entry -> kept(before, entry).orElseGet(() -> new Upstream(setup, entry, protocol(entry))))
                .toList();
        return before.with(upstreams, new ModelTable(catalogue.models()));
    }

    private static Optional<Upstream> kept(CatalogueDirectory before, ProviderEntry entry) {
        return before.upstreams().stream()
                .filter(upstream -> upstream.entry().equals(entry))
                .findFirst();
    }

    private static Protocol protocol(ProviderEntry entry) {
        Function<ProviderEntry, Protocol> protocol = PROTOCOLS.get(entry.protocol());
        if (protocol == null) {
            throw new IllegalArgumentException("No such protocol: " + entry.protocol());
        }
        return protocol.apply(entry);
    }
}
