package dev.verbatim.boot;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;

/** What everything runs on: Vert.x with the native transport where there is one, and the registry that all meters go to. */
record Platform(Vertx vertx, PrometheusMeterRegistry registry) {
    private static final int MAX_MODELS = 100;

    static Platform create() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        // A model's name may come from a client: what is beyond these many is not told apart.
        registry.config().meterFilter(new BoundedTag("gen_ai.response.model", MAX_MODELS));
        MicrometerMetricsOptions metrics = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(Label.HTTP_METHOD, Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME))
                // A token crosses the bus and two sockets: meters there would cost more than what they tell.
                .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
                .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET)
                // One gauge for all SQL clients would be the first client's.
                .addDisabledMetricsCategory("sql");
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setMetricsOptions(metrics)
                // Nothing blocks a loop, so that more of them than cores only wake each other up.
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
        Vertx vertx = Vertx.builder()
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        return new Platform(vertx, registry);
    }
}
