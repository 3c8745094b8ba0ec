package dev.verbatim.boot.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import dev.verbatim.config.ClusterSettings;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * How this node meets the others: a list of members over TCP, bound to one address. No multicast, no discovery, no call home, no REST, and nothing but
 * Hazelcast's and Vert.x's own classes is deserialised. A hung node is given up after eight silent seconds, a dead one at once.
 */
public final class ClusteredBus {
    private static final int PING_MS = 2_000;
    private static final int PONG_MS = 8_000;

    private ClusteredBus() {}

    /** What finds the other nodes; joining blocks for a second or two. */
    public static ClusterManager members(ClusterSettings settings) {
        // Vert.x's own maps come with its file; all the rest is ours.
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(settings.name());
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "8");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        config.getJetConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter());
        bind(config.getNetworkConfig(), settings);
        return new HazelcastClusterManager(config);
    }

    /** The same options, with the address at which this node's messages arrive. */
    public static VertxOptions reachable(VertxOptions options, ClusterSettings settings) {
        return options.setEventBusOptions(new EventBusOptions()
                .setHost(settings.host())
                .setClusterPublicHost(settings.host())
                .setPort(settings.busPort())
                .setClusterPingInterval(PING_MS)
                .setClusterPingReplyInterval(PONG_MS)
                .setTcpNoDelay(true));
    }

    private static void bind(NetworkConfig network, ClusterSettings settings) {
        network.setPort(settings.port()).setPortAutoIncrement(false).setReuseAddress(true);
        network.setPublicAddress(settings.host() + ":" + settings.port());
        network.getInterfaces().setEnabled(true).addInterface(settings.host());
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
        join.getTcpIpConfig().setMembers(settings.members());
    }

    private static JavaSerializationFilterConfig filter() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.getWhitelist().addPrefixes("io.vertx.");
        return filter;
    }
}
