package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.OnCut;
import dev.verbatim.contract.OnEmpty;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.TurnPolicy;
import dev.verbatim.contract.UnwatchReply;
import dev.verbatim.contract.WatchedReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchingTest {
    private static final int LONG = 100 * 1024;

    private final Bench bench = new Bench(new dev.verbatim.config.LlmSettings(
            1, 4, 5_000, 2_000, 20, 10, 1 << 20, 10_000_000, Bench.SETTINGS.providers()));
    private final PendingReply reply = bench.storage.pending();
    private final RecordingWatcher watcher = new RecordingWatcher(bench.bus, 0);

    @AfterEach
    void nothingIsLeft() {
        bench.assertIdle();
        bench.close();
    }

    @Test
    void whoeverJoinsAtAnyDeltaHasPrefixAndDeltasOfTheWhole() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        String whole = "0123456789".repeat(20);
        List<RecordingWatcher> watchers = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();

        for (int i = 0; i < 20; i++) {
            RecordingWatcher joiner = new RecordingWatcher(bench.bus, i + 1);
            Future<WatchedReply> answer = bench.watch(reply, joiner.address);
            call.says(whole.substring(10 * i, 10 * i + 10));
            watchers.add(joiner);
            prefixes.add(Bench.await(answer).text());
        }

        for (int i = 0; i < 20; i++) {
            assertThat(watchers.get(i).follow(DeltaKind.TEXT, prefixes.get(i), whole.length()))
                    .isEqualTo(whole);
        }
        call.completes();
        bench.storage.ended();
    }

    @Test
    void eachKindCountsItsOwnOffset() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));

        call.says(DeltaKind.REASONING, "Let me see")
                .says("Yes")
                .says(DeltaKind.REASONING, ".")
                .says("!");

        assertThat(List.of(watcher.delta(), watcher.delta(), watcher.delta(), watcher.delta()))
                .extracting(ReplyDelta::kind, ReplyDelta::offset, ReplyDelta::text)
                .containsExactly(
                        tuple(DeltaKind.REASONING, 0, "Let me see"),
                        tuple(DeltaKind.TEXT, 0, "Yes"),
                        tuple(DeltaKind.REASONING, 10, "."),
                        tuple(DeltaKind.TEXT, 3, "!"));
        call.completes();
        bench.storage.ended();
    }

    @Test
    void aRoomMayWantAnAnswerThatNobodyWatchesCancelled() throws InterruptedException {
        bench.storage.options(new RoomOptions(
                null, List.of(), null, null, OnEmpty.CANCEL, OnCut.SUPERSEDE, PromptStrategy.RECENT, TurnPolicy.QUEUE));
        RecordingWatcher other = new RecordingWatcher(bench.bus, 1);
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        Bench.await(bench.watch(reply, other.address));
        call.says("half of");

        bench.bus.send(Topics.UNWATCH.at(Bench.ADDRESS), new UnwatchReply(reply.replyId(), watcher.address));
        call.says(" it");
        assertThat(call.isCancelled()).isFalse();
        bench.bus.send(Topics.UNWATCH.at(Bench.ADDRESS), new UnwatchReply(reply.replyId(), other.address));

        call.awaitCancel();
        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.STOPPED);
        assertThat(ending.stoppedBy()).isNull();
        assertThat(ending.text()).isEqualTo("half of it");
        assertThat(ending.result().usage().outputTokens()).isEqualTo("half of it".length());
    }

    @Test
    void anAnswerThatNobodyWatchesGoesOn() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));

        bench.bus.send(Topics.UNWATCH.at(Bench.ADDRESS), new UnwatchReply(reply.replyId(), watcher.address));
        call.says("for who comes back").completes();

        assertThat(bench.storage.ended().text()).isEqualTo("for who comes back");
    }

    @Test
    void allWatchersAreSentTheSameRecord() throws InterruptedException {
        RecordingWatcher other = new RecordingWatcher(bench.bus, 1);
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        Bench.await(bench.watch(reply, other.address));

        call.says("once");

        assertThat(watcher.delta()).isSameAs(other.delta());
        call.completes();
        bench.storage.ended();
    }

    @Test
    void aWatcherThatComesBeforeTheClaimsAnswerIsLetInWithIt() throws InterruptedException {
        Promise<Void> answered = bench.storage.holdClaims();
        bench.request(reply, Bench.await(bench.reserve()));
        Future<WatchedReply> answer = bench.watch(reply, watcher.address);
        bench.census();
        answered.complete();

        WatchedReply watched = Bench.await(answer);
        ScriptedProvider.Call call = bench.provider.opened().says("first");

        assertThat(watched.epoch()).isEqualTo(1);
        assertThat(watched.text()).isEmpty();
        assertThat(watched.model()).isEqualTo(ScriptedDirectory.MODEL);
        assertThat(watched.provider()).isEqualTo(ScriptedDirectory.NAME);
        assertThat(watcher.delta().offset()).isZero();
        call.completes();
        bench.storage.ended();
    }

    @Test
    void aReplyThatIsNotHereIsNotFound() {
        PendingReply unknown = new PendingReply(ScriptedStorage.ROOM, UUID.randomUUID(), 2, UUID.randomUUID(), null);

        assertThatThrownBy(() -> Bench.await(bench.watch(unknown, watcher.address)))
                .extracting(cause -> Failure.of(cause).code())
                .isEqualTo(FailureCode.NOT_FOUND);
    }

    @Test
    void whoeverLeftHearsNothing() throws InterruptedException {
        RecordingWatcher stays = new RecordingWatcher(bench.bus, 1);
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        Bench.await(bench.watch(reply, stays.address));

        bench.bus.send(Topics.UNWATCH.at(Bench.ADDRESS), new UnwatchReply(reply.replyId(), watcher.address));
        bench.census();
        call.says("after");

        stays.delta();
        assertThat(watcher.heardNothing()).isTrue();
        call.completes();
        bench.storage.ended();
    }

    @Test
    void whoeverIsTooFarBehindIsDroppedAndMayWatchAgain() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        String piece = "z".repeat(LONG);

        call.says(piece).says(piece).says(piece).says("lost");
        WatchedReply again = Bench.await(bench.watch(reply, watcher.address));
        call.says("end");

        assertThat(watcher.delta().text()).hasSize(LONG);
        assertThat(watcher.delta().text()).hasSize(LONG);
        assertThat(watcher.delta().text()).isEqualTo("end");
        assertThat(again.text()).hasSize(3 * LONG + 4);
        call.completes();
        bench.storage.ended();
    }

    @Test
    void whoeverIsTooFarBehindLooksAllTheSame() throws InterruptedException {
        bench.storage.options(new RoomOptions(
                null, List.of(), null, null, OnEmpty.CANCEL, OnCut.SUPERSEDE, PromptStrategy.RECENT, TurnPolicy.QUEUE));
        RecordingWatcher quick = new RecordingWatcher(bench.bus, 1);
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        Bench.await(bench.watch(reply, quick.address));
        for (int i = 1; i <= 3; i++) {
            call.says("z".repeat(LONG));
            quick.delta();
            bench.ack(reply, quick.address, (long) i * LONG);
            bench.census();
        }

        bench.bus.send(Topics.UNWATCH.at(Bench.ADDRESS), new UnwatchReply(reply.replyId(), quick.address));

        assertThat(Bench.await(bench.watch(reply, watcher.address)).text()).hasSize(3 * LONG);
        assertThat(call.isCancelled()).isFalse();
        bench.bus.send(Topics.UNWATCH.at(Bench.ADDRESS), new UnwatchReply(reply.replyId(), watcher.address));
        call.awaitCancel();
        bench.storage.ended();
    }

    @Test
    void whoeverKeepsUpIsNeverDropped() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        String piece = "z".repeat(LONG);

        for (int i = 1; i <= 10; i++) {
            call.says(piece);
            assertThat(watcher.delta().offset()).isEqualTo((i - 1) * LONG);
            bench.ack(reply, watcher.address, (long) i * LONG);
            bench.census();
        }

        call.completes();
        bench.storage.ended();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
