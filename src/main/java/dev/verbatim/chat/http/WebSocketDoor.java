package dev.verbatim.chat.http;

import dev.verbatim.chat.auth.BearerToken;
import dev.verbatim.chat.connection.SockJsWebSocket;
import dev.verbatim.chat.connection.WebSockets;
import dev.verbatim.chat.session.Sessions;
import io.netty.channel.Channel;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
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
    private final ProxiedClients clients;
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
            ProxiedClients clients,
            Sessions sessions,
            WebSockets sockets,
            Handler<HttpServerRequest> others) {
        this.visitors = visitors;
        this.clients = clients;
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
        Visitor visitor = visitors.of(request);
        if (!clients.enter(visitor)) {
            Problem.TOO_MANY.answer(request.response());
            return;
        }
        String token = BearerToken.of(request.headers());
        Channel channel = ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .channel();
        request.toWebSocket()
                .map(socket -> sockets.takeOver(socket, visitor.address()))
                .onSuccess(line -> channel.closeFuture().addListener(closed -> clients.left(visitor)))
                .onFailure(cause -> clients.left(visitor))
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
