package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.message;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connection breaks just before or just after a commit: nothing is lost, nothing is there twice, everything is said once. */
class LostAcknowledgementIT {
    private final Vertx vertx = Vertx.vertx();
    private String url;
    private CuttingProxy wire;
    private StorageRoom storage;

    @BeforeEach
    void deploy() {
        url = TestPostgres.freshDatabase();
        wire = new CuttingProxy(vertx, url);
        storage = StorageSetup.on(wire.url()).start();
    }

    @AfterEach
    void undeploy() {
        storage.close();
        StorageRoom.get(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messageIsStoredOnceAndSaidOnce(boolean committed) {
        storage.accept(question("before"));
        wire.cutOnce("cut here", committed);

        Accepted accepted = storage.accept(question("please cut here"));
        Accepted next = storage.accept(message("after"));

        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(accepted.duplicate()).isFalse();
        assertThat(accepted.seq()).isEqualTo(3);
        assertThat(next.seq()).isEqualTo(5);
        assertThat(storage.awaitFacts(LOBBY, 3)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L);
        assertThat(storage.count("select count(*) from messages")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void claimIsOneAttempt(boolean committed) {
        UUID replyId = replyOf(storage.accept(question("one")));
        wire.cutOnce("cut-here", committed);

        ReplyClaim claim = storage.claim(claim(LOBBY, replyId, "cut-here"));

        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(claim.epoch()).isEqualTo(1);
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(storage.count("select count(*) from attempts")).isEqualTo(1);
        assertThat(storage.awaitFacts(LOBBY, 2)).extracting(RoomFact::rev).containsExactly(1L, 2L);
        assertThat(storage.facts(LOBBY, ReplyStarted.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endingIsOneAndSaidOnce(boolean committed) {
        UUID replyId = replyOf(storage.accept(question("one")));
        UUID next = replyOf(storage.accept(question("two")));
        ReplyClaim claim = storage.claim(claim(replyId));
        wire.cutOnce("cut here", committed);

        EndedReply ended = storage.end(complete(replyId, claim, "please cut here"));

        assertThat(wire.cuts()).isEqualTo(1);
        assertThat(ended.fenced()).isFalse();
        assertThat(Objects.requireNonNull(ended.promoted()).replyId()).isEqualTo(next);
        assertThat(storage.awaitFacts(LOBBY, 4)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L, 4L);
        assertThat(storage.facts(LOBBY, ReplyEnded.class)).hasSize(1);
        assertThat(storage.awaitUsage(1)).hasSize(1);
    }

    @Test
    void endingWhoseCommitNobodyHeardOfIsSaidByWhoeverIsAskedAgain() {
        UUID replyId = replyOf(storage.accept(question("one")));
        EndReply end = complete(replyId, storage.claim(claim(replyId)), "please cut here");
        CuttingProxy dying = new CuttingProxy(vertx, url);
        try (StorageRoom gateway =
                StorageSetup.on(dying.url()).statementTimeoutMs(400).start()) {
            dying.cutForGood("cut here", true);
            assertThat(StorageRoom.refusal(gateway.ask(Topics.END.of(LOBBY), end))
                            .code())
                    .isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
        }
        boolean committed = storage.value("select state from replies").equals("ended");

        EndedReply again = storage.end(end);
        EndedReply onceMore = storage.end(end);

        assertThat(committed).isTrue();
        assertThat(again.fenced()).isFalse();
        assertThat(onceMore).isEqualTo(again);
        assertThat(storage.awaitFacts(LOBBY, 3)).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L);
        assertThat(storage.awaitUsage(1)).hasSize(1);
    }

    @Test
    void gatewayThatDiesAtACommitLosesAndDoublesNothing() {
        List<AcceptMessage> asked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            CuttingProxy dying = new CuttingProxy(vertx, url);
            AcceptMessage ask = message(LOBBY, ANNA, "cut here " + i, "client-" + i, true);
            asked.add(ask);
            try (StorageRoom gateway =
                    StorageSetup.on(dying.url()).statementTimeoutMs(400).start()) {
                dying.cutForGood("cut here", i % 2 == 0);
                assertThat(StorageRoom.refusal(gateway.sending(ask)).code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            }
        }

        List<Accepted> resent = asked.stream().map(storage::accept).toList();

        assertThat(resent)
                .extracting(Accepted::duplicate)
                .containsExactly(true, false, true, false, true, false, true, false, true, false);
        assertThat(resent)
                .extracting(Accepted::seq)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 10).map(i -> 2 * i + 1).boxed().toList());
        assertThat(storage.count("select count(*) from messages")).isEqualTo(10);
        assertThat(storage.count("select count(*) from replies")).isEqualTo(10);
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }
}
