package dev.verbatim.chat.http;

import dev.verbatim.chat.api.ApiRoutes;
import dev.verbatim.chat.auth.GuestNames;
import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.chat.connection.Backlog;
import dev.verbatim.chat.connection.WebSockets;
import dev.verbatim.chat.session.Sessions;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.config.DoorSettings;
import dev.verbatim.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The public port of one chat verticle; instances with the same port share it. */
public final class ChatServer {
    private static final Logger LOG = LoggerFactory.getLogger(ChatServer.class);
    private static final int ANY_SHARED = -1;
    private static final int DELIVERED = 2;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int BACKLOG = 4096;
    private static final double UNACKNOWLEDGED_PINGS = 1.2;
    private static final int SHORTEST_UNACKNOWLEDGED_MS = 1000;
    private static final int MISSED_PINGS = 3;
    private static final int SHORTEST_IDLE_MS = 5000;

    /** What the body handler fails with where the client leaves before its body is whole. */
    private static final int BROKEN_OFF = 200;

    private static final List<Problem> EXPECTED =
            List.of(Problem.BAD_REQUEST, Problem.NOT_FOUND, Problem.WRONG_METHOD, Problem.TOO_LARGE, Problem.INTERNAL);

    private final HttpServer server;
    private final Settings settings;
    private final @Nullable TlsFiles tls;

    /** A server that does not listen yet. */
    public ChatServer(
            Vertx vertx, Settings settings, Tokens tokens, Sessions sessions, ApiRoutes api, InstantSource clock) {
        int deliveredBytes = deliveredBytes(settings.chat());
        LongSupplier monotonicMs = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        DoorSettings door = settings.door();
        Visitors visitors = Visitors.of(settings);
        ProxiedClients clients =
                new ProxiedClients(Admissions.of(vertx, settings.http().limits()), monotonicMs);
        OriginGate gate =
                new OriginGate(settings.http().allowedOrigins(), settings.http().host(), visitors, tokens.audit());
        Router router = Router.router(vertx);
        router.route().handler(new SecurityHeaders(visitors));
        router.route("/chat/*").handler(gate.before(Sharing.CHAT));
        router.route("/api/*").handler(gate.before(Sharing.API));
        router.route().handler(BodyHandler.create(false).setBodyLimit(deliveredBytes));
        Sharing.mountPreflight(router);
        new SockJsDoor(
                        vertx,
                        visitors,
                        clients,
                        sessions,
                        settings.http().limits().connections())
                .mount(router);
        router.post("/api/guest").handler(new GuestDoor(settings, tokens, new GuestNames(new SecureRandom()), clock));
        api.mount(router);
        router.route("/*").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(new Pages(vertx));
        EXPECTED.forEach(problem -> router.errorHandler(problem.status(), context -> failed(context, problem)));
        router.errorHandler(BROKEN_OFF, context -> LOG.debug("request broken off path={}", context.normalizedPath()));
        WebSockets sockets = new WebSockets(vertx, deliveredBytes, settings.chat(), monotonicMs);
        this.settings = settings;
        this.tls = door.tls() == null ? null : new TlsFiles(vertx, door.tls());
        HttpServerOptions options = options(settings.chat(), deliveredBytes);
        options.setSslHandshakeTimeout(settings.http().limits().requestMs())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        WebSocketDoor inside = new WebSocketDoor(gate, visitors, clients, sessions, sockets, router);
        BasePath below = new BasePath(door.basePath(), inside);
        Backlog backlog = Backlog.of(vertx, door.unsentBytes());
        this.server = vertx.createHttpServer(tls == null ? options : tls.over(options))
                .connectionHandler(
                        new Doorkeeper(vertx, settings.http().limits(), backlog, tokens.audit(), monotonicMs))
                .requestHandler(new Turnstile(vertx, visitors, door.rates(), tokens.audit(), monotonicMs, below));
    }

    /** A message of up to twice the limit for frames is delivered, so that it can be refused with a typed error; above, 1009. */
    static int deliveredBytes(ChatSettings settings) {
        return DELIVERED * settings.maxFrameBytes();
    }

    /** Begins to listen; the port that it got. Any free one is the same for all instances, which Vert.x says as -1. */
    public Future<Integer> listen() {
        int port = settings.http().port() == 0 ? ANY_SHARED : settings.http().port();
        return server.listen(port, settings.http().host())
                .onSuccess(listening -> watch())
                .map(HttpServer::actualPort);
    }

    private void watch() {
        if (tls != null) {
            tls.watch(server);
        }
    }

    /** Ends it and every connection. */
    public Future<Void> close() {
        Future<Void> unwatched = tls == null ? Future.succeededFuture() : tls.stop();
        return Future.join(unwatched, server.close()).mapEmpty();
    }

    /**
     * A line over HTTP on which nothing could be written for three ping intervals is dead or does not read; pings and heartbeats are writes.
     * One that does not acknowledge what was written is dead sooner: the kernel ends it within 2.2 intervals of its last sign of life.
     */
    private static HttpServerOptions options(ChatSettings settings, int deliveredBytes) {
        long idleMs = Math.max(SHORTEST_IDLE_MS, MISSED_PINGS * settings.pingMs());
        HttpServerOptions options = new HttpServerOptions()
                .setMaxWebSocketFrameSize(deliveredBytes)
                .setMaxWebSocketMessageSize(deliveredBytes)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHttp2ClearTextEnabled(false);
        options.setTcpNoDelay(true).setAcceptBacklog(BACKLOG);
        options.setTcpUserTimeout((int) Math.max(SHORTEST_UNACKNOWLEDGED_MS, UNACKNOWLEDGED_PINGS * settings.pingMs()));
        options.setWriteIdleTimeout((int) idleMs).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        return options;
    }

    private static void failed(RoutingContext context, Problem problem) {
        if (problem == Problem.INTERNAL && context.failure() != null) {
            LOG.error("request failed unexpectedly path={}", context.normalizedPath(), context.failure());
        }
        problem.answer(context.response());
    }
}
