package dev.verbatim.bench;

import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Tuple;

/** Inserts one row after the other over one connection, until the load is closed. On the load's event loop. */
final class Inserter {
    private static final Tuple ROW = Tuple.of("bench-room", "hello from bench-room");

    private final Load load;
    private final PreparedStatement insert;
    private long begunMicros;

    Inserter(Load load, PreparedStatement insert) {
        this.load = load;
        this.insert = insert;
    }

    void next() {
        if (!load.open()) {
            load.done();
            return;
        }
        begunMicros = TokenText.nowMicros();
        insert.query().execute(ROW).onSuccess(done -> inserted()).onFailure(this::failed);
    }

    private void inserted() {
        load.tally().sent(TokenText.nowMicros() - begunMicros);
        next();
    }

    private void failed(Throwable cause) {
        load.tally().error(cause.toString());
        load.done();
    }
}
