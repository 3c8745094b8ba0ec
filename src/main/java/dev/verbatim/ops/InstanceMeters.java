package dev.verbatim.ops;

import dev.verbatim.contract.InstanceReport;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.Reading;
import dev.verbatim.contract.Topics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Meters of what the verticles of this node report, each the sum over its instances and at most a report old. A reading's first report makes its
 * meter. Written on the ops verticle's event loop, read by whoever scrapes.
 */
final class InstanceMeters {
    private record Key(String name, String labelValue) {}

    private final Map<Key, Map<String, Double>> values = new HashMap<>();
    private final MeterRegistry registry;

    InstanceMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void follow(MessageBus bus) {
        bus.consumeLocally(Topics.REPORTS, this::reported);
    }

    private void reported(InstanceReport report) {
        for (Reading reading : report.readings()) {
            values.computeIfAbsent(new Key(reading.name(), reading.labelValue()), key -> newMeter(reading))
                    .put(report.instance(), reading.value());
        }
    }

    private Map<String, Double> newMeter(Reading reading) {
        Map<String, Double> byInstance = new ConcurrentHashMap<>();
        Tags tags = reading.label().isEmpty() ? Tags.empty() : Tags.of(reading.label(), reading.labelValue());
        if (reading.total()) {
            FunctionCounter.builder(reading.name(), byInstance, InstanceMeters::sum)
                    .tags(tags)
                    .register(registry);
        } else {
            Gauge.builder(reading.name(), byInstance, InstanceMeters::sum)
                    .tags(tags)
                    .strongReference(true)
                    .register(registry);
        }
        return byInstance;
    }

    private static double sum(Map<String, Double> byInstance) {
        return byInstance.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
