package dev.verbatim.llm.provider.http;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.ProviderTimeouts;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderState;
import dev.verbatim.testing.Canary;
import dev.verbatim.testing.FaultyProvider;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** A faulty provider and, before it, our own two: {@code openai} and {@code anthropic}, which point to it. */
final class ProviderHouse implements AutoCloseable {
    static final ProviderTimeouts PATIENT = new ProviderTimeouts(5_000, 20_000, 20_000, 20_000, 60_000);
    static final String KEY = Canary.KEY;

    final Vertx vertx;
    final ProviderLimits limits;
    final RoutingSettings routing;
    final FaultyProvider faulty;
    final ProviderDirectory directory;
    final List<ProviderState> states = new CopyOnWriteArrayList<>();
    private final Vertx timers;
    private final LongSupplier nanos;

    ProviderHouse(ProviderTimeouts timeouts) {
        this(common(timeouts));
    }

    ProviderHouse(ProviderLimits limits) {
        this(limits, routing(limits));
    }

    ProviderHouse(ProviderLimits limits, RoutingSettings routing) {
        this(Vertx.vertx(), limits, routing);
    }

    /** In a Vert.x of the test's own, which is closed with it. */
    ProviderHouse(Vertx vertx, ProviderTimeouts timeouts) {
        this(vertx, common(timeouts), routing(common(timeouts)));
    }

    /** By a clock of the test's own, whose Vert.x is closed with it: nothing is too late before the test lets time pass. */
    ProviderHouse(ManualClock clock, ProviderLimits limits) {
        this(clock.unmoved(), clock, clock::nanos, limits, routing(limits));
    }

    /** The same with these limits of time. */
    ProviderHouse(ManualClock clock, ProviderTimeouts timeouts) {
        this(clock, common(timeouts));
    }

    private ProviderHouse(Vertx vertx, ProviderLimits limits, RoutingSettings routing) {
        this(vertx, vertx, System::nanoTime, limits, routing);
    }

    private ProviderHouse(
            Vertx vertx, Vertx timers, LongSupplier nanos, ProviderLimits limits, RoutingSettings routing) {
        this.vertx = vertx;
        this.timers = timers;
        this.nanos = nanos;
        this.limits = limits;
        this.routing = routing;
        faulty = CallRecorder.await(FaultyProvider.start(vertx));
        directory = directory(entry("openai", faulty.baseUrl()), entry("anthropic", faulty.baseUrl()));
    }

    private ProviderDirectory directory(ProviderEntry... entries) {
        ProviderSetup setup =
                new ProviderSetup(timers, limits, routing, (provider, key, state) -> states.add(state), nanos);
        return Providers.create(setup, new Catalogue(List.of(entries), List.of()), new Preference(() -> 0));
    }

    private static ProviderLimits common(ProviderTimeouts timeouts) {
        return new ProviderLimits(timeouts, 100, 3, 60_000, 60_000);
    }

    /** A key rests as long as a breaker. */
    static RoutingSettings routing(ProviderLimits limits) {
        return new RoutingSettings(List.of(), 50, limits.breakerRestMs(), 1, 1, 5_000, "");
    }

    static ProviderEntry entry(String protocol, String baseUrl) {
        return new ProviderEntry(
                protocol, protocol, baseUrl, "SOME_KEY", KEY, "answer", List.of(protocol + "/*"), "max_tokens");
    }

    /** Opens a call of one of the two. */
    CallRecorder open(String protocol, String model) {
        return CallRecorder.open(
                vertx.getOrCreateContext(), directory.resolve(protocol + "/x").provider(), model);
    }

    /** Opens a call to another address, with a client of its own. */
    CallRecorder openAt(String baseUrl, String model) {
        Provider other = directory(entry("openai", baseUrl)).resolve(null).provider();
        return CallRecorder.open(vertx.getOrCreateContext(), other, model);
    }

    @Override
    public void close() {
        directory.close();
        faulty.close();
        CallRecorder.await(vertx.close());
    }
}
