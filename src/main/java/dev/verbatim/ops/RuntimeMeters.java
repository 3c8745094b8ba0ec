package dev.verbatim.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Meters of the process: memory, collections, threads, processor, files, and how late each event loop is. Lateness is how long after its time a task
 * of each loop runs, looked at twice a second.
 */
final class RuntimeMeters implements AutoCloseable {
    private static final long LOOK_MS = 500;

    private final List<ScheduledFuture<?>> looks = new ArrayList<>();
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Timer late;

    RuntimeMeters(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        late = Timer.builder("verbatim.eventloop.lag")
                .serviceLevelObjectives(
                        Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry);
    }

    void lookAt(Vertx vertx) {
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            look(loop);
        }
    }

    private void look(EventExecutor loop) {
        long[] due = {System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MS)};
        looks.add(loop.scheduleWithFixedDelay(() -> looked(due), LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS));
    }

    private void looked(long[] due) {
        long now = System.nanoTime();
        late.record(Math.max(0, now - due[0]), TimeUnit.NANOSECONDS);
        due[0] = now + TimeUnit.MILLISECONDS.toNanos(LOOK_MS);
    }

    @Override
    public void close() {
        looks.forEach(look -> look.cancel(false));
        collections.close();
    }
}
