package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.ClaimOffer;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.GrantedClaim;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyRequested;
import dev.verbatim.contract.ReplySlot;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reply that storage claimed with its message: it begins at once, and as it was offered. */
class GrantedClaimTest {
    private static final long LONG_MS = 600_000;

    private final ScriptedProvider other = new ScriptedProvider();
    private final Bench bench = new Bench(Bench.NO_RETRIES, other);
    private final PendingReply reply = bench.storage.pending();

    @AfterEach
    void nothingIsLeft() {
        bench.assertIdle();
        bench.close();
    }

    @Test
    void theOfferSaysWhoWouldClaimItAndHow() {
        ReplySlot slot = Bench.await(bench.reserve());

        ClaimOffer offer = Objects.requireNonNull(slot.offer());
        assertThat(offer.asked()).isNull();
        assertThat(offer.owner()).isEqualTo(Bench.ADDRESS);
        assertThat(offer.slotId()).isEqualTo(slot.slotId());
        assertThat(offer.provider()).isEqualTo(ScriptedDirectory.NAME);
        assertThat(offer.model()).isEqualTo(ScriptedDirectory.MODEL);
        assertThat(offer.maxMessages()).isEqualTo(Bench.CONTEXT.maxMessages());
        assertThat(offer.inputPricePico()).isEqualTo(2L);
        assertThat(offer.outputPricePico()).isEqualTo(3L);
        assertThat(offer.fallback()).isFalse();
        bench.release(slot);
    }

    @Test
    void itRunsWithoutBeingClaimedAgain() throws InterruptedException {
        ReplySlot slot = Bench.await(bench.reserve());
        ReplyClaim claim = bench.storage.granted(reply, Objects.requireNonNull(slot.offer()));

        hand(slot, granted(slot, claim));
        bench.provider.opened().says("Hello").completes();

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(ending.epoch()).isEqualTo(claim.epoch());
        assertThat(ending.attempt()).isEqualTo(claim.attempt());
        assertThat(bench.storage.claims()).as("claims of its own").isEmpty();
    }

