package dev.verbatim.storage;

import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeartbeatAck;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.StopRequest;
import dev.verbatim.contract.TextChunk;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leases, checkpoints and the sweep: one call per beat of an LLM verticle, and one more per reply that has to be buried. */
final class HeartbeatStore {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatStore.class);
    private static final String BEAT =
            "select * from verbatim_heartbeat($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

    private final Tenure tenure;
    private final Burial burial;

    HeartbeatStore(Tenure tenure, Burial burial) {
        this.tenure = tenure;
        this.burial = burial;
    }

    static long sizeOf(Heartbeat beat) {
        long chars = beat.held().stream()
                .flatMap(held -> held.checkpoint().stream())
                .mapToLong(chunk -> chunk.text().length())
                .sum();
        return 256L + 3L * chars;
    }

    /**
     * Does what a beat asks for.
     *
     * @param mayOffer whether unclaimed work may be handed out now
     */
    Future<HeartbeatAck> beat(SqlConnection connection, Heartbeat beat, boolean mayOffer) {
        return connection
                .preparedQuery(BEAT)
                .execute(parameters(beat, mayOffer))
                .compose(rows -> buryHopeless(connection, rows).map(buried -> ack(rows)));
    }

    private Tuple parameters(Heartbeat beat, boolean mayOffer) {
        return new Columns<>(beat.held())
                .value(beat.owner())
                .value(tenure.leaseMs())
                .text(held -> held.room().tenant())
                .uuid(HeldReply::replyId)
                .bigint(HeldReply::epoch)
                .then(chunks(beat))
                .text(chunk -> chunk.held().room().tenant())
                .uuid(chunk -> chunk.held().replyId())
                .integer(chunk -> chunk.held().attempt())
                .text(chunk -> chunk.chunk().kind().wire())
                .integer(chunk -> chunk.chunk().offset())
                .integer(chunk -> chunk.chunk().text().length())
                .cleanText(chunk -> chunk.chunk().text())
                .value(mayOffer ? beat.claimLimit() : 0)
                .value(beat.mayTakeOver())
                .value(tenure.pendingSweepMs())
                .value(tenure.maxTakeovers())
                .tuple();
    }

    private static List<Chunk> chunks(Heartbeat beat) {
        List<Chunk> chunks = new ArrayList<>();
        beat.held()
                .forEach(held -> held.checkpoint().stream()
                        .filter(chunk -> !chunk.text().isEmpty())
                        .forEach(chunk -> chunks.add(new Chunk(held, chunk))));
        return chunks;
    }

    private Future<Void> buryHopeless(SqlConnection connection, RowSet<Row> rows) {
        Future<Void> buried = Future.succeededFuture();
        for (Row row : rows) {
            if (row.getString("kind").equals("hopeless")) {
                RoomKey room = room(row);
                UUID replyId = row.getUUID("reply_id");
                buried = buried.compose(previous -> bury(connection, room, replyId));
            }
        }
        return buried;
    }

    /** A beat does not fail with it: what could not be buried is swept up again. */
    private Future<Void> bury(SqlConnection connection, RoomKey room, UUID replyId) {
        return burial.bury(connection, room, replyId).otherwise(cause -> {
            LOG.info("reply not buried yet room={} reply={} reason={}", room, replyId, SqlStates.reason(cause));
            return null;
        });
    }

    private static HeartbeatAck ack(RowSet<Row> rows) {
        List<UUID> lost = new ArrayList<>();
        List<StopRequest> stops = new ArrayList<>();
        List<PendingReply> claimable = new ArrayList<>();
        for (Row row : rows) {
            switch (row.getString("kind")) {
                case "lost" -> lost.add(row.getUUID("reply_id"));
                case "stop" -> stops.add(new StopRequest(row.getUUID("reply_id"), row.getString("user_id")));
                case "claimable" -> claimable.add(claimable(row));
                default -> {
                    // Buried here: nobody else has to know.
                }
            }
        }
        return new HeartbeatAck(lost, stops, claimable);
    }

    private static PendingReply claimable(Row row) {
        return new PendingReply(
                room(row),
                row.getUUID("reply_id"),
                row.getLong("seq"),
                row.getUUID("reply_to"),
                row.getString("model"));
    }

    private static RoomKey room(Row row) {
        return new RoomKey(row.getString("tenant"), row.getString("room_id"));
    }

    /** A piece of a checkpoint and the reply that it is of. */
    private record Chunk(HeldReply held, TextChunk chunk) {}
}
