package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.ShownMessage;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.ProviderEnd;
import io.vertx.core.Promise;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplyRunTest {
    private final Bench bench = new Bench();
    private final PendingReply reply = bench.storage.pending();

    @AfterEach
    void nothingIsLeft() {
        bench.assertIdle();
        assertThat(bench.storage.nothingEnded()).as("a second ending").isTrue();
        bench.close();
    }

    @Test
    void endsCompleteWithTheProvidersWordsUsageAndReason() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);

        call.says(DeltaKind.REASONING, "Hm.")
                .says("Hel")
                .says("lo")
                .counts(7, 2)
                .completes();

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(ending.reason()).isEqualTo(EndReason.STOP);
        assertThat(ending.rawReason()).isEqualTo("stop");
        assertThat(ending.text()).isEqualTo("Hello");
        assertThat(ending.reasoning()).isEqualTo("Hm.");
        assertThat(ending.error()).isNull();
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.COMPLETE);
        assertThat(ending.result().usage()).isEqualTo(new Usage(UsageSource.PROVIDER, 7, 2, 0, 0, 0));
        assertThat(ending.result().costPico()).isEqualTo(7L * 2 + 2L * 3);
        assertThat(ending.result().requestId()).isEqualTo("req-1");
        assertThat(ending.result().firstTokenMs()).isNotNull();
    }

    @Test
    void claimsUnderItsOwnAddressWithProviderModelAndLimits() throws InterruptedException {
        bench.running(reply).completes();

        bench.storage.ended();
        ClaimReply claim = bench.storage.claims().get(0);
        assertThat(claim.owner()).isEqualTo(Bench.ADDRESS);
        assertThat(claim.provider()).isEqualTo(ScriptedDirectory.NAME);
        assertThat(claim.model()).isEqualTo(ScriptedDirectory.MODEL);
        assertThat(claim.maxMessages()).isEqualTo(50);
        assertThat(claim.maxBytes()).isEqualTo(8_000);
    }

    @Test
    void whatARequestShowsIsWrittenDownWhileItGoesOut() throws InterruptedException {
        Promise<Void> committed = bench.storage.holdRecords();
        bench.request(reply, Bench.await(bench.reserve()));
        ScriptedProvider.Call call = bench.provider.opened();
        Awaitility.await().until(() -> !bench.storage.records().isEmpty());

        RecordContext record = bench.storage.records().get(0);
        assertThat(record.attempt()).isEqualTo(1);
        assertThat(record.manifest().messages())
                .extracting(ShownMessage::messageId)
                .containsExactly(reply.replyTo());
        assertThat(record.manifest().systemHash()).isEqualTo(Sha256.hex("You are Verbatim."));
        call.says("Here.").counts(1, 1).completes();
        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
        committed.complete();
    }

    @Test
    void aDatabaseThatIsAwayForAMomentOnlyDelaysWhatIsWrittenDown() throws InterruptedException {
        Promise<Void> claimed = bench.storage.holdClaims();
        bench.request(reply, Bench.await(bench.reserve()));
        Awaitility.await().until(() -> !bench.storage.claims().isEmpty());
        bench.storage.goDown();
        claimed.complete();
        ScriptedProvider.Call call = bench.provider.opened();
        Awaitility.await().until(() -> bench.storage.records().size() >= 2);

        bench.storage.comeBack();

        call.says("Here.").counts(1, 1).completes();
        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @Test
    void usageThatIsMissingIsEstimated() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);

        call.says("12345").completes();

        Usage usage = bench.storage.ended().result().usage();
        assertThat(usage.source()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(usage.outputTokens()).isEqualTo(5);
        assertThat(usage.inputTokens()).isEqualTo("You are Verbatim.".length() + "Hello?".length() + 2 * 4);
    }

    @Test
    void aCutAnswerIsInterruptedNeverComplete() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);

        call.says("half of").isCut();

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(ending.reason()).isNull();
        assertThat(ending.text()).isEqualTo("half of");
        assertThat(ending.error()).as("only a failed reply has an error").isNull();
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.INTERRUPTED);
        assertThat(ending.result().error()).isEqualTo(FailureCode.STREAM_CUT);
    }

    @Test
    void aCountFromBeforeTheAnswerWentOnKeepsItsPromptOnly() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);

        call.countsSoFar(100, 1).says("twenty characters...").isCut();

        assertThat(bench.storage.ended().result().usage())
                .isEqualTo(new Usage(UsageSource.ESTIMATED, 100, 20, 0, 0, 0));
    }

    @Test
    void aCountOfAStoppedAnswerIsNotTheProvidersTotal() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        call.says("ten chars.").countsSoFar(100, 30);

        bench.stop(reply, "u1");

        assertThat(bench.storage.ended().result().usage())
                .isEqualTo(new Usage(UsageSource.ESTIMATED, 100, 30, 0, 0, 0));
    }

    @Test
    void aCountBeforeTheFirstWordIsNotTheProvidersTotal() throws InterruptedException {
        bench.running(reply).countsSoFar(100, 1);

        bench.stop(reply, "u1");

        assertThat(bench.storage.ended().result().usage()).isEqualTo(new Usage(UsageSource.ESTIMATED, 100, 1, 0, 0, 0));
    }

    @Test
    void aStopBeforeTheRequestWasSentCostsNothing() throws InterruptedException {
        bench.provider.sendNothing();
        ScriptedProvider.Call call = bench.running(reply);

        bench.stop(reply, "u1");

        EndReply ending = bench.storage.ended();
        call.awaitCancel();
        assertThat(ending.status()).isEqualTo(EndStatus.STOPPED);
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        assertThat(ending.result().usage()).isEqualTo(Usage.estimated(0, 0));
    }

    @Test
    void aRequestThatNeverLeftCostsNothing() throws InterruptedException {
        bench.running(reply).fails(FailureCode.PROVIDER_UNAVAILABLE, false);

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.FAILED);
        assertThat(ending.error()).isEqualTo(FailureCode.PROVIDER_UNAVAILABLE);
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        assertThat(ending.result().usage()).isEqualTo(Usage.estimated(0, 0));
    }

    @Test
    void aRequestThatWasTurnedAwayWasSentAndCostsNothing() throws InterruptedException {
        bench.running(reply).fails(FailureCode.PROVIDER_RATE_LIMITED, true);

        EndReply ending = bench.storage.ended();
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.FAILED);
        assertThat(ending.result().usage()).isEqualTo(Usage.estimated(0, 0));
    }

    @Test
    void silenceBeforeTheFirstWordIsEstimatedToHaveCostThePrompt() throws InterruptedException {
        bench.running(reply).fails(FailureCode.TIMEOUT, true);

        assertThat(bench.storage.ended().result().usage().inputTokens()).isPositive();
    }

    @Test
    void aModelThatNobodyHasFailsWithoutARequest() throws InterruptedException {
        PendingReply odd = bench.storage.pending("no\nsuch");

        bench.request(odd, Bench.await(bench.reserve()));

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.FAILED);
        assertThat(ending.error()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(ending.errorMessage()).isEqualTo("Nobody has this model.");
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        assertThat(bench.storage.claims().get(0).model()).isEqualTo("no?such");
        assertThat(bench.provider.wasNotAsked()).isTrue();
    }

    @Test
    void whatAProviderThrowsIsAnEndingToo() throws InterruptedException {
        bench.provider.breakWith(new IllegalStateException("a bug near sk-canary"));
        LogLines log = LogLines.of(Answering.class);

        bench.request(reply, Bench.await(bench.reserve()));

        EndReply ending = bench.storage.ended();
        assertThat(log.lines())
                .anyMatch(line -> line.contains("IllegalStateException") && line.contains("ReplyRunTest"))
                .noneMatch(line -> line.contains("canary"));
        assertThat(ending.status()).isEqualTo(EndStatus.FAILED);
        assertThat(ending.error()).isEqualTo(FailureCode.INTERNAL);
        assertThat(ending.errorMessage()).doesNotContain("a bug");
    }

    @Test
    void aStopEndsItWithTheTextSoFarAndClosesTheRequest() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        call.says("as far as this");

        bench.stop(reply, "u1");

        EndReply ending = bench.storage.ended();
        call.awaitCancel();
        assertThat(ending.status()).isEqualTo(EndStatus.STOPPED);
        assertThat(ending.stoppedBy()).isEqualTo("u1");
        assertThat(ending.text()).isEqualTo("as far as this");
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.STOPPED);
        assertThat(ending.result().usage().source()).isEqualTo(UsageSource.ESTIMATED);
    }

    @Test
    void aStopThatWasStoredBeforeTheClaimSendsNothing() throws InterruptedException {
        bench.storage.stopWanted(reply, "u2");

        bench.request(reply, Bench.await(bench.reserve()));

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.STOPPED);
        assertThat(ending.stoppedBy()).isEqualTo("u2");
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        assertThat(bench.provider.wasNotAsked()).isTrue();
    }

    @Test
    void aStopThatComesWhileTheClaimIsOnItsWaySendsNothing() throws InterruptedException {
        Promise<Void> answered = bench.storage.holdClaims();
        bench.request(reply, Bench.await(bench.reserve()));
        awaitClaims(1);

        bench.stop(reply, "u1");
        bench.census();
        answered.complete();

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.STOPPED);
        assertThat(bench.provider.wasNotAsked()).isTrue();
    }

    @Test
    void theFirstOfEndAndStopDecidesAndThereIsOneEnding() throws InterruptedException {
        Promise<Void> saved = bench.storage.holdEndings();
        bench.running(reply).says("done").counts(1, 1).completes();

        bench.stop(reply, "u1");
        bench.census();
        saved.complete();

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
        bench.assertIdle();
        assertThat(bench.storage.endAsks()).hasSize(1);
    }

    @Test
    void aProvidersEndAfterTheStopChangesNothing() throws InterruptedException {
        Promise<Void> saved = bench.storage.holdEndings();
        ScriptedProvider.Call call = bench.running(reply).says("kept");
        bench.stop(reply, "u1");
        call.awaitCancel();

        call.onOwner(() -> call.listener().onDelta(DeltaKind.TEXT, " and more"));
        call.onOwner(() ->
                call.listener().onEnd(new ProviderEnd(EndStatus.COMPLETE, EndReason.STOP, "stop", null, null, true)));
        saved.complete();

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.STOPPED);
        bench.assertIdle();
        assertThat(bench.storage.endAsks()).extracting(EndReply::text).containsExactly("kept");
    }

    @Test
    void anAnswerOverTheLimitIsCutThereAndInterrupted() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);

        call.says("x".repeat(999)).says("\uD83D\uDE00 too much");

        EndReply ending = bench.storage.ended();
        call.awaitCancel();
        assertThat(ending.text()).isEqualTo("x".repeat(999));
        assertThat(ending.status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(ending.result().error()).isEqualTo(FailureCode.LIMIT_EXCEEDED);
    }

    @Test
    void aClaimIsRepeatedWithItsIdUntilStorageAnswers() throws InterruptedException {
        bench.storage.loseAnswers();
        bench.request(reply, Bench.await(bench.reserve()));
        awaitClaims(2);

        bench.storage.comeBack();
        bench.provider.opened().says("at last").completes();

        EndReply ending = bench.storage.ended();
        assertThat(ending.epoch()).isEqualTo(1);
        assertThat(ending.attempt()).isEqualTo(1);
        assertThat(bench.storage.claims())
                .extracting(ClaimReply::claimId)
                .containsOnly(bench.storage.claims().get(0).claimId());
    }

    @Test
    void aReplyOfSomebodyElseIsLeftAlone() {
        bench.storage.takenByAnother(reply);

        bench.request(reply, Bench.await(bench.reserve()));

        awaitClaims(1);
        bench.assertIdle();
        assertThat(bench.provider.wasNotAsked()).isTrue();
        assertThat(bench.storage.endAsks()).isEmpty();
    }

    @Test
    void aRequestThatComesTwiceRunsOnce() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);

        bench.request(reply, Bench.await(bench.reserve()));
        assertThat(bench.census().usedSlots()).isEqualTo(1);
        call.completes();

        bench.storage.ended();
        assertThat(bench.storage.claims()).hasSize(1);
    }

    @Test
    void aReplyThatAHigherEpochOwnsIsCancelledAndNothingMoreIsSaid() throws InterruptedException {
        RecordingWatcher watcher = new RecordingWatcher(bench.bus, 0);
        ScriptedProvider.Call call = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));

        bench.storage.takenByAnother(reply);
        call.awaitCancel();
        call.onOwner(() -> call.listener().onDelta(DeltaKind.TEXT, "late"));

        bench.assertIdle();
        assertThat(watcher.heardNothing()).isTrue();
        assertThat(bench.storage.endAsks()).isEmpty();
        assertThatThrownBy(() -> Bench.await(bench.watch(reply, watcher.address)))
                .hasMessageContaining("does not run");
    }

    @Test
    void anEndingOfALowerEpochIsFencedAndForgotten() throws InterruptedException {
        Promise<Void> beats = bench.storage.holdBeats();
        ScriptedProvider.Call call = bench.running(reply);
        bench.storage.takenByAnother(reply);

        call.says("mine").counts(1, 1).completes();

        bench.assertIdle();
        beats.complete();
        assertThat(bench.storage.endAsks()).hasSize(1);
        assertThat(bench.storage.nothingEnded()).isTrue();
    }

    private void awaitClaims(int count) {
        Awaitility.await().until(() -> bench.storage.claims().size() >= count);
    }
}
