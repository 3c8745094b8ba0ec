package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.BEN;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.message;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcceptStoreIT {
    private StorageRoom storage;

    @BeforeEach
    void deploy() {
        storage = StorageSetup.on(TestPostgres.freshDatabase()).instances(2).start();
    }

    @AfterEach
    void undeploy() {
        storage.close();
    }

    @Test
    void messageTakesOneSeqAndOneRev() {
        Accepted first = storage.accept(message("hello"));
        Accepted second = storage.accept(message("again"));

        assertThat(List.of(first.seq(), second.seq())).containsExactly(1L, 2L);
        assertThat(List.of(first.rev(), second.rev())).containsExactly(1L, 2L);
        assertThat(first.reply()).isNull();
        assertThat(first.duplicate()).isFalse();
        assertThat(first.messageId().version()).isEqualTo(7);
    }

    @Test
    void questionTakesTwoSeqsAndOneRev() {
        Accepted question = storage.accept(question("why?"));
        Accepted next = storage.accept(message("so"));

        OpenReply reply = Objects.requireNonNull(question.reply());
        assertThat(reply.seq()).isEqualTo(2);
        assertThat(reply.replyTo()).isEqualTo(question.messageId());
        assertThat(reply.state()).isEqualTo(ReplyState.PENDING);
        assertThat(reply.epoch()).isZero();
        assertThat(next.seq()).isEqualTo(3);
        assertThat(next.rev()).isEqualTo(2);
    }

    @Test
    void secondQuestionIsQueuedWithItsPosition() {
        storage.accept(question("one"));
        OpenReply second =
                Objects.requireNonNull(storage.accept(question("two")).reply());
        OpenReply third =
                Objects.requireNonNull(storage.accept(question("three")).reply());

        assertThat(second.state()).isEqualTo(ReplyState.QUEUED);
        assertThat(second.position()).isEqualTo(1);
        assertThat(third.position()).isEqualTo(2);
    }

    @Test
    void questionsOfOneBatchOpenOneReply() {
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(storage.sending(question("question " + i)));
        }

        List<Accepted> accepted = StorageRoom.all(sent);

        assertThat(accepted).hasSize(20);
        assertThat(accepted)
                .filteredOn(answer -> Objects.requireNonNull(answer.reply()).state() == ReplyState.PENDING)
                .hasSize(1);
        assertThat(accepted)
                .extracting(answer -> Objects.requireNonNull(answer.reply()).position())
                .containsExactlyInAnyOrderElementsOf(
                        java.util.stream.IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void roomThatAwaitsItsFillOfAnswersRefusesQuestionsAndStoresNothingOfThem() {
        try (StorageRoom small =
                StorageSetup.on(TestPostgres.freshDatabase()).maxOpenReplies(2).start()) {
            OpenReply first =
                    Objects.requireNonNull(small.accept(question("one")).reply());
            AcceptMessage two = question("two");
            small.accept(two);
            AcceptMessage three = question("three");

            Failure refused = StorageRoom.refusal(small.sending(three));
            Accepted repeated = small.accept(two);
            Accepted said = small.accept(message("no answer wanted"));
            small.end(complete(first.replyId(), small.claim(claim(first.replyId())), "answer"));
            Accepted later = small.accept(three);

            assertThat(refused.code()).isEqualTo(FailureCode.AT_CAPACITY);
            assertThat(refused.retryAfterMs()).isPositive();
            assertThat(repeated.duplicate()).isTrue();
            assertThat(said.seq()).isEqualTo(5);
            assertThat(later.seq()).isEqualTo(6);
            assertThat(later.duplicate()).isFalse();
        }
    }

    @Test
    void questionsOfOneBatchAreAcceptedUpToTheRoomsLimit() {
        try (StorageRoom small =
                StorageSetup.on(TestPostgres.freshDatabase()).maxOpenReplies(3).start()) {
            List<Future<Accepted>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(small.sending(question("q" + i)));
                sent.add(small.sending(message("m" + i)));
            }

            List<Accepted> accepted = StorageRoom.all(sent);

            assertThat(accepted).hasSize(23);
            assertThat(small.count("select count(*) from replies where state = 'pending'"))
                    .isEqualTo(1);
            assertThat(small.count("select count(*) from replies")).isEqualTo(3);
            assertThat(small.value("select seq from rooms where room_id = 'lobby'"))
                    .isEqualTo(26L);
            assertThat(small.value("select rev from rooms where room_id = 'lobby'"))
                    .isEqualTo(23L);
        }
    }

    @Test
    void messageOfNulsAloneIsNotEmpty() {
        storage.accept(message("\0\0"));

        assertThat(storage.value("select text from messages")).isEqualTo("\uFFFD\uFFFD");
    }

    @Test
    void hundredConcurrentMessagesLeaveNoGap() {
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(storage.sending(i % 2 == 0 ? message("m" + i) : question("q" + i)));
        }

        List<Accepted> accepted = StorageRoom.all(sent);

        List<Long> seqs = new ArrayList<>();
        accepted.forEach(answer -> {
            seqs.add(answer.seq());
            if (answer.reply() != null) {
                seqs.add(answer.reply().seq());
            }
        });
        assertThat(seqs)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 150).boxed().toList());
        assertThat(accepted)
                .extracting(Accepted::rev)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 100).boxed().toList());
        assertThat(storage.value("select seq from rooms where room_id = 'lobby'"))
                .isEqualTo(150L);
    }

    @Test
    void factsComeInTheOrderOfTheirRevs() {
        for (int i = 0; i < 100; i++) {
            storage.sending(message("m" + i));
        }

        List<Long> revs =
                storage.awaitFacts(LOBBY, 100).stream().map(fact -> fact.rev()).toList();

        assertThat(revs)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void factTellsMessageAndReply() {
        Accepted accepted = storage.accept(new AcceptMessage(LOBBY, ANNA, "why?", "c-1", "big-model", true));

        MessagePosted fact = (MessagePosted) storage.awaitFacts(LOBBY, 1).get(0);

        assertThat(fact.rev()).isEqualTo(accepted.rev());
        assertThat(fact.message().messageId()).isEqualTo(accepted.messageId());
        assertThat(fact.message().text()).isEqualTo("why?");
        assertThat(fact.message().userId()).isEqualTo("anna");
        assertThat(fact.message().name()).isEqualTo("Anna");
        assertThat(fact.message().clientId()).isEqualTo("c-1");
        assertThat(fact.message().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(fact.message().ts()).isEqualTo(accepted.ts());
        assertThat(fact.reply()).isEqualTo(accepted.reply());
        assertThat(Objects.requireNonNull(fact.reply()).model()).isEqualTo("big-model");
    }

    @Test
    void sameClientIdGivesTheFirstAnswerAgainAndNoFact() {
        AcceptMessage ask = question("why?");
        Accepted first = storage.accept(ask);

        Accepted again = storage.accept(ask);
        storage.accept(message("last"));

        assertThat(again.duplicate()).isTrue();
        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.seq()).isEqualTo(first.seq());
        assertThat(again.rev()).isEqualTo(first.rev());
        assertThat(again.ts()).isEqualTo(first.ts());
        assertThat(again.reply()).isEqualTo(first.reply());
        assertThat(storage.awaitFacts(LOBBY, 2)).hasSize(2);
    }

    @Test
    void sameClientIdConcurrentlyIsOneMessage() {
        AcceptMessage ask = question("why?");
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add(storage.sending(ask));
        }

        List<Accepted> accepted = StorageRoom.all(sent);

        assertThat(accepted)
                .extracting(Accepted::messageId)
                .hasSize(50)
                .containsOnly(accepted.get(0).messageId());
        assertThat(accepted).filteredOn(answer -> !answer.duplicate()).hasSize(1);
        assertThat(storage.count("select count(*) from messages")).isEqualTo(1);
        assertThat(storage.count("select count(*) from replies")).isEqualTo(1);
    }

    @Test
    void sameClientIdWithOtherContentIsAConflict() {
        AcceptMessage ask = message(LOBBY, ANNA, "why?", "c-1", true);
        storage.accept(ask);

        List<AcceptMessage> others = List.of(
                message(LOBBY, ANNA, "why not?", "c-1", true),
                message(LOBBY, ANNA, "why?", "c-1", false),
                new AcceptMessage(LOBBY, ANNA, "why?", "c-1", "other-model", true));

        assertThat(others)
                .allSatisfy(other -> assertThat(
                                StorageRoom.refusal(storage.sending(other)).code())
                        .isEqualTo(FailureCode.CONFLICT));
        assertThat(storage.count("select count(*) from messages")).isEqualTo(1);
    }

    @Test
    void clientIdsOfTwoUsersAreApart() {
        Accepted annas = storage.accept(message(LOBBY, ANNA, "hi", "c-1", false));
        Accepted bens = storage.accept(message(LOBBY, BEN, "hi", "c-1", false));

        assertThat(bens.messageId()).isNotEqualTo(annas.messageId());
        assertThat(bens.duplicate()).isFalse();
    }

    @Test
    void unknownRoomOtherTenantAndRemovedRoomAreNotFound() {
        storage.sql("insert into rooms (tenant, room_id, name, removed_at) values ('main', 'gone', 'Gone', now())");

        List<RoomKey> rooms =
                List.of(new RoomKey("main", "nowhere"), new RoomKey("other", "lobby"), new RoomKey("main", "gone"));

        assertThat(rooms)
                .allSatisfy(room -> assertThat(StorageRoom.refusal(storage.sending(question(room, "hi")))
                                .code())
                        .isEqualTo(FailureCode.NOT_FOUND));
    }

    @Test
    void privateRoomIsNotFoundForStrangersAndForbiddenForViewers() {
        RoomKey room = new RoomKey("main", "cellar");
        storage.sql("insert into rooms (tenant, room_id, name, visibility) values ('main', 'cellar', 'C', 'private')");
        storage.sql("insert into members (tenant, room_id, user_id, name, role) values"
                + " ('main', 'cellar', 'ben', 'Ben', 'viewer'), ('main', 'cellar', 'carl', 'Carl', 'member')");

        FailureCode stranger = StorageRoom.refusal(storage.sending(message(room, ANNA, "hi", "1", false)))
                .code();
        FailureCode viewer = StorageRoom.refusal(storage.sending(message(room, BEN, "hi", "1", false)))
                .code();
        Accepted member =
                storage.accept(message(room, new dev.verbatim.contract.Author("carl", "Carl"), "hi", "1", false));

        assertThat(stranger).isEqualTo(FailureCode.NOT_FOUND);
        assertThat(viewer).isEqualTo(FailureCode.FORBIDDEN);
        assertThat(member.seq()).isEqualTo(1);
    }

    @Test
    void nulAndHalfSurrogatePairsAreReplaced() {
        storage.accept(message("a\0b\uD83Dc\uD83D\uDE00"));

        MessagePosted fact = (MessagePosted) storage.awaitFacts(LOBBY, 1).get(0);
        assertThat(storage.value("select text from messages")).isEqualTo("a\uFFFDb\uFFFDc\uD83D\uDE00");
        assertThat(fact.message().text()).isEqualTo("a\uFFFDb\uFFFDc\uD83D\uDE00");
    }

    @Test
    void rowThatCannotBeStoredFailsAlone() {
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            sent.add(storage.sending(message(LOBBY, ANNA, "m" + i, "c" + i, false)));
        }
        Future<Accepted> nul = storage.sending(message(LOBBY, ANNA, "poison", "c\0", false));
        Future<Accepted> tooLong = storage.sending(message(LOBBY, ANNA, "poison", "c".repeat(201), false));
        for (int i = 30; i < 60; i++) {
            sent.add(storage.sending(message(LOBBY, ANNA, "m" + i, "c" + i, false)));
        }

        List<Accepted> accepted = StorageRoom.all(sent);

        assertThat(StorageRoom.refusal(nul).code()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(StorageRoom.refusal(tooLong).code()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(accepted)
                .extracting(Accepted::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 60).boxed().toList());
    }
}
