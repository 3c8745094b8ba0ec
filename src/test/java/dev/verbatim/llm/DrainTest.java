package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplySlot;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final long LONG_MS = 600_000;

    private final Bench bench = new Bench();
    private final PendingReply reply = bench.storage.pending();

    @AfterEach
    void nothingIsLeft() {
        bench.assertIdle();
        bench.close();
    }

    @Test
    void whatRunsMayFinishAndIsSaved() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        Future<Void> drained = bench.verticle.drain(LONG_MS);
        bench.census();

        call.says("to the end").counts(1, 1);
        assertThat(drained.isComplete()).isFalse();
        call.completes();
        Bench.await(drained);

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @Test
    void nothingNewBegins() throws InterruptedException {
        PendingReply promoted = bench.storage.queuedBehind(reply);
        PendingReply requested = bench.storage.pending();
        ReplySlot slot = Bench.await(bench.reserve());
        ScriptedProvider.Call call = bench.running(reply);

        Future<Void> drained = bench.verticle.drain(LONG_MS);
        bench.census();
        bench.storage.sweepable(bench.storage.pending());
        bench.request(requested, slot);
        assertThatThrownBy(() -> Bench.await(bench.reserve()))
                .extracting(cause -> Failure.of(cause).code())
                .isEqualTo(FailureCode.AT_CAPACITY);
        bench.storage.beat(beat -> beat.claimLimit() == 0 && beat.held().size() == 1);
        call.completes();
        Bench.await(drained);

        assertThat(bench.storage.ended().replyId()).isEqualTo(reply.replyId());
        assertThat(bench.storage.claims()).hasSize(1);
        assertThat(bench.storage.claims().get(0).replyId()).isNotEqualTo(promoted.replyId());
    }

    @Test
    void atTheLimitTheTextIsStoredTheRequestClosedAndTheReplyLeftToOthers() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        call.says("so far");

        Bench.await(bench.verticle.drain(1));

        call.awaitCancel();
        assertThat(bench.storage.checkpointOf(reply)).isEqualTo("so far");
        assertThat(bench.storage.endAsks()).isEmpty();
    }

    @Test
    void endingsAreSavedAlsoAfterTheLimit() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        bench.storage.goDown();
        call.says("x").counts(1, 1).completes();

        Future<Void> drained = bench.verticle.drain(1);
        bench.storage.beat(beat -> beat.held().size() == 1);
        bench.storage.comeBack();
        Bench.await(drained);

        assertThat(bench.storage.ended().text()).isEqualTo("x");
    }

    @Test
    void anIdleInstanceIsDrainedAtOnceAndTwice() {
        Bench.await(bench.verticle.drain(LONG_MS));
        Bench.await(bench.verticle.drain(LONG_MS));
    }

    @Test
    void undeployingDrainsWithoutPatience() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);

        Bench.await(bench.vertx.undeploy(bench.verticle.deploymentID()));

        call.awaitCancel();
        assertThat(bench.storage.endAsks()).isEmpty();
    }
}
