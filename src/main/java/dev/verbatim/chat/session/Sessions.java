package dev.verbatim.chat.session;

import dev.verbatim.chat.connection.Backlog;
import dev.verbatim.chat.connection.Connection;
import dev.verbatim.chat.connection.FrameRate;
import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.chat.connection.Pace;
import dev.verbatim.chat.connection.Rates;
import dev.verbatim.chat.wire.FrameReader;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.config.Settings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All sessions of one chat verticle, and the one timer that looks after them. */
public final class Sessions {
    private static final long LONGEST_TICK_MS = 1000;
    private static final long SHORTEST_TICK_MS = 10;
    private static final long DRAINED_WITHIN_MS = 3000;
    private static final int RECONNECT_SPREAD_MS = 2000;

    private final Vertx vertx;
    private final Context context;
    private final SessionServices services;
    private final InstantSource clock;
    private final FrameReader reader;
    private final Rates persons;
    private final Backlog backlog;
    private final RevocationWatch revocations;
    private final Set<Session> all = new HashSet<>();
    private final Supplier<Future<Void>> door = this::drainOnContext;
    private @Nullable Promise<Void> drained;
    private long timer;
    private long pingAtMs;
    private long tooSlow;

    /** No sessions yet; to be made on the verticle's context. */
    public Sessions(Vertx vertx, SessionServices services, InstantSource clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.services = services;
        this.clock = clock;
        this.reader = new FrameReader(services.settings().chat());
        this.persons = Rates.ofPersons(vertx, services.settings().door().rates());
        this.backlog = Backlog.of(vertx, services.settings().door().unsentBytes());
        this.revocations = new RevocationWatch(vertx, services, this::cutRevoked, clock);
    }

    /** Whether it is known which tokens were taken back; any thread. */
    public boolean knowRevocations() {
        return services.tokens().revoked().isKnown();
    }

    /** Begins to look after them; completes when it is known whose tokens were taken back, or that nobody can say now. */
    public Future<Void> start() {
        services.drain().add(door);
        pingAtMs = monotonicMs() + services.settings().chat().pingMs();
        timer = vertx.setPeriodic(tickMs(services.settings()), fired -> tick());
        return revocations.start();
    }

    private static long tickMs(Settings settings) {
        ChatSettings chat = settings.chat();
        long finest = Math.min(chat.pingMs(), settings.auth().authTimeoutMs()) / 2;
        return Math.max(SHORTEST_TICK_MS, Math.min(LONGEST_TICK_MS, finest));
    }

    /**
     * Takes a new connection.
     *
     * @param token from its handshake; null: the first frame will bring one
     */
    public void open(Connection connection, @Nullable String token) {
        long now = monotonicMs();
        ChatSettings limits = services.settings().chat();
        Pace pace = new Pace(new FrameRate(limits.framesPerSecond(), now), persons);
        Backlog.Account account = backlog.account(this::later);
        Outbound outbound = new Outbound(connection, limits.viewerSoftBytes(), limits.viewerHardBytes(), account);
        Session session = new Session(outbound, services, reader, pace, now);
        all.add(session);
        connection.listen(text -> session.receive(text, monotonicMs()), () -> gone(session));
        if (services.drain().isRefusing()) {
            session.drain(reconnectAfterMs());
        } else if (token != null) {
            session.authenticate(token, null);
        }
    }

    /** Ends every connection whose token was taken back. */
    private void cutRevoked() {
        List.copyOf(all).forEach(Session::cutIfRevoked);
    }

    /** How many connections there are. */
    public int size() {
        return all.size();
    }

    /** How many have been closed because they did not keep up. */
    public long tooSlow() {
        return tooSlow;
    }

    /** Ends the timer; connections go with the server. */
    public void close() {
        services.drain().remove(door);
        revocations.close();
        vertx.cancelTimer(timer);
        List.copyOf(all).forEach(this::gone);
    }

    private void later(Runnable action) {
        context.runOnContext(turn -> action.run());
    }

    private void gone(Session session) {
        if (!all.remove(session)) {
            return;
        }
        tooSlow += session.outbound().wasTooSlow() ? 1 : 0;
        session.leave();
        session.outbound().gone();
        if (drained != null && all.isEmpty()) {
            drained.tryComplete();
        }
    }

    private void tick() {
        long now = monotonicMs();
        long wall = clock.millis();
        services.tokens().audit().tick();
        boolean ping = now >= pingAtMs;
        if (ping) {
            pingAtMs = now + services.settings().chat().pingMs();
        }
        for (Session session : List.copyOf(all)) {
            session.tick(now, wall);
            if (ping) {
                session.ping();
            }
        }
    }

    private Future<Void> drainOnContext() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(turn -> drain(done));
        return done.future();
    }

    private void drain(Promise<Void> done) {
        drained = done;
        List.copyOf(all).forEach(session -> session.drain(reconnectAfterMs()));
        if (all.isEmpty()) {
            done.tryComplete();
        } else {
            vertx.setTimer(DRAINED_WITHIN_MS, late -> done.tryComplete());
        }
    }

    /** Spread, so that they do not all come back in one wave. */
    private static int reconnectAfterMs() {
        return ThreadLocalRandom.current().nextInt(RECONNECT_SPREAD_MS);
    }

    private static long monotonicMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
