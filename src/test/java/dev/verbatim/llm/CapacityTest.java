package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReleaseSlot;
import dev.verbatim.contract.ReplySlot;
import dev.verbatim.contract.Topics;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private final Bench bench = new Bench(Bench.settings(1, 1 << 20));

    @AfterEach
    void nothingIsLeft() {
        bench.assertIdle();
        bench.close();
    }

    @Test
    void refusesWhatHasNoPlaceAndSaysWhenToComeBack() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(bench.storage.pending());

        assertThatThrownBy(() -> Bench.await(bench.reserve())).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.AT_CAPACITY);
            assertThat(failure.retryAfterMs()).isPositive();
        });
        call.completes();
        bench.storage.ended();
    }

    @Test
    void aReleasedSlotIsFreeAtOnce() {
        ReplySlot slot = Bench.await(bench.reserve());

        bench.bus.send(Topics.RELEASE.at(slot.owner()), new ReleaseSlot(slot.slotId()));
        bench.census();

        Bench.await(bench.reserve());
        bench.shiftMs.addAndGet(Bench.SLOT_MS);
    }

    @Test
    void aSlotThatRanOutIsGivenToSomebodyElse() {
        ReplySlot first = Bench.await(bench.reserve());

        bench.shiftMs.addAndGet(Bench.SLOT_MS);

        ReplySlot second = Bench.await(bench.reserve());
        assertThat(second.slotId()).isNotEqualTo(first.slotId());
        bench.shiftMs.addAndGet(Bench.SLOT_MS);
    }

    @Test
    void aReplyWhoseSlotRanOutWaitsForAnotherAndIsNotRefused() throws InterruptedException {
        PendingReply late = bench.storage.pending();
        ReplySlot slot = Bench.await(bench.reserve());
        bench.shiftMs.addAndGet(Bench.SLOT_MS);
        ScriptedProvider.Call running = bench.running(bench.storage.pending());

        bench.request(late, slot);
        awaitWaiting(1);
        running.completes();

        bench.provider.opened().completes();
        bench.storage.ended();
        assertThat(bench.storage.ended().replyId()).isEqualTo(late.replyId());
    }

    @Test
    void thePromotedReplyIsClaimedByWhoEndedTheOneBefore() throws InterruptedException {
        PendingReply first = bench.storage.pending();
        PendingReply second = bench.storage.queuedBehind(first);
        PendingReply third = bench.storage.queuedBehind(second);

        bench.running(first).completes();
        bench.provider.opened().completes();
        bench.provider.opened().completes();

        assertThat(bench.storage.ended().replyId()).isEqualTo(first.replyId());
        assertThat(bench.storage.ended().replyId()).isEqualTo(second.replyId());
        assertThat(bench.storage.ended().replyId()).isEqualTo(third.replyId());
    }

    @Test
    void aSweptReplyIsClaimedWhenThereIsAPlace() throws InterruptedException {
        ScriptedProvider.Call running = bench.running(bench.storage.pending());
        PendingReply orphan = bench.storage.pending();
        bench.storage.sweepable(orphan);
        bench.storage.beat(beat -> beat.claimLimit() == 0);

        running.completes();

        bench.provider.opened().completes();
        bench.storage.ended();
        assertThat(bench.storage.ended().replyId()).isEqualTo(orphan.replyId());
    }

    private void awaitWaiting(int count) {
        Awaitility.await().until(() -> bench.census().waiting() == count);
    }
}
