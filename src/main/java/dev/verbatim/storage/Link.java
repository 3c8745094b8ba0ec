package dev.verbatim.storage;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection, opened when it is first used and again after it was lost. Every use has a limit of its own here, because a frozen server
 * enforces none: past it the socket is cut, whatever the server still means to say.
 *
 * <p>Event loop only. At most one attempt to connect is under way. One that says nothing within the limit of a use is given up, because what was
 * lost on the way stays lost; each further one in a row is given twice the time, up to 30 s, so that a server which accepts and never
 * answers costs few sockets.
 */
final class Link {
    private static final long LONGEST_CONNECT_MS = 30_000;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final long timeoutMs;
    private @Nullable PgConnection connection;
    private @Nullable Future<PgConnection> connecting;
    private long connectMs;
    private boolean closed;

    /**
     * A link that is not connected yet.
     *
     * @param timeoutMs limit of connecting, and again of each use
     */
    Link(Vertx vertx, PgConnectOptions options, long timeoutMs) {
        this.vertx = vertx;
        this.options = options;
        this.timeoutMs = timeoutMs;
        this.connectMs = timeoutMs;
    }

    /** Does some work on the connection; fails with whatever the work fails with, or with why there is no connection. */
    <T> Future<T> use(Function<SqlConnection, Future<T>> work) {
        return limited(connected())
                .compose(opened -> limited(work.apply(opened)).onFailure(cause -> dropIfLost(opened, cause)));
    }

    /**
     * Work within the limit. The timer is this loop's: a future that began complete has no context, and {@link Future#timeout} of it fires on
     * a thread that belongs to no loop.
     */
    private <T> Future<T> limited(Future<T> work) {
        if (work.isComplete()) {
            return work;
        }
        Promise<T> limited = Promise.promise();
        long timer = vertx.setTimer(
                timeoutMs, late -> limited.tryFail(new TimeoutException("No answer within " + timeoutMs + " ms")));
        work.onComplete(result -> vertx.cancelTimer(timer))
                .onSuccess(limited::tryComplete)
                .onFailure(limited::tryFail);
        return limited.future();
    }

    boolean isOpen() {
        return connection != null;
    }

    /** Closes politely; the link cannot be used again. */
    Future<Void> close() {
        closed = true;
        PgConnection open = connection;
        connection = null;
        return open == null ? Future.succeededFuture() : open.close();
    }

    private Future<PgConnection> connected() {
        if (connection != null) {
            return Future.succeededFuture(connection);
        }
        Future<PgConnection> underway = connecting;
        return underway != null ? underway : connect();
    }

    private Future<PgConnection> connect() {
        Future<PgConnection> attempt = PgConnection.connect(vertx, options);
        connecting = attempt;
        long giveUp = vertx.setTimer(connectMs, timer -> giveUp(attempt));
        return attempt.onComplete(result -> vertx.cancelTimer(giveUp))
                .onFailure(cause -> forget(attempt))
                .onSuccess(opened -> opened(attempt, opened));
    }

    private void opened(Future<PgConnection> attempt, PgConnection opened) {
        if (connecting != attempt || closed) {
            cut(opened);
            return;
        }
        connecting = null;
        connectMs = timeoutMs;
        connection = opened;
        opened.closeHandler(closing -> drop(opened));
        // What fails is told to whoever waits for it; without a handler the client prints it.
        opened.exceptionHandler(cause -> drop(opened));
    }

    private void giveUp(Future<PgConnection> attempt) {
        connectMs = Math.max(timeoutMs, Math.min(LONGEST_CONNECT_MS, 2 * connectMs));
        forget(attempt);
    }

    private void forget(Future<PgConnection> attempt) {
        if (connecting == attempt) {
            connecting = null;
        }
    }

    private void dropIfLost(PgConnection used, Throwable cause) {
        if (SqlStates.troubleOf(cause) == Trouble.LOST) {
            drop(used);
            cut(used);
        }
    }

    private void drop(PgConnection lost) {
        if (connection == lost) {
            connection = null;
        }
    }

    /** The client's own close waits in line behind what the server has not answered: the socket has to go first. */
    private static void cut(PgConnection lost) {
        if (lost instanceof SqlConnectionInternal outer && outer.unwrap() instanceof SocketConnectionBase inner) {
            inner.socket().close();
        }
        lost.close();
    }
}