    @Test
    void whomTheClaimNamesIsAskedAlsoWhereAnotherIsFirstByNow() throws InterruptedException {
        ReplySlot slot = Bench.await(bench.reserve());
        ReplyClaim claim = bench.storage.granted(reply, Objects.requireNonNull(slot.offer()));
        bench.directory.preferredInstead("other-0");

        hand(slot, granted(slot, claim));
        bench.provider.opened().completes();

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @Test
    void whereWhomTheClaimNamesIsGoneTheNextOneIsAskedAndTheRowSaysThatNothingWasSent() throws InterruptedException {
        ReplySlot slot = Bench.await(bench.reserve());
        ReplyClaim claim = bench.storage.granted(reply, Objects.requireNonNull(slot.offer()));

        hand(slot, new GrantedClaim(claim, UUID.randomUUID(), "nobody", "nothing"));
        bench.provider.opened().completes();

        EndReply ending = bench.storage.ended();
        BeginAttempt next = bench.storage.begins().get(0);
        assertThat(next.former()).isEqualTo(claim.attempt());
        assertThat(next.result().outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        assertThat(next.provider()).isEqualTo(ScriptedDirectory.NAME);
        assertThat(ending.status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(ending.attempt()).isEqualTo(claim.attempt() + 1);
    }

    @Test
    void oneWhosePlaceRanOutIsProvedUnderTheSameClaim() throws InterruptedException {
        ReplySlot slot = Bench.await(bench.reserve());
        ReplyClaim claim = bench.storage.granted(reply, Objects.requireNonNull(slot.offer()));
        bench.shiftMs.addAndGet(Bench.SLOT_MS);

        hand(slot, granted(slot, claim));
        bench.provider.opened().completes();

        EndReply ending = bench.storage.ended();
        assertThat(ending.epoch()).isEqualTo(claim.epoch());
        assertThat(ending.attempt()).isEqualTo(claim.attempt());
        assertThat(bench.storage.claims())
                .extracting(ClaimReply::claimId)
                .containsExactly(slot.offer().claimId());
    }

    @Test
    void oneWhosePlaceRanOutAndThatSomebodyElseHasTakenAsksNobody() {
        ReplySlot slot = Bench.await(bench.reserve());
        ReplyClaim claim = bench.storage.granted(reply, Objects.requireNonNull(slot.offer()));
        bench.storage.takenByAnother(reply);
        bench.shiftMs.addAndGet(Bench.SLOT_MS);

        hand(slot, granted(slot, claim));

        Awaitility.await().until(() -> bench.storage.claims().size() == 1);
        bench.assertIdle();
        assertThat(bench.provider.wasNotAsked()).isTrue();
    }

    @Test
    void oneWhosePlaceRanOutAndThatWasToBeStoppedMeanwhileEndsStopped() throws InterruptedException {
        ReplySlot slot = Bench.await(bench.reserve());
        ReplyClaim claim = bench.storage.granted(reply, Objects.requireNonNull(slot.offer()));
        bench.storage.stopWanted(reply, "u1");
        bench.shiftMs.addAndGet(Bench.SLOT_MS);

        hand(slot, granted(slot, claim));

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.STOPPED);
        assertThat(bench.provider.wasNotAsked()).isTrue();
    }

    @Test
    void oneThatSomebodyElseHasTakenIsLetGoByTheNextBeat() throws InterruptedException {
        ReplySlot slot = Bench.await(bench.reserve());
        ReplyClaim claim = bench.storage.granted(reply, Objects.requireNonNull(slot.offer()));
        bench.storage.takenByAnother(reply);

        hand(slot, granted(slot, claim));

        bench.provider.opened().awaitCancel();
        assertThat(bench.storage.nothingEnded()).isTrue();
    }

    @Test
    void whatIsClaimedForItWhileItDrainsIsRunAndWaitedFor() throws InterruptedException {
        ReplySlot slot = Bench.await(bench.reserve());

        Future<Void> drained = bench.verticle.drain(LONG_MS);
        bench.census();
        boolean leftAtOnce = drained.isComplete();
        hand(slot, granted(slot, bench.storage.granted(reply, Objects.requireNonNull(slot.offer()))));
        bench.provider.opened().completes();
        Bench.await(drained);

        assertThat(leftAtOnce).isFalse();
        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @Test
    void aPlaceThatIsGivenBackIsNotWaitedFor() {
        ReplySlot slot = Bench.await(bench.reserve());
        Future<Void> drained = bench.verticle.drain(LONG_MS);

        bench.release(slot);

        Bench.await(drained);
    }

    @Test
    void aPlaceThatRunsOutIsNotWaitedForAnyLonger() {
        Bench.await(bench.reserve());
        Future<Void> drained = bench.verticle.drain(LONG_MS);

        bench.shiftMs.addAndGet(Bench.SLOT_MS);

        Bench.await(drained);
    }

    @Test
    void beyondTheLimitNoPlaceIsWaitedFor() {
        Bench.await(bench.reserve());

        Bench.await(bench.verticle.drain(1));

        assertThat(bench.census().usedSlots()).isZero();
    }

    @Test
    void whatIsClaimedForItWhileItDrainsRunsAlsoWhereItsPlaceRanOut() throws InterruptedException {
        ScriptedProvider.Call last = bench.running(bench.storage.pending());
        ReplySlot slot = Bench.await(bench.reserve());
        bench.shiftMs.addAndGet(Bench.SLOT_MS);
        Future<Void> drained = bench.verticle.drain(LONG_MS);
        bench.census();

        hand(slot, granted(slot, bench.storage.granted(reply, Objects.requireNonNull(slot.offer()))));
        ScriptedProvider.Call late = bench.provider.opened();
        last.completes();
        late.completes();

        Bench.await(drained);
        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
    }

    private static GrantedClaim granted(ReplySlot slot, ReplyClaim claim) {
        return new GrantedClaim(
                claim, Objects.requireNonNull(slot.offer()).claimId(), ScriptedDirectory.NAME, ScriptedDirectory.MODEL);
    }

    private void hand(ReplySlot slot, GrantedClaim granted) {
        bench.bus.send(Topics.REQUESTED.at(slot.owner()), new ReplyRequested(reply, slot.slotId(), granted));
    }
}
