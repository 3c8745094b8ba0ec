package dev.verbatim.chat.http;

import dev.verbatim.chat.auth.BearerToken;
import dev.verbatim.chat.connection.SockJsConnection;
import dev.verbatim.chat.session.Sessions;
import dev.verbatim.chat.wire.SockJsText;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.util.regex.Pattern;

/**
 * SockJS at {@code /chat} over xhr-streaming and xhr-polling; over a WebSocket it is {@link WebSocketDoor}'s. What else the library would
 * serve (iframe, JSONP, EventSource, a raw WebSocket of its own) is not there.
 */
final class SockJsDoor {
    private static final int SESSION_TIMEOUT_MS = 5000;
    private static final Pattern SERVED =
            Pattern.compile("/chat/(info|[^/.]{1,64}/[^/.]{1,64}/(xhr|xhr_send|xhr_streaming))");

    private final Vertx vertx;
    private final Sessions sessions;
    private final SockJsOwners owners;
    private final long heartbeatMs;

    /**
     * A door.
     *
     * @param heartbeatMs how often a client is told that the server is there
     */
    SockJsDoor(Vertx vertx, Sessions sessions, long heartbeatMs) {
        this.vertx = vertx;
        this.sessions = sessions;
        this.owners = new SockJsOwners(vertx);
        this.heartbeatMs = heartbeatMs;
    }

    /** Mounts it; the origin has been checked and the body been read before. */
    void mount(Router router) {
        router.route("/chat/*").handler(SockJsDoor::onlyServed);
        router.route("/chat/:server/:session/*").handler(owners);
        router.post("/chat/:server/:session/xhr_send").handler(SockJsDoor::onlyTexts);
        router.post("/chat/:server/:session/xhr").handler(SockJsDoor::sayThatItCloses);
        router.route("/chat/*").subRouter(sockJs().socketHandler(this::open));
    }

    private SockJSHandler sockJs() {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .setHeartbeatInterval(heartbeatMs)
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
            Problem.NOT_FOUND.answer(context.response());
        }
    }

    /** The library takes whatever is JSON in whatever charset, and falls over what is no string and over a charset that there is not. */
    private static void onlyTexts(RoutingContext context) {
        Buffer body = context.body().buffer();
        String charset = context.parsedHeaders().contentType().parameter("charset");
        boolean utf8 = charset == null || "utf-8".equalsIgnoreCase(charset);
        if (utf8 && body != null && body.length() > 0 && SockJsText.read(body.getBytes()) != null) {
            context.next();
        } else {
            Problem.BAD_REQUEST.answer(context.response());
        }
    }

    /** The library ends the connection after every poll without saying so, and a client or proxy that uses it again runs into the end. */
    private static void sayThatItCloses(RoutingContext context) {
        context.addHeadersEndHandler(
                sent -> context.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        context.next();
    }

    private void open(SockJSSocket socket) {
        sessions.open(new SockJsConnection(socket, owners.own(socket)), BearerToken.of(socket.headers()));
    }
}
