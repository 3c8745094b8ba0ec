package dev.verbatim.boot;

import dev.verbatim.boot.cluster.ClusteredBus;
import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.config.ClusterSettings;
import dev.verbatim.config.SocketSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;

/** What everything runs on: Vert.x with its sockets, and the registry that all meters go to. */
record Platform(Vertx vertx, PrometheusMeterRegistry registry) {
    private static final int MAX_MODELS = 100;

    /** Blocks while a node joins its cluster. */
    static Platform create(SocketSettings sockets, ClusterSettings cluster) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        // A model's name may come from a client: what is beyond these many is not told apart.
        registry.config().meterFilter(new BoundedTag("gen_ai.request.model", MAX_MODELS));
        VertxBuilder builder = Vertx.builder()
                .withMetrics(new MicrometerMetricsFactory(registry))
                .withTransport(Sockets.of(sockets.transport()));
        return new Platform(cluster.enabled() ? joined(builder, cluster) : alone(builder), registry);
    }

    private static Vertx alone(VertxBuilder builder) {
        return builder.with(options()).build();
    }

    private static Vertx joined(VertxBuilder builder, ClusterSettings cluster) {
        builder.with(ClusteredBus.reachable(options(), cluster)).withClusterManager(ClusteredBus.members(cluster));
        String step = "join the cluster (cluster.host " + cluster.host() + ", cluster.port " + cluster.port() + ")";
        try {
            return Waiting.forStep(step, builder.buildClustered());
        } catch (IllegalStateException e) {
            // Whatever keeps Hazelcast from joining is an address, a port or a member: somebody's to correct.
            throw new StartFailure("Cannot " + step + ": " + reason(e) + ".");
        }
    }

    private static String reason(IllegalStateException notJoined) {
        Throwable cause = notJoined.getCause() == null ? notJoined : notJoined.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static VertxOptions options() {
        return new VertxOptions()
                .setMetricsOptions(metrics())
                // Nothing blocks a loop, so that more of them than cores only wake each other up.
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
    }

    private static MicrometerMetricsOptions metrics() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(Label.HTTP_METHOD, Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME))
                // A token crosses the bus and two sockets: meters there would cost more than what they tell.
                .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
                .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET)
                // One gauge for all SQL clients would be the first client's.
                .addDisabledMetricsCategory("sql");
    }
}
