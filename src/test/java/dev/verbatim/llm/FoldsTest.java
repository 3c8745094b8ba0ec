package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.PromptSettings;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.ClaimFold;
import dev.verbatim.contract.ClaimedFold;
import dev.verbatim.contract.EndFold;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.OnCut;
import dev.verbatim.contract.OnEmpty;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.PromptTurn;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.RoomSummary;
import dev.verbatim.contract.TurnPolicy;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.ProviderRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Summaries as an owner of replies makes them: after an answer, billed whatever comes of them, and in nobody's way. */
class FoldsTest {
    private static final PromptTurn SAID = new PromptTurn(UUID.randomUUID(), Role.USER, "u1", "Ann", "I am Ann.", 3);
    private static final RoomSummary FORMER = new RoomSummary(4, 8, UUID.randomUUID(), "Nobody came.", 3);
    private static final ClaimedFold WORK = new ClaimedFold(5, FORMER, List.of(SAID));

    private final Bench bench = new Bench();
    private final PendingReply reply = bench.storage.pending();

    @BeforeEach
    void theRoomWantsSummaries() {
        bench.storage.options(options(PromptStrategy.SUMMARY));
        bench.storage.toFold(WORK);
    }

    @AfterEach
    void nothingIsLeft() {
        bench.assertIdle();
        bench.close();
    }

    private static RoomOptions options(PromptStrategy strategy) {
        return new RoomOptions(
                null, List.of(), null, null, OnEmpty.CONTINUE, OnCut.SUPERSEDE, strategy, TurnPolicy.QUEUE);
    }

    /** Answers the reply; the request that follows it. */
    private ScriptedProvider.Call folding() throws InterruptedException {
        bench.running(reply).says("Hi.").counts(1, 1).completes();
        bench.storage.ended();
        return bench.provider.opened();
    }

    @Test
    void afterAnAnswerTheModelIsAskedForNotesOnWhatStorageGave() throws InterruptedException {
        ScriptedProvider.Call call = folding();

        ProviderRequest request = call.request();
        call.says(" Ann came.\n").counts(30, 4).completes();

        EndFold ending = bench.storage.folded();
        assertThat(request.turns()).singleElement().satisfies(turn -> {
            assertThat(turn.role()).isEqualTo(Role.USER);
            assertThat(turn.text()).contains("Nobody came.").contains("\"Ann\"").contains("I am Ann.");
        });
        assertThat(request.maxOutputTokens()).isEqualTo(PromptSettings.DEFAULT.summaryTokens());
        assertThat(ending.version()).isEqualTo(5);
        assertThat(ending.text()).isEqualTo("Ann came.");
        assertThat(ending.tokens()).isEqualTo(4);
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.COMPLETE);
        assertThat(ending.result().usage()).isEqualTo(new Usage(UsageSource.PROVIDER, 30, 4, 0, 0, 0));
        ClaimFold asked = bench.storage.foldAsks().get(0);
        assertThat(asked.owner()).isEqualTo(Bench.ADDRESS);
        assertThat(asked.foldId()).isEqualTo(ending.foldId());
        assertThat(asked.limits().afterTokens()).isEqualTo(750);
        assertThat(asked.limits().afterMessages()).isEqualTo(37);
        assertThat(asked.limits().keepTokens()).isEqualTo(400);
    }

    @Test
    void whatIsCutIsBilledAndNoSummary() throws InterruptedException {
        folding().says("Ann ca").isCut();

        EndFold ending = bench.storage.folded();

        assertThat(ending.text()).isNull();
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.INTERRUPTED);
        assertThat(ending.result().usage().source()).isEqualTo(UsageSource.ESTIMATED);
    }

    @Test
    void aModelThatFailsDoesNotHurtTheNextAnswer() throws InterruptedException {
        folding().fails(FailureCode.PROVIDER_UNAVAILABLE, true);
        assertThat(bench.storage.folded().result().outcome()).isEqualTo(AttemptOutcome.FAILED);
        bench.storage.toFold(ClaimedFold.NOTHING);

        bench.running(bench.storage.pending()).says("As ever.").counts(1, 2).completes();

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.COMPLETE);
    }

    @Test
    void theNextAnswerDoesNotWaitForIt() throws InterruptedException {
        ScriptedProvider.Call slow = folding();

        bench.running(bench.storage.pending()).says("At once.").counts(1, 2).completes();

        assertThat(bench.storage.ended().text()).isEqualTo("At once.");
        slow.says("Late.").counts(1, 1).completes();
        assertThat(bench.storage.folded().text()).isEqualTo("Late.");
        assertThat(bench.storage.foldAsks()).as("one at a time").hasSize(1);
    }

    @Test
    void aRoomThatWantsNoneIsNotAskedFor() throws InterruptedException {
        bench.storage.options(options(PromptStrategy.RECENT));

        bench.running(reply).says("Hi.").counts(1, 1).completes();
        bench.storage.ended();
        bench.census();

        assertThat(bench.storage.foldAsks()).isEmpty();
        assertThat(bench.provider.wasNotAsked()).isTrue();
    }

    @Test
    void aDrainCancelsItAndClosesItsRow() throws InterruptedException {
        ScriptedProvider.Call call = folding().says("Half");

        Future<Void> drained = bench.verticle.drain(60_000);

        EndFold ending = bench.storage.folded();
        Bench.await(drained);
        call.awaitCancel();
        assertThat(ending.text()).isNull();
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.STOPPED);
    }
}
