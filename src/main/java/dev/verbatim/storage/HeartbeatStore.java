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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leases, checkpoints and the sweep: one call per beat of an LLM verticle, and one more per reply that has to be buried. */
final class HeartbeatStore {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatStore.class);
    private static final String BEAT =
            "select * from verbatim_heartbeat($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    private static final int MAX_TROUBLED = 1000;

    private final Tenure tenure;
    private final Burial burial;
    private final Set<UUID> troubled = new HashSet<>();

    HeartbeatStore(Tenure tenure, Burial burial) {
        this.tenure = tenure;
        this.burial = burial;
    }

    static long sizeOf(Heartbeat beat) {
        long chars = beat.held().stream()
                .flatMap(held -> held.checkpoint().stream())
                .mapToLong(chunk -> chunk.text().length())
                .sum();
        return 256L + 3L * chars + SoFarRows.sizeOf(beat.held());
    }

    /**
     * Does what a beat asks for.
     *
     * @param mayOffer whether unclaimed work may be handed out, and what is hopeless be buried, now
     */
    Future<HeartbeatAck> beat(SqlConnection connection, Heartbeat beat, boolean mayOffer) {
        return SoFarRows.store(connection, beat.held())
                .compose(stored -> connection.preparedQuery(BEAT).execute(parameters(beat, mayOffer)))
                .compose(rows -> burial.sayUnheard(connection)
                        .compose(said -> buryHopeless(connection, rows))
                        .map(buried -> ack(rows)));
    }

    private Tuple parameters(Heartbeat beat, boolean mayOffer) {
        return new Columns<>(beat.held())
                .value(beat.owner())
                .value(tenure.leaseMs())
                .text(held -> held.room().tenant())
                .uuid(HeldReply::replyId)
                .bigint(HeldReply::epoch)
                .then(chunks(beat))
                .integer(Chunk::place)
                .integer(Chunk::attempt)
                .text(chunk -> chunk.chunk().kind().wire())
                .integer(chunk -> chunk.chunk().offset())
                .integer(chunk -> chunk.chunk().text().length())
                .cleanText(chunk -> chunk.chunk().text())
                .value(mayOffer ? beat.claimLimit() : 0)
                .value(mayOffer && beat.mayTakeOver())
                .value(tenure.pendingSweepMs())
                .value(tenure.maxTakeovers())
                .tuple();
    }

    private static List<Chunk> chunks(Heartbeat beat) {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < beat.held().size(); i++) {
            HeldReply held = beat.held().get(i);
            int place = i + 1;
            held.checkpoint().stream()
                    .filter(chunk -> !chunk.text().isEmpty())
                    .forEach(chunk -> chunks.add(new Chunk(place, held.attempt(), chunk)));
        }
        return chunks;
    }

    private Future<Void> buryHopeless(SqlConnection connection, RowSet<Row> rows) {
        Future<Void> buried = Future.succeededFuture();
        for (Row row : rows) {
            if (row.getString("kind").equals("hopeless")) {
                RoomKey room = room(row);
                UUID replyId = row.getUUID("reply_id");
                buried = buried.compose(previous -> burial.bury(connection, room, replyId))
                        .transform(result -> looked(room, replyId, result.cause()));
            }
        }
        return buried;
    }

    /** Neither the beat nor the next burial fails with one: what could not be buried is swept up again, and complained of once. */
    private Future<Void> looked(RoomKey room, UUID replyId, @Nullable Throwable trouble) {
        if (trouble == null) {
            troubled.remove(replyId);
        } else if (troubled.size() < MAX_TROUBLED && troubled.add(replyId)) {
            LOG.warn("reply not buried yet room={} reply={} reason={}", room, replyId, SqlStates.reason(trouble));
        }
        return Future.succeededFuture();
    }

    private static HeartbeatAck ack(RowSet<Row> rows) {
        List<UUID> lost = new ArrayList<>();
        List<StopRequest> stops = new ArrayList<>();
        List<PendingReply> claimable = new ArrayList<>();
        List<UUID> skipped = new ArrayList<>();
        for (Row row : rows) {
            switch (row.getString("kind")) {
                case "lost" -> lost.add(row.getUUID("reply_id"));
                case "stop" -> stops.add(new StopRequest(row.getUUID("reply_id"), row.getString("user_id")));
                case "claimable" -> claimable.add(claimable(row));
                case "skipped" -> skipped.add(row.getUUID("reply_id"));
                default -> {
                    // Buried here: nobody else has to know.
                }
            }
        }
        return new HeartbeatAck(lost, stops, claimable, skipped);
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

    /** A piece of a checkpoint, the place in the beat of the reply that it is of, from 1, and the attempt. */
    private record Chunk(int place, int attempt, TextChunk chunk) {}
}
