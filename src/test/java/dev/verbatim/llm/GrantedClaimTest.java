package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.ClaimOffer;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.GrantedClaim;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.ReplyRequested;
import dev.verbatim.contract.ReplySlot;
import dev.verbatim.contract.Topics;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reply that storage claimed with its message: it begins at once, and as it was offered. */
class GrantedClaimTest {
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

        hand(slot, new GrantedClaim(claim, ScriptedDirectory.NAME, ScriptedDirectory.MODEL));
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

        hand(slot, new GrantedClaim(claim, ScriptedDirectory.NAME, ScriptedDirectory.MODEL));
        bench.provider.opened().completes();

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @Test
    void whereWhomTheClaimNamesIsGoneItIsLeftToATakeover() {
        ReplySlot slot = Bench.await(bench.reserve());
        ReplyClaim claim = bench.storage.granted(reply, Objects.requireNonNull(slot.offer()));

        hand(slot, new GrantedClaim(claim, "nobody", "nothing"));

        Awaitility.await().until(() -> bench.census().usedSlots() == 0);
        assertThat(bench.storage.nothingEnded()).isTrue();
        assertThat(bench.storage.claims()).isEmpty();
    }

    @Test
    void aPlaceThatRanOutIsNoReasonToClaimItAgain() throws InterruptedException {
        ReplySlot slot = Bench.await(bench.reserve());
        ReplyClaim claim = bench.storage.granted(reply, Objects.requireNonNull(slot.offer()));
        bench.shiftMs.addAndGet(60_000);

        hand(slot, new GrantedClaim(claim, ScriptedDirectory.NAME, ScriptedDirectory.MODEL));
        bench.provider.opened().completes();

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(bench.storage.claims()).isEmpty();
    }

    @Test
    void oneThatSomebodyElseHasTakenMeanwhileSendsNothing() {
        ReplySlot slot = Bench.await(bench.reserve());
        ReplyClaim claim = bench.storage.granted(reply, Objects.requireNonNull(slot.offer()));
        bench.storage.takenByAnother(reply);

        hand(slot, new GrantedClaim(claim, ScriptedDirectory.NAME, ScriptedDirectory.MODEL));

        Awaitility.await().until(() -> bench.census().usedSlots() == 0);
        assertThat(bench.storage.nothingEnded()).isTrue();
    }

    private void hand(ReplySlot slot, GrantedClaim granted) {
        bench.bus.send(Topics.REQUESTED.at(slot.owner()), new ReplyRequested(reply, slot.slotId(), granted));
    }
}
