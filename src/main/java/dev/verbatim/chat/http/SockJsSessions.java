package dev.verbatim.chat.http;

import dev.verbatim.chat.connection.SockJsConnection;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The SockJS sessions over HTTP of this process, by their ids. Shared by all its verticles, since a session's requests may come to any of
 * them: thread-safe. An id is chosen by the client and is all that a request shows, so that whoever guesses one could read and write in
 * another's name: to another client than the one that opened it, a session is not there.
 */
final class SockJsSessions implements Shareable {
    private static final String SHARED = "verbatim.chat.sockjs.sessions";

    private final ConcurrentMap<String, SockJsConnection> sessions = new ConcurrentHashMap<>();

    /** The one of this process. */
    static SockJsSessions of(Vertx vertx) {
        return vertx.sharedData()
                .<String, SockJsSessions>getLocalMap(SHARED)
                .computeIfAbsent(SHARED, first -> new SockJsSessions());
    }

    /** The session of this id, whoever's it is; null: none. */
    @Nullable
    SockJsConnection find(String id) {
        return sessions.get(id);
    }

    /**
     * Enters a new session under this id; another that was there before is given back, and the new one is not entered.
     *
     * @param left runs when the session has gone
     */
    @Nullable
    SockJsConnection enter(String id, SockJsConnection session, Runnable left) {
        session.onForgotten(() -> {
            if (sessions.remove(id, session)) {
                left.run();
            }
        });
        return sessions.putIfAbsent(id, session);
    }

    /** How many there are. */
    int size() {
        return sessions.size();
    }
}
