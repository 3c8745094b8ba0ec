package dev.verbatim.chat;

import dev.verbatim.chat.api.ApiRoutes;
import dev.verbatim.chat.audit.AuditLog;
import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.chat.http.ChatServer;
import dev.verbatim.chat.http.Visitors;
import dev.verbatim.chat.room.Rooms;
import dev.verbatim.chat.room.StorageQuestions;
import dev.verbatim.chat.session.SessionServices;
import dev.verbatim.chat.session.Sessions;
import dev.verbatim.config.Settings;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One chat verticle: a port, its sessions and the rooms they look at. Several instances of a node share the port. */
public final class ChatVerticle extends VerticleBase {
    private final Settings settings;
    private final MessageBus bus;
    private final String instance;
    private final NodeServices node;
    private final InstantSource clock;
    private @Nullable ChatServer server;
    private volatile @Nullable Sessions sessions;
    private @Nullable Rooms rooms;
    private int port;

    /**
     * A verticle that is not deployed yet.
     *
     * @param instance its own address, {@link Topics#chatInstance}
     * @param node shared by all instances of the node
     * @param clock wall time, for the expiry of tokens
     */
    public ChatVerticle(Settings settings, MessageBus bus, String instance, NodeServices node, InstantSource clock) {
        this.settings = settings;
        this.bus = bus;
        this.instance = instance;
        this.node = node;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        StorageQuestions storage = new StorageQuestions(bus, settings.chat().requestTimeoutMs());
        Tokens tokens = new Tokens(vertx, settings.auth(), node.keys(), new AuditLog(), clock);
        Rooms watched = new Rooms(vertx, bus, storage, instance, settings.chat());
        SessionServices services = new SessionServices(settings, bus, tokens, storage, watched, node.drain());
        Sessions clients = new Sessions(vertx, services, clock);
        ApiRoutes api = new ApiRoutes(vertx, services, node.models(), Visitors.of(settings)::addressOf, clock);
        ChatServer door = new ChatServer(vertx, settings, tokens, clients, api, clock);
        rooms = watched;
        sessions = clients;
        server = door;
        vertx.setPeriodic(
                Topics.REPORT_MS, due -> bus.publishHere(Topics.REPORTS, ChatReport.of(instance, watched, clients)));
        return Future.all(watched.start(), clients.start())
                .compose(listening -> door.listen())
                .onSuccess(bound -> port = bound);
    }

    @Override
    public Future<?> stop() {
        Sessions clients = sessions;
        if (server == null || clients == null || rooms == null) {
            return Future.succeededFuture();
        }
        clients.close();
        return Future.join(server.close(), rooms.close());
    }

    /** The port that is listened on, once started. */
    public int port() {
        return port;
    }

    /** Whether it knows which tokens were taken back: before that it lets nobody do anything. Any thread. */
    public boolean knowsRevocations() {
        Sessions clients = sessions;
        return clients != null && clients.knowRevocations();
    }

    /** What this verticle holds at this moment; may be asked from any thread. */
    public Future<Census> census() {
        Promise<Census> counted = Promise.promise();
        context.runOnContext(turn -> counted.complete(count()));
        return counted.future();
    }

    private Census count() {
        Sessions clients = sessions;
        return clients == null || rooms == null
                ? new Census(0, 0, 0)
                : new Census(clients.size(), rooms.size(), rooms.openReplies());
    }

    /**
     * What a chat verticle holds; all of it goes when nobody is there.
     *
     * @param rooms that somebody looks at
     * @param replies of those rooms that are open
     */
    public record Census(int connections, int rooms, int replies) {}
}
