package dev.verbatim.chat.http;

import dev.verbatim.chat.auth.BearerToken;
import dev.verbatim.chat.connection.Network;
import dev.verbatim.chat.connection.SockJsConnection;
import dev.verbatim.chat.connection.SockJsReader;
import dev.verbatim.chat.connection.TurnFlush;
import dev.verbatim.chat.session.Sessions;
import dev.verbatim.chat.wire.SockJsText;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SockJS at {@code /chat} over xhr-streaming and xhr-polling (sockjs-protocol 0.3.3); over a WebSocket it is {@link WebSocketDoor}'s. Its other
 * transports (iframe, JSONP, EventSource, HTMLFILE) are not there, and no cookie is set or read.
 */
final class SockJsDoor {
    private static final int NO_CONTENT = 204;
    private static final long ENTROPY = 1L << 32;
    private static final Pattern SERVED =
            Pattern.compile("/chat/(info|[^/.]{1,64}/[^/.]{1,64}/(xhr|xhr_send|xhr_streaming))");

    private final Vertx vertx;
    private final Visitors visitors;
    private final ProxiedClients clients;
    private final Sessions sessions;
    private final SockJsSessions all;
    private final TurnFlush flush;
    private final int most;

    /**
     * A door.
     *
     * @param most sessions at once on this node
     */
    SockJsDoor(Vertx vertx, Visitors visitors, ProxiedClients clients, Sessions sessions, int most) {
        this.clients = clients;
        this.visitors = visitors;
        this.vertx = vertx;
        this.sessions = sessions;
        this.all = SockJsSessions.of(vertx);
        this.flush = new TurnFlush(vertx.getOrCreateContext());
        this.most = most;
    }

    /** Mounts it; the origin has been checked and the body been read before. */
    void mount(Router router) {
        router.route("/chat/*").handler(SockJsDoor::onlyServed);
        router.options("/chat/*").handler(SockJsDoor::mayBeAsked);
        router.get("/chat/info").handler(SockJsDoor::info);
        router.post("/chat/:server/:session/xhr").handler(context -> read(context, SockJsReader::poll));
        router.post("/chat/:server/:session/xhr_streaming").handler(context -> read(context, SockJsReader::stream));
        router.post("/chat/:server/:session/xhr_send").handler(this::send);
    }

    private static void onlyServed(RoutingContext context) {
        if (SERVED.matcher(context.normalizedPath()).matches()) {
            context.next();
        } else {
            Problem.NOT_FOUND.answer(context.response());
        }
    }

    private static void mayBeAsked(RoutingContext context) {
        context.response().setStatusCode(NO_CONTENT).end();
    }

    private static void info(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        context.json(new JsonObject()
                .put("websocket", true)
                .put("origins", new JsonArray().add("*:*"))
                .put("cookie_needed", false)
                .put("entropy", ThreadLocalRandom.current().nextLong(ENTROPY)));
    }

    private void read(RoutingContext context, BiFunction<Vertx, HttpServerRequest, SockJsReader> reader) {
        HttpServerRequest request = context.request();
        Visitor visitor = visitors.of(request);
        SockJsConnection session = all.find(context.pathParam("session"));
        if (session == null && all.size() >= most) {
            Problem.FULL.answer(context.response());
        } else if (session == null && !clients.enter(visitor)) {
            Problem.TOO_MANY.answer(context.response());
        } else {
            read(context, session == null ? opened(context, visitor) : session, visitor, reader);
        }
    }

    private void read(
            RoutingContext context,
            SockJsConnection session,
            Visitor visitor,
            BiFunction<Vertx, HttpServerRequest, SockJsReader> reader) {
        if (isOf(session, visitor)) {
            session.read(reader.apply(vertx, context.request()));
        } else {
            Problem.NOT_FOUND.answer(context.response());
        }
    }

    private static boolean isOf(SockJsConnection session, Visitor visitor) {
        return Network.of(session.peer()).equals(Network.of(visitor.address()));
    }

    private SockJsConnection opened(RoutingContext context, Visitor visitor) {
        SockJsConnection fresh = new SockJsConnection(vertx, flush, visitor.address());
        SockJsConnection sooner = all.enter(context.pathParam("session"), fresh, () -> clients.left(visitor));
        if (sooner != null) {
            clients.left(visitor);
            return sooner;
        }
        // In this turn, so that whoever else finds it finds it listening.
        sessions.open(fresh, BearerToken.of(context.request().headers()));
        return fresh;
    }

    private void send(RoutingContext context) {
        List<String> texts = texts(context);
        SockJsConnection session = all.find(context.pathParam("session"));
        if (texts == null) {
            Problem.BAD_REQUEST.answer(context.response());
        } else if (session == null || !isOf(session, visitors.of(context.request()))) {
            Problem.NOT_FOUND.answer(context.response());
        } else {
            session.post(texts).onComplete(open -> sent(context, open), context::fail);
        }
    }

    private static @Nullable List<String> texts(RoutingContext context) {
        Buffer body = context.body().buffer();
        String charset = context.parsedHeaders().contentType().parameter("charset");
        boolean utf8 = charset == null || "utf-8".equalsIgnoreCase(charset);
        return utf8 && body != null && body.length() > 0 ? SockJsText.read(body.getBytes()) : null;
    }

    private static void sent(RoutingContext context, boolean open) {
        if (open) {
            context.response()
                    .setStatusCode(NO_CONTENT)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8")
                    .end();
        } else {
            Problem.NOT_FOUND.answer(context.response());
        }
    }
}
