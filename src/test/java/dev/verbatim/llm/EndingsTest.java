package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyProgress;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private static final int SMALL = 100;

    private final Bench bench = new Bench(Bench.settings(8, SMALL));
    private final PendingReply reply = bench.storage.pending();

    @AfterEach
    void nothingIsLeft() {
        bench.assertIdle();
        assertThat(bench.storage.nothingEnded()).as("an ending more").isTrue();
        bench.close();
    }

    @Test
    void waitThroughAnOutageAndArriveOnceInTheirOrder() throws InterruptedException {
        List<PendingReply> replies = new ArrayList<>();
        List<ScriptedProvider.Call> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            replies.add(bench.storage.pending());
            calls.add(bench.running(replies.get(i)));
        }
        bench.storage.goDown();
        for (int i = 0; i < 5; i++) {
            calls.get(i).says("answer " + i).counts(1, 1).completes();
            awaitUnsaved(i + 1);
        }
        awaitAsks(3);

        bench.storage.comeBack();

        for (int i = 0; i < 5; i++) {
            EndReply ending = bench.storage.ended();
            assertThat(ending.replyId()).isEqualTo(replies.get(i).replyId());
            assertThat(ending.text()).isEqualTo("answer " + i);
            assertThat(ending.status()).isEqualTo(EndStatus.COMPLETE);
        }
    }

    @Test
    void runningRepliesGoOnThroughAnOutageAndTheirLeasesAreRenewedAfterIt() throws InterruptedException {
        RecordingWatcher watcher = new RecordingWatcher(bench.bus, 0);
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        bench.storage.goDown();

        call.says("still ").says("here");
        assertThat(watcher.delta().text() + watcher.delta().text()).isEqualTo("still here");
        bench.storage.beat(beat -> beat.held().size() == 1);
        bench.storage.comeBack();
        Awaitility.await().until(() -> bench.storage.checkpointOf(reply).equals("still here"));

        assertThat(call.isCancelled()).isFalse();
        call.counts(1, 1).completes();
        assertThat(bench.storage.ended().text()).isEqualTo("still here");
    }

    @Test
    void watchersSeeAllTheWordsAndThatTheyAreBeingSaved() throws InterruptedException {
        RecordingWatcher watcher = new RecordingWatcher(bench.bus, 0);
        RecordingWatcher late = new RecordingWatcher(bench.bus, 1);
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        bench.storage.goDown();

        call.says("all of it").counts(1, 1).completes();

        ReplyProgress progress = watcher.progress();
        assertThat(progress.waiting()).isEqualTo("saving");
        assertThat(progress.replyId()).isEqualTo(reply.replyId());
        assertThat(Bench.await(bench.watch(reply, late.address)).text()).isEqualTo("all of it");
        assertThat(late.progress().waiting()).isEqualTo("saving");
        bench.storage.comeBack();
        bench.storage.ended();
    }

    @Test
    void areStillHeldWhileTheyWait() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        bench.storage.goDown();
        call.says("x").counts(1, 1).completes();
        awaitAsks(1);

        // One from before the answer's first word holds it without a text too, and sweeps: it is passed over.
        Heartbeat beat = bench.storage.beat(each -> each.held().size() == 1 && each.claimLimit() == 0);

        assertThat(beat.held().get(0).checkpoint())
                .as("the text goes with the ending")
                .isEmpty();
        bench.storage.comeBack();
        bench.storage.ended();
    }

    @Test
    void aLostAcknowledgementIsAskedForAgainAndEndsOnce() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        bench.storage.loseAnswers();

        call.says("x").counts(1, 1).completes();
        awaitAsks(2);
        bench.storage.comeBack();

        bench.storage.ended();
        bench.assertIdle();
        assertThat(bench.storage.nothingEnded()).isTrue();
    }

    @Test
    void overTheirLimitNothingNewBegins() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        bench.storage.goDown();
        call.says("x".repeat(SMALL)).counts(1, 1).completes();
        awaitAsks(1);

        assertThat(Bench.await(bench.reserve()
                        .map(FailureCode.INTERNAL)
                        .otherwise(cause -> Failure.of(cause).code())))
                .isEqualTo(FailureCode.AT_CAPACITY);

        bench.storage.comeBack();
        bench.storage.ended();
        bench.assertIdle();
        assertThat(Bench.await(bench.reserve()).owner()).isEqualTo(Bench.ADDRESS);
        bench.shiftMs.addAndGet(Bench.SLOT_MS);
    }

    @Test
    void oneThatStorageNeverTakesDoesNotHoldUpTheOthers() throws InterruptedException {
        PendingReply other = bench.storage.pending();
        ScriptedProvider.Call poisoned = bench.running(reply);
        ScriptedProvider.Call fine = bench.running(other);
        bench.storage.refuseForGood(reply);

        poisoned.says("poison").counts(1, 1).completes();
        awaitAsks(1);
        fine.says("fine").counts(1, 1).completes();

        assertThat(bench.storage.ended().replyId()).isEqualTo(other.replyId());
    }

    private void awaitUnsaved(int count) {
        Awaitility.await().until(() -> bench.census().unsavedEndings() == count);
    }

    private void awaitAsks(int count) {
        Awaitility.await().until(() -> bench.storage.endAsks().size() >= count);
    }
}
