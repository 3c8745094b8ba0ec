package dev.verbatim.chat.http;

import dev.verbatim.chat.auth.BearerToken;
import dev.verbatim.chat.connection.SockJsWebSocket;
import dev.verbatim.chat.connection.WebSockets;
import dev.verbatim.chat.session.Sessions;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
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
    private final Visitors visitors;
    private final Sessions sessions;
    private final WebSockets sockets;
    private final Handler<HttpServerRequest> others;

    /**
     * A door.
     *
     * @param others who handles every other request
     */
    WebSocketDoor(
            OriginGate gate,
            Visitors visitors,
            Sessions sessions,
            WebSockets sockets,
            Handler<HttpServerRequest> others) {
        this.visitors = visitors;
        this.gate = gate;
        this.sessions = sessions;
        this.sockets = sockets;
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
        String peer = visitors.of(request).address();
        request.toWebSocket()
                .map(socket -> sockets.takeOver(socket, peer))
                .onComplete(
                        line -> sessions.open(plain ? line : new SockJsWebSocket(line), token),
                        cause -> refused(request, cause));
    }

    /** Vert.x has answered most of what is wrong. */
    private static void refused(HttpServerRequest request, Throwable cause) {
        LOG.debug("handshake failed cause={}", cause.toString());
        Problem.NO_UPGRADE.answer(request.response());
    }
}
