package dev.verbatim.llm.provider.http;

import dev.verbatim.config.ProviderEntry;
import dev.verbatim.llm.provider.Protocol;
import dev.verbatim.llm.provider.ProviderState;
import dev.verbatim.llm.provider.ProviderStatus;
import dev.verbatim.llm.provider.Reasons;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider of the catalogue: its endpoint, what it serves, and itself once per key. Any thread. */
final class Upstream {
    private final ProviderEntry entry;
    private final Protocol protocol;
    private final Endpoint endpoint;
    private final ConcurrencyLimit limit;
    private final Reasons reasons;
    private final List<ModelPattern> patterns;
    private final List<HttpProvider> byKey;
    private final AtomicInteger turn = new AtomicInteger();

    Upstream(ProviderSetup setup, ProviderEntry entry, Protocol protocol) {
        this.entry = entry;
        this.protocol = protocol;
        this.endpoint = new Endpoint(setup, entry, protocol);
        this.limit = new ConcurrencyLimit(
                setup.limits().connections(), setup.routing().queue());
        this.reasons = new Reasons(entry.name(), entry.keys());
        this.patterns = entry.patterns().stream().map(ModelPattern::of).toList();
        this.byKey = withKeys(setup, entry.keys());
    }

    private List<HttpProvider> withKeys(ProviderSetup setup, List<String> keys) {
        if (keys.size() < 2) {
            return List.of(new HttpProvider(setup, this, keys.isEmpty() ? null : keys.get(0), 0));
        }
        List<HttpProvider> providers = new ArrayList<>();
        keys.forEach(key -> providers.add(new HttpProvider(setup, this, key, providers.size() + 1)));
        return List.copyOf(providers);
    }

    boolean serves(String model) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(model));
    }

    /** Itself with each key. */
    List<HttpProvider> byKey() {
        return byKey;
    }

    /** Itself with each key, another one first each time. */
    List<HttpProvider> inTurn() {
        List<HttpProvider> turned = new ArrayList<>(byKey);
        Collections.rotate(turned, -Math.floorMod(turn.getAndIncrement(), turned.size()));
        return turned;
    }

    /** Whether no key of it is good. */
    boolean isOut() {
        return state() == ProviderState.OUT;
    }

    private ProviderState state() {
        return byKey.stream()
                .map(provider -> provider.health().state())
                .min(Comparator.naturalOrder())
                .orElse(ProviderState.OUT);
    }

    ProviderStatus status() {
        return new ProviderStatus(entry.name(), entry.defaultModel(), endpoint.shownUrl(), state());
    }

    ProviderEntry entry() {
        return entry;
    }

    Protocol protocol() {
        return protocol;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    ConcurrencyLimit limit() {
        return limit;
    }

    Reasons reasons() {
        return reasons;
    }

    /** What every request with a key carries. */
    MultiMap headers(@Nullable String key) {
        return MultiMap.caseInsensitiveMultiMap()
                .addAll(protocol.headers(key))
                .add("Accept", "text/event-stream")
                .add("Accept-Encoding", "identity");
    }

    /** No route leads here any more. */
    void retire() {
        byKey.forEach(HttpProvider::retire);
    }

    void close() {
        byKey.forEach(HttpProvider::close);
        endpoint.close();
    }
}
