package dev.verbatim.ops;

import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ProviderChanged;
import dev.verbatim.contract.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How each provider stands on this node: 1 while it is asked, 0 while its breaker is open or its key refused. One that was never heard of changed
 * nothing yet and has no meter. Written on the ops verticle's event loop.
 */
final class ProviderMeters {
    private static final String UP = "up";

    private final Map<String, AtomicInteger> standing = new HashMap<>();
    private final MeterRegistry registry;

    ProviderMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void follow(MessageBus bus) {
        bus.consumeLocally(Topics.PROVIDERS, this::changed);
    }

    private void changed(ProviderChanged fact) {
        registry.counter("verbatim.provider.changes", "provider", fact.provider(), "state", fact.state())
                .increment();
        standing.computeIfAbsent(fact.provider(), this::newMeter).set(UP.equals(fact.state()) ? 1 : 0);
    }

    private AtomicInteger newMeter(String provider) {
        AtomicInteger up = new AtomicInteger(1);
        Gauge.builder("verbatim.provider.up", up, AtomicInteger::get)
                .tag("provider", provider)
                .register(registry);
        return up;
    }
}
