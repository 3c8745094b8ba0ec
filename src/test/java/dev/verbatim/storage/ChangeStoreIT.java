package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.message;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.ReadRevs;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RoomChange;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomRevs;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeStoreIT {
    private StorageRoom storage;

    @BeforeEach
    void deploy() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).start();
    }

    @AfterEach
    void undeploy() {
        storage.close();
    }

    @Test
    void rebuiltFactsEqualTheOnesThatWereSaid() {
        UUID first = replyOf(storage.accept(question("one")));
        storage.accept(message("a remark"));
        UUID second = replyOf(storage.accept(question("two")));
        storage.end(complete(first, storage.claim(claim(first)), "answer"));
        storage.claim(claim(second));

        RoomChanges changes = changes(0);

        List<RoomFact> said = new ArrayList<>(storage.awaitFacts(LOBBY, 6));
        said.removeIf(fact -> fact.rev() == 4);
        assertThat(changes.rev()).isEqualTo(6);
        assertThat(facts(changes)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L, 5L, 6L);
        assertThat(facts(changes).get(0)).isEqualTo(said.get(0));
        assertThat(facts(changes).get(1)).isEqualTo(said.get(1));
        assertThat(facts(changes).get(3)).isEqualTo(said.get(3));
        assertThat(facts(changes).get(4)).isEqualTo(said.get(4));
    }

    @Test
    void onlyWhatCameAfterTheRevIsTold() {
        storage.accept(message("one"));
        UUID replyId = replyOf(storage.accept(question("two")));
        storage.claim(claim(replyId));

        assertThat(facts(changes(1))).extracting(RoomFact::rev).containsExactly(2L, 3L);
        assertThat(facts(changes(2))).hasOnlyElementsOfType(ReplyStarted.class).hasSize(1);
        assertThat(changes(3)).isEqualTo(new RoomChanges(3, List.of()));
    }

    @Test
    void startOfAnEndedReplyIsLeftOut() {
        UUID replyId = replyOf(storage.accept(question("one")));
        ReplyClaim claim = storage.claim(claim(replyId));
        storage.end(complete(replyId, claim, "answer"));

        RoomChanges changes = changes(1);

        assertThat(changes.rev()).isEqualTo(3);
        assertThat(facts(changes)).extracting(RoomFact::rev).containsExactly(3L);
    }

    @Test
    void queuedReplyIsToldWithItsPosition() {
        storage.accept(question("one"));
        storage.accept(question("two"));
        storage.accept(question("three"));

        List<RoomFact> facts = facts(changes(1));

        assertThat(facts).hasSize(2).allSatisfy(fact -> {
            MessagePosted posted = (MessagePosted) fact;
            assertThat(Objects.requireNonNull(posted.reply()).state()).isEqualTo(ReplyState.QUEUED);
            assertThat(posted.reply().position()).isEqualTo((int) fact.rev() - 1);
        });
    }

    @Test
    void longGapIsToldInParts() {
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            sent.add(storage.sending(message("m" + i)));
        }
        assertThat(StorageRoom.all(sent)).hasSize(450);

        List<Long> revs = new ArrayList<>();
        List<Long> ends = new ArrayList<>(List.of(0L));
        while (ends.get(ends.size() - 1) < 450) {
            RoomChanges part = changes(ends.get(ends.size() - 1));
            facts(part).forEach(fact -> revs.add(fact.rev()));
            ends.add(part.rev());
        }

        assertThat(ends).containsExactly(0L, 200L, 400L, 450L);
        assertThat(revs)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 450).boxed().toList());
    }

    @Test
    void changesOfAnUnknownRoomAreNotFound() {
        RoomKey nowhere = new RoomKey("main", "nowhere");

        FailureCode code = StorageRoom.refusal(storage.ask(Topics.CHANGES.of(nowhere), new ReadChanges(nowhere, 0)))
                .code();

        assertThat(code).isEqualTo(FailureCode.NOT_FOUND);
    }

    @Test
    void revsComeInTheOrderAskedForAndMinusOneForNoRoom() {
        storage.accept(message("one"));
        storage.accept(message("two"));
        storage.sql("select verbatim_create_room('main', 'other', null, null)");
        storage.sql("insert into rooms (tenant, room_id, name, removed_at) values ('main', 'gone', 'Gone', now())");
        List<RoomKey> rooms = List.of(
                new RoomKey("main", "other"),
                new RoomKey("main", "nowhere"),
                LOBBY,
                new RoomKey("main", "gone"),
                LOBBY,
                new RoomKey("x", "lobby"));

        RoomRevs revs = StorageRoom.get(storage.ask(Topics.REVS, new ReadRevs(rooms)));

        assertThat(revs.revs()).containsExactly(0L, -1L, 2L, -1L, 2L, -1L);
        assertThat(StorageRoom.get(storage.ask(Topics.REVS, new ReadRevs(List.of())))
                        .revs())
                .isEmpty();
    }

    private RoomChanges changes(long afterRev) {
        return StorageRoom.get(storage.ask(Topics.CHANGES.of(LOBBY), new ReadChanges(LOBBY, afterRev)));
    }

    private static List<RoomFact> facts(RoomChanges changes) {
        return changes.facts().stream().map(RoomChange::fact).toList();
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
