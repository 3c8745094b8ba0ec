package dev.verbatim.chat.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * Ties each SockJS session over HTTP to the address that opened it. Its id is chosen by the client and is all that a request shows, so
 * that whoever guesses one could read and write in another's name. To a foreign address the session is not there. Shared by all verticles
 * of this process, since a session's requests may come to any of them; an entry lives as long as its session.
 */
final class SockJsOwners implements Handler<RoutingContext> {
    private static final String SHARED = "verbatim.chat.sockjs.owners";

    private final LocalMap<String, String> addresses;

    SockJsOwners(Vertx vertx) {
        this.addresses = vertx.sharedData().getLocalMap(SHARED);
    }

    /** Lets a request pass unless its session is another address's. */
    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String owner = addresses.get(sessionOf(request.path()));
        if (owner == null || owner.equals(request.remoteAddress().hostAddress())) {
            context.next();
        } else {
            Problem.NOT_FOUND.answer(context.response());
        }
    }

    /**
     * Remembers who opened a session.
     *
     * @return forgets it again
     */
    Runnable own(SockJSSocket socket) {
        String session = sessionOf(socket.routingContext().request().path());
        addresses.put(session, socket.remoteAddress().hostAddress());
        return () -> addresses.remove(session);
    }

    /** The third part of {@code /chat/{server}/{session}/{transport}}, by which alone the library tells sessions apart. */
    private static String sessionOf(String path) {
        String[] parts = path.split("/", -1);
        return parts.length > 3 ? parts[3] : "";
    }
}
