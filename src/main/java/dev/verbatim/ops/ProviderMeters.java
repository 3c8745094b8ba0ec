package dev.verbatim.ops;

import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ProviderChanged;
import dev.verbatim.contract.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How each key of each provider stands on this node: 1 while it is asked, 0 while the breaker is open or the key refused. One that was never heard of changed
 * nothing yet and has no meter. Written on the ops verticle's event loop.
 */
final class ProviderMeters {
    private static final String UP = "verbatim.provider.up";
    private static final Set<String> LEFT_ALONE = Set.of("open", "out");
    private static final String RETIRED = "retired";

    private record Key(String provider, int number) {}

    private final Map<Key, AtomicInteger> standing = new HashMap<>();
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
        Key key = new Key(fact.provider(), fact.key());
        if (RETIRED.equals(fact.state())) {
            forget(key);
        } else {
            standing.computeIfAbsent(key, this::newMeter).set(LEFT_ALONE.contains(fact.state()) ? 0 : 1);
        }
    }

    /** Of one that is not asked any more nobody is to be warned. */
    private void forget(Key key) {
        if (standing.remove(key) != null) {
            registry.find(UP).tags(tags(key)).meters().forEach(registry::remove);
        }
    }

    private AtomicInteger newMeter(Key key) {
        AtomicInteger up = new AtomicInteger(1);
        Gauge.builder(UP, up, AtomicInteger::get).tags(tags(key)).register(registry);
        return up;
    }

    private static Tags tags(Key key) {
        return Tags.of("provider", key.provider(), "key", Integer.toString(key.number()));
    }
}
