package dev.verbatim.chat.http;

import dev.verbatim.chat.connection.SockJsConnection;
import dev.verbatim.chat.connection.WebSocketConnection;
import dev.verbatim.chat.session.Sessions;
import dev.verbatim.config.ChatSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The two ways into the chat: a plain WebSocket at {@code /chat/websocket}, whose upgrade is ours so that pings, back-pressure and close
 * codes are too, and SockJS at {@code /chat} over websocket, xhr-streaming and xhr-polling. What else SockJS would serve (iframe,
 * JSONP, EventSource, its own raw WebSocket) is not there.
 */
final class ChatDoors {
    private static final String BEARER = "Bearer ";
    private static final int SESSION_TIMEOUT_MS = 10_000;
    private static final int DELIVERED = 2;
    private static final Pattern SERVED =
            Pattern.compile("/chat/(info|[^/.]{1,64}/[^/.]{1,64}/(websocket|xhr|xhr_send|xhr_streaming))");

    private final Vertx vertx;
    private final Sessions sessions;
    private final ChatSettings settings;

    ChatDoors(Vertx vertx, Sessions sessions, ChatSettings settings) {
        this.vertx = vertx;
        this.sessions = sessions;
        this.settings = settings;
    }

    /** Mounts both; the origin has been checked before. */
    void mount(Router router) {
        router.get("/chat/websocket").handler(this::upgrade);
        router.route("/chat/*").handler(ChatDoors::onlyServed);
        // Only what has a body: a handshake that says Content-Length: 0 could not be upgraded once its body was read.
        router.post("/chat/*").handler(BodyHandler.create(false).setBodyLimit(deliveredBytes()));
        router.post("/chat/:server/:session/xhr").handler(ChatDoors::sayThatItCloses);
        router.route("/chat/*").subRouter(sockJs().socketHandler(this::open));
    }

    /** What is above the limit for frames, but not far, gets a typed error. */
    private int deliveredBytes() {
        return DELIVERED * settings.maxFrameBytes();
    }

    private SockJSHandler sockJs() {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .setHeartbeatInterval(settings.pingMs())
                .setSessionTimeout(SESSION_TIMEOUT_MS)
                .setInsertJSESSIONID(false)
                .setLibraryURL("/vendor/sockjs.min.js")
                .addDisabledTransport(Transport.JSON_P.toString())
                .addDisabledTransport(Transport.HTML_FILE.toString())
                .addDisabledTransport(Transport.EVENT_SOURCE.toString());
        return SockJSHandler.create(vertx, options);
    }

    private static void onlyServed(RoutingContext context) {
        if (SERVED.matcher(context.normalizedPath()).matches()) {
            context.next();
        } else {
            Problem.NOT_FOUND.answer(context);
        }
    }

    /** The library ends the connection after every poll without saying so, and a client or proxy that uses it again runs into the end. */
    private static void sayThatItCloses(RoutingContext context) {
        context.addHeadersEndHandler(
                sent -> context.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        context.next();
    }

    private void open(SockJSSocket socket) {
        sessions.open(new SockJsConnection(socket), bearer(socket.headers()));
    }

    private void upgrade(RoutingContext context) {
        if (!context.request().canUpgradeToWebSocket()) {
            Problem.BAD_REQUEST.answer(context);
            return;
        }
        String token = bearer(context.request().headers());
        context.request()
                .toWebSocket()
                .onComplete(
                        socket -> sessions.open(new WebSocketConnection(socket, deliveredBytes()), token),
                        context::fail);
    }

    private static @Nullable String bearer(MultiMap headers) {
        String value = headers.get(HttpHeaders.AUTHORIZATION);
        boolean present = value != null && value.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return value != null && present ? value.substring(BEARER.length()).trim() : null;
    }
}
