package dev.verbatim.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database can be used, found out on a connection of its own, also when nobody asks for anything: unreachable until it has
 * answered once and made sure of the lobby, reachable then. After an outage it is recovering first: renewals, claims and endings are
 * admitted, sends and sweeps not before one interval has passed and no ending waits.
 *
 * <p>One line in the log per change. Event loop only.
 */
final class Pulse {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final String READ_ONLY = "select current_setting('transaction_read_only') = 'on' as read_only";
    private static final String MAKE_LOBBY = "select verbatim_create_room('main', $1, null, null)";
    private static final long AGAIN_MS = 20;
    private static final int MOST_MISSES = 3;

    private final Vertx vertx;
    private final Link link;
    private final Role role;
    private final List<Runnable> listeners = new ArrayList<>();
    private BooleanSupplier settled = () -> true;
    private State state = State.UNREACHABLE;
    private String reason = "not asked yet";
    private long timer;
    private int misses;
    private boolean everReached;
    private boolean asking;
    private boolean stopped;

    /** A pulse that does not beat yet. */
    Pulse(Vertx vertx, Link link, Role role) {
        this.vertx = vertx;
        this.link = link;
        this.role = role;
    }

    /**
     * What it does beside looking.
     *
     * @param lobby the room that it makes sure of
     * @param intervalMs between two looks
     * @param logs whether this one tells the operator; one per node does
     */
    record Role(String lobby, long intervalMs, boolean logs) {}

    /** Begins to look; completes after the first look, whatever it saw. */
    Future<Void> start(BooleanSupplier endingsAreDone) {
        settled = endingsAreDone;
        return look();
    }

    /** Runs whenever asks are admitted again. */
    void onOpen(Runnable listener) {
        listeners.add(listener);
    }

    /** Renewals, claims, endings and reads are admitted. */
    boolean isOpen() {
        return state != State.UNREACHABLE;
    }

    /** Everything is admitted. */
    boolean isReachable() {
        return state == State.REACHABLE;
    }

    /** Why it is not reachable, for people. */
    String reason() {
        return reason;
    }

    /** Somebody lost a connection: looks now. */
    void suspect() {
        if (!asking && isOpen()) {
            vertx.cancelTimer(timer);
            look();
        }
    }

    Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        return link.close();
    }

    private Future<Void> look() {
        asking = true;
        return link.use(this::ask)
                .onSuccess(answered -> answered())
                .onFailure(this::missed)
                .onComplete(result -> lookAgain())
                .otherwiseEmpty();
    }

    private Future<Void> ask(SqlConnection connection) {
        return connection
                .preparedQuery(READ_ONLY)
                .execute()
                .compose(Pulse::refuseStandby)
                .compose(writable -> everReached ? Future.succeededFuture() : makeLobby(connection));
    }

    private static Future<Void> refuseStandby(RowSet<Row> rows) {
        boolean readOnly = rows.iterator().next().getBoolean("read_only");
        return readOnly ? Future.failedFuture(new IOException("read-only")) : Future.succeededFuture();
    }

    private Future<Void> makeLobby(SqlConnection connection) {
        return connection
                .preparedQuery(MAKE_LOBBY)
                .execute(Tuple.of(role.lobby()))
                .mapEmpty();
    }

    private void answered() {
        misses = 0;
        if (state == State.UNREACHABLE) {
            change(everReached ? State.RECOVERING : State.REACHABLE);
            everReached = true;
        } else if (state == State.RECOVERING && settled.getAsBoolean()) {
            change(State.REACHABLE);
        }
    }

    private void missed(Throwable cause) {
        misses++;
        reason = SqlStates.reason(cause);
        // A single connection may be ended for many reasons: several in a row are the database. Silence costs time and
        // is no accident.
        boolean sure = misses >= MOST_MISSES || (misses > 1 && cause instanceof TimeoutException);
        if (isOpen() && sure) {
            change(State.UNREACHABLE);
        } else if (misses == 1 && !everReached && role.logs()) {
            LOG.warn("database unreachable reason={}", reason);
        }
    }

    private void change(State next) {
        state = next;
        if (role.logs()) {
            log();
        }
        if (isOpen()) {
            listeners.forEach(Runnable::run);
        }
    }

    private void log() {
        if (state == State.UNREACHABLE) {
            LOG.warn("database unreachable reason={}", reason);
        } else {
            LOG.info("database {}", state == State.REACHABLE ? "reachable" : "recovering, endings go first");
        }
    }

    private void lookAgain() {
        asking = false;
        if (!stopped) {
            boolean atOnce = misses > 0 && isOpen();
            timer = vertx.setTimer(atOnce ? AGAIN_MS : role.intervalMs(), due -> look());
        }
    }

    private enum State {
        UNREACHABLE,
        RECOVERING,
        REACHABLE
    }
}
