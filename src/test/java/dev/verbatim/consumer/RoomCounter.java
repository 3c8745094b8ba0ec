package dev.verbatim.consumer;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageBus.Subscription;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Joins a running gateway's bus and prints what a room's messages and tokens add up to, after each fact, until its input ends. */
public final class RoomCounter {
    private static final String OWN_ADDRESS = "127.0.0.1";

    private final RoomCount count = new RoomCount();
    private final MessageBus bus;
    private final RoomKey room;

    private RoomCounter(MessageBus bus, RoomKey room) {
        this.bus = bus;
        this.room = room;
    }

    /**
     * Runs until its input ends.
     *
     * @param args the cluster's name, a member's address, a room's id
     */
    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost(OWN_ADDRESS)))
                .withClusterManager(new HazelcastClusterManager(config(args[0], args[1])))
                .buildClustered()
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
        RoomCounter counter = new RoomCounter(MessageBus.over(vertx), new RoomKey("main", args[2]));
        vertx.runOnContext(turn -> counter.follow());
        while (System.in.read() >= 0) {
            // Until whoever started it has enough.
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    private static Config config(String cluster, String member) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(cluster);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        NetworkConfig network = config.getNetworkConfig();
        network.getInterfaces().setEnabled(true).addInterface(OWN_ADDRESS);
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getMulticastConfig().setEnabled(false);
        network.getJoin().getTcpIpConfig().setEnabled(true).addMember(member);
        return config;
    }

    private void follow() {
        List<Subscription> all = List.of(
                bus.consume(Topics.MESSAGES, room::equals, fact -> print(() -> count.message(fact))),
                bus.consume(Topics.REPLIES, room::equals, fact -> print(() -> count.reply(fact))),
                bus.consume(Topics.USAGE, room::equals, fact -> print(() -> count.usage(fact))));
        Future.all(all.stream().map(Subscription::ready).toList()).onSuccess(ready -> System.out.println("following"));
    }

    private void print(Runnable counting) {
        counting.run();
        System.out.println(count);
    }
}
