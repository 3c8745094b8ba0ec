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
import dev.verbatim.testing.Turns;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A node that is attacked, and what must hold after every attack: nothing of the attacker is left, everybody else is served, the event loop
 * was never blocked, nothing was logged as an error, and memory is what it was.
 */
final class Besieged implements AutoCloseable {
    private static final long HASTY_MS = 1_000;
    private static final long SLACK_BYTES = 24L << 20;

    final ChatNode node;
    private final Vertx vertx;
    private final Errors errors = new Errors();
    private final Turns turns;
    private final boolean hasty;
    private final @Nullable TestClient bystander;
    private final ChatVerticle.Census before;
    private final long usedBefore;

    private static final class Errors extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                lines.add(event.getLoggerName()
                        + ' '
                        + event.getFormattedMessage()
                        + '\n'
                        + ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
    }

    private Besieged(Settings settings, boolean watched) {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        turns = Turns.watch(vertx);
        node = ChatNode.start(vertx, settings, 1);
        errors.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(errors);
        hasty = settings.http().limits().requestMs() < HASTY_MS;
        bystander = watched ? inLobby("bystander") : null;
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
        return new Besieged(settings, true);
    }

    /** One where nobody stays for longer than a look: whoever did would have to answer pings in no time. */
    static Besieged startUnwatched(Settings settings) {
        return new Besieged(settings, false);
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
        Awaitility.await().until(() -> node.census().equals(before));
        if (bystander != null) {
            assertThat(bystander.ask("ping", new JsonObject()).getString("event"))
                    .isEqualTo("pong");
        }
        TestClient newcomer = inLobby("newcomer");
        assertThat(newcomer.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
        newcomer.close();
        Awaitility.await().until(() -> node.census().equals(before));
        List<String> logged = List.copyOf(errors.lines);
        errors.lines.clear();
        assertThat(logged).isEmpty();
        assertThat(turns.tooLong()).isEmpty();
    }

    /** At the first attempt, unless a handshake has so little time that the machine may stand still for longer. */
    private TestClient inLobby(String userId) {
        if (!hasty) {
            return node.inLobby(userId);
        }
        AtomicReference<TestClient> made = new AtomicReference<>();
        Awaitility.await().ignoreExceptionsInstanceOf(CompletionException.class).until(() -> {
            made.set(node.inLobby(userId));
            return true;
        });
        return made.get();
    }

    private static long usedBytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(errors);
        turns.close();
        Wait.on(vertx.close());
    }
}
