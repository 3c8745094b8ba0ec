package dev.verbatim.chat.http;

import dev.verbatim.chat.connection.Connection;
import dev.verbatim.chat.connection.SockJsWebSocket;
import dev.verbatim.chat.connection.WebSocketConnection;
import dev.verbatim.chat.session.Sessions;
import dev.verbatim.config.ChatSettings;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WebSockets: the plain one at {@code /chat/websocket}, and SockJS's. It stands before the router, which would wrap the socket: pings, close
 * codes and cutting a dead line are ours.
 */
final class WebSocketDoor implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketDoor.class);
    private static final String PLAIN = "/chat/websocket";
    private static final Pattern SOCKJS = Pattern.compile("/chat/[^/.]{1,64}/[^/.]{1,64}/websocket");

    private final OriginGate gate;
    private final Sessions sessions;
    private final ChatSettings settings;
    private final LongSupplier monotonicMs;
    private final Handler<HttpServerRequest> others;

    /**
     * A door.
     *
     * @param monotonicMs a clock, in milliseconds
     * @param others who handles every other request
     */
    WebSocketDoor(
            OriginGate gate,
            Sessions sessions,
            ChatSettings settings,
            LongSupplier monotonicMs,
            Handler<HttpServerRequest> others) {
        this.gate = gate;
        this.sessions = sessions;
        this.settings = settings;
        this.monotonicMs = monotonicMs;
        this.others = others;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        boolean plain = PLAIN.equals(path);
        if (path == null || (!plain && !SOCKJS.matcher(path).matches())) {
            others.handle(request);
        } else if (!gate.admits(request)) {
            Problem.FORBIDDEN_ORIGIN.answer(request.response());
        } else if (!request.canUpgradeToWebSocket()) {
            Problem.NO_UPGRADE.answer(request.response());
        } else {
            upgrade(request, plain);
        }
    }

    private void upgrade(HttpServerRequest request, boolean plain) {
        String token = BearerToken.of(request.headers());
        request.toWebSocket().onComplete(socket -> open(socket, plain, token), cause -> refused(request, cause));
    }

    private void open(ServerWebSocket socket, boolean plain, @Nullable String token) {
        WebSocketConnection line = new WebSocketConnection(
                socket, ChatServer.deliveredBytes(settings), settings.framesPerSecond(), monotonicMs);
        Connection connection = plain ? line : new SockJsWebSocket(line);
        sessions.open(connection, token);
    }

    /** Vert.x has answered most of what is wrong. */
    private static void refused(HttpServerRequest request, Throwable cause) {
        LOG.debug("handshake failed cause={}", cause.toString());
        Problem.NO_UPGRADE.answer(request.response());
    }
}
