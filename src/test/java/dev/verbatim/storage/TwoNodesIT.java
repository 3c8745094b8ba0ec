package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two gateways, each with two storage instances, work on the same rooms at once. */
class TwoNodesIT {
    private static final int ROOMS = 12;
    private static final int QUESTIONS = 16;

    @Test
    void sameRoomsFromTwoNodesKeepTheirOrderAndNeverDeadlock() {
        String url = TestPostgres.freshDatabase();
        try (StorageRoom one = StorageSetup.on(url).instances(2).start();
                StorageRoom other = StorageSetup.on(url).instances(2).start()) {
            long deadlocks = deadlocks(one);
            List<Future<Void>> walks = new ArrayList<>();
            for (int room = 0; room < ROOMS; room++) {
                RoomKey key = new RoomKey("main", "room-" + room);
                one.sql("select verbatim_create_room('main', $1, null, null)", key.roomId());
                for (int i = 0; i < QUESTIONS; i++) {
                    walks.add(walk(i % 2 == 0 ? one : other, key));
                }
            }

            List<Void> walked = StorageRoom.all(walks);

            assertThat(walked).hasSize(ROOMS * QUESTIONS);
            assertThat(deadlocks(one)).isEqualTo(deadlocks);
            assertThat(one.count("select count(*) from replies where state = 'ended'"))
                    .isEqualTo(ROOMS * QUESTIONS);
            assertThat(one.count("select count(*) from attempts where outcome = 'complete'"))
                    .isEqualTo(ROOMS * QUESTIONS);
            for (int room = 0; room < ROOMS; room++) {
                assertWhole(one, other, new RoomKey("main", "room-" + room));
            }
        }
    }

    /** Asks, and runs whatever reply this makes free to run, until none is left. */
    private static Future<Void> walk(StorageRoom node, RoomKey room) {
        AcceptMessage ask = Asks.message(room, ANNA, "why?", UUID.randomUUID().toString(), true);
        return node.sending(ask).compose(accepted -> {
            OpenReply reply = Objects.requireNonNull(accepted.reply());
            return reply.state() == ReplyState.PENDING
                    ? run(node, new PendingReply(room, reply.replyId(), reply.seq(), reply.replyTo(), null))
                    : Future.succeededFuture();
        });
    }

    private static Future<Void> run(StorageRoom node, PendingReply reply) {
        RoomKey room = reply.room();
        return node.ask(Topics.CLAIM.of(room), Asks.claim(room, reply.replyId(), OWNER))
                .compose(claim -> beat(node, reply, claim).map(claim))
                .compose(claim -> end(node, reply, claim))
                .compose(ended -> ended.promoted() == null ? Future.succeededFuture() : run(node, ended.promoted()));
    }

    private static Future<?> beat(StorageRoom node, PendingReply reply, ReplyClaim claim) {
        HeldReply held = new HeldReply(
                reply.room(), reply.replyId(), claim.epoch(), claim.attempt(), List.of(Asks.chunk(0, "because")));
        return node.ask(Topics.HEARTBEAT, new Heartbeat(OWNER, List.of(held), 5, true));
    }

    private static Future<EndedReply> end(StorageRoom node, PendingReply reply, ReplyClaim claim) {
        return node.ask(
                Topics.END.of(reply.room()),
                Asks.end(reply.room(), reply.replyId(), claim, EndStatus.COMPLETE, "because"));
    }

    private static void assertWhole(StorageRoom one, StorageRoom other, RoomKey room) {
        assertThat(one.sql("select seq from messages where room_id = $1 order by seq", room.roomId()))
                .extracting(row -> row.getLong(0))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 2 * QUESTIONS).boxed().toList());
        await().untilAsserted(() -> assertThat(said(one, other, room))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 3 * QUESTIONS).boxed().toList()));
    }

    private static List<Long> said(StorageRoom one, StorageRoom other, RoomKey room) {
        return Stream.concat(one.facts(room).stream(), other.facts(room).stream())
                .map(RoomFact::rev)
                .toList();
    }

    private static long deadlocks(StorageRoom storage) {
        return storage.count("select deadlocks from pg_stat_database where datname = current_database()");
    }
}
