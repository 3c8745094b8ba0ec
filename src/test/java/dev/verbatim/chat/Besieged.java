package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.config.HttpLimits;
import dev.verbatim.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/**
 * A node that is attacked, and what must hold after every attack: nothing of the attacker is left, everybody else is served, the event loop
 * was never blocked, nothing was logged as an error, and memory is what it was.
 */
final class Besieged implements AutoCloseable {
    private static final int PATIENCE_S = 20;
    private static final long SLACK_BYTES = 24L << 20;
    private static final long LONGEST_TURN_MS = 1000;

    final ChatNode node;
    private final Vertx vertx;
    private final Errors errors = new Errors();
    private final TestClient bystander;
    private final ChatVerticle.Census before;
    private final long usedBefore;

    private static final class Errors extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            boolean blocked = event.getLoggerName().contains("BlockedThreadChecker");
            if (blocked || event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                lines.add(event.getLoggerName()
                        + ' '
                        + event.getFormattedMessage()
                        + '\n'
                        + ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
    }

    private Besieged(Settings settings) {
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setBlockedThreadCheckInterval(LONGEST_TURN_MS / 4)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(LONGEST_TURN_MS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS);
        vertx = Vertx.vertx(options);
        node = ChatNode.start(vertx, settings, 1);
        errors.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(errors);
        bystander = node.inLobby("bystander");
        before = node.census();
        System.gc();
        usedBefore = usedBytes();
    }

    static Besieged start() {
        return start(ChatNode.CHAT, ChatNode.LIMITS);
    }

    static Besieged start(ChatSettings chat, HttpLimits limits) {
        return start(ChatNode.settings(chat, limits));
    }

    static Besieged start(Settings settings) {
        return new Besieged(settings);
    }

    /** Waits until the attack has left no trace, in memory neither. */
    void recovered() {
        nothingIsLeft();
        long limit = usedBefore + SLACK_BYTES;
        // What is below the limit with all its garbage is so without it: most attacks need no collection of the whole
        // heap.
        if (usedBytes() >= limit) {
            System.gc();
        }
        assertThat(usedBytes()).isLessThan(limit);
    }

    /** The same where the attack has made the room itself larger. */
    void nothingIsLeft() {
        Awaitility.await()
                .atMost(PATIENCE_S, TimeUnit.SECONDS)
                .until(() -> node.census().equals(before));
        assertThat(bystander.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
        TestClient newcomer = node.inLobby("newcomer");
        assertThat(newcomer.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
        newcomer.close();
        Awaitility.await()
                .atMost(PATIENCE_S, TimeUnit.SECONDS)
                .until(() -> node.census().equals(before));
        List<String> logged = List.copyOf(errors.lines);
        errors.lines.clear();
        assertThat(logged).isEmpty();
    }

    private static long usedBytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(errors);
        Wait.on(vertx.close());
    }
}
