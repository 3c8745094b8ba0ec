package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.RetrySettings;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.OnCut;
import dev.verbatim.contract.OnEmpty;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.PromptTurn;
import dev.verbatim.contract.ReplyProgress;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.ToolCallDelta;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.TurnPolicy;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.contract.WatchedReply;
import dev.verbatim.llm.provider.RetryHint;
import dev.verbatim.llm.provider.Turn;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several requests for one reply: which, when, what is said of each, and what stands at the end. */
class AttemptsTest {
    private static final RetrySettings QUICK = new RetrySettings(6, 2, 1, 5, 20, 60_000);
    private static final RetrySettings PATIENT = new RetrySettings(6, 2, 1, 60_000, 60_000, 60_000);

    private static final String BEGINNING = "The quick brown fox, as everybody knows,";

    private final ScriptedProvider other = new ScriptedProvider();
    private Bench bench = new Bench(QUICK, other);
    private PendingReply reply = bench.storage.pending();

    @AfterEach
    void nothingIsLeft() {
        bench.assertIdle();
        assertThat(bench.storage.nothingEnded()).as("a second ending").isTrue();
        assertThat(bench.provider.wasNotAsked()).as("a request too many").isTrue();
        assertThat(other.wasNotAsked()).as("a request too many").isTrue();
        bench.close();
    }

    @Test
    void aFailureBeforeTheFirstWordIsTriedAgainUnderTheNextNumber() throws InterruptedException {
        bench.running(reply).fails(FailureCode.PROVIDER_UNAVAILABLE, true);

        bench.provider.opened().says("Hello").counts(7, 2).completes();

        EndReply ending = bench.storage.ended();
        assertThat(ending.attempt()).isEqualTo(2);
        assertThat(ending.status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(ending.text()).isEqualTo("Hello");
        assertThat(ending.last()).isNull();
        assertThat(ending.result().usage()).isEqualTo(new Usage(UsageSource.PROVIDER, 7, 2, 0, 0, 0));
        BeginAttempt begin = onlyBegin();
        assertThat(begin.former()).isEqualTo(1);
        assertThat(begin.result().outcome()).isEqualTo(AttemptOutcome.FAILED);
        assertThat(begin.result().error()).isEqualTo(FailureCode.PROVIDER_UNAVAILABLE);
        assertThat(begin.result().usage()).isEqualTo(Usage.estimated(0, 0));
        assertThat(begin.fallback()).isFalse();
        assertThat(begin.offset()).isZero();
        assertThat(begin.inputPricePico()).isEqualTo(2);
    }

    @Test
    void noRequestGoesOutBeforeItsRowIsThere() throws InterruptedException {
        Promise<Void> committed = bench.storage.holdBegins();
        bench.running(reply).fails(FailureCode.PROVIDER_UNAVAILABLE, true);
        Awaitility.await().until(() -> bench.storage.begins().size() == 1);

        assertThat(bench.provider.wasNotAsked()).isTrue();
        committed.complete();

        bench.provider.opened().completes();
        assertThat(bench.storage.ended().attempt()).isEqualTo(2);
    }

    @Test
    void whenAllHaveFailedTheReplyFailsAsTheFirstChoiceDid() throws InterruptedException {
        bench.storage.options(room(OnCut.SUPERSEDE, ScriptedDirectory.MODEL, "other-0"));
        bench.running(reply).fails(FailureCode.PROVIDER_UNAVAILABLE, true);
        bench.provider.opened().fails(FailureCode.PROVIDER_UNAVAILABLE, true);

        other.opened().fails(FailureCode.INVALID_REQUEST, true);

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.FAILED);
        assertThat(ending.error()).isEqualTo(FailureCode.PROVIDER_UNAVAILABLE);
        assertThat(ending.attempt()).isEqualTo(3);
        assertThat(ending.result().error()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(bench.storage.begins())
                .extracting(BeginAttempt::provider)
                .containsExactly(ScriptedDirectory.NAME, "aviary");
        assertThat(bench.storage.begins()).extracting(BeginAttempt::fallback).containsExactly(false, true);
    }

    @Test
    void aSilentRouteIsLeftForTheNextAtOnce() throws InterruptedException {
        bench.storage.options(room(OnCut.SUPERSEDE, ScriptedDirectory.MODEL, "other-0"));
        bench.running(reply).fails(FailureCode.TIMEOUT, true);

        other.opened().says("From the other.").completes();

        EndReply ending = bench.storage.ended();
        assertThat(ending.attempt()).isEqualTo(2);
        assertThat(ending.text()).isEqualTo("From the other.");
    }

    @Test
    void aModelThatTheMessageNamesIsFollowedByTheRoomsChain() throws InterruptedException {
        bench.storage.options(room(OnCut.SUPERSEDE, "unknown", ScriptedDirectory.MODEL, "other-0"));
        PendingReply named = bench.storage.pending("other-0");
        bench.request(named, Bench.await(bench.reserve()));
        other.opened().fails(FailureCode.TIMEOUT, true);

        bench.provider.opened().says("The room's first.").completes();

        assertThat(bench.storage.ended().text()).isEqualTo("The room's first.");
    }

    @Test
    void aCutAnswerIsBegunAnewAndWatchersAreToldTheNewText() throws InterruptedException {
        RecordingWatcher watcher = new RecordingWatcher(bench.bus, 0);
        ScriptedProvider.Call cut = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        cut.says(DeltaKind.REASONING, "Hm.").says("half of it");
        watcher.delta();
        watcher.delta();
        cut.isCut();

        ScriptedProvider.Call whole = bench.provider.opened();
        whole.says("All");
        assertThat(watcher.progress().waiting()).isEqualTo("waiting");
        WatchedReply watched = Bench.await(bench.watch(reply, watcher.address));
        whole.says(" of it.").completes();

        EndReply ending = bench.storage.ended();
        assertThat(watched.attempt()).isEqualTo(2);
        assertThat(watched.text()).isEqualTo("All");
        assertThat(watched.reasoning()).isEmpty();
        assertThat(watcher.delta()).satisfies(delta -> {
            assertThat(delta.attempt()).isEqualTo(2);
            assertThat(delta.offset()).isZero();
        });
        assertThat(ending.text()).isEqualTo("All of it.");
        assertThat(ending.reasoning()).isEmpty();
        BeginAttempt begin = onlyBegin();
        assertThat(begin.result().outcome()).isEqualTo(AttemptOutcome.INTERRUPTED);
        assertThat(begin.result().error()).isEqualTo(FailureCode.STREAM_CUT);
        assertThat(begin.result().usage().source()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(begin.result().usage().outputTokens()).isEqualTo("Hm.half of it".length());
    }

    @Test
    void aRoomMayWantACutAnswerLeftAsItIs() throws InterruptedException {
        bench.storage.options(room(OnCut.INTERRUPT, "other-0"));

        bench.running(reply).says("half of it").isCut();

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(ending.text()).isEqualTo("half of it");
        assertThat(bench.storage.begins()).isEmpty();
    }

    @Test
    void aRoomThatLeavesCutAnswersStillTriesAgainBeforeTheFirstWord() throws InterruptedException {
        bench.storage.options(room(OnCut.INTERRUPT));
        bench.running(reply).fails(FailureCode.PROVIDER_UNAVAILABLE, true);

        bench.provider.opened().says("Here.").completes();

        assertThat(bench.storage.ended().text()).isEqualTo("Here.");
    }

    @Test
    void theLongestTextStandsWhenNoAttemptIsWhole() throws InterruptedException {
        bench.running(reply).says("a long beginning").isCut();
        bench.provider.opened().says("shorter").isCut();
        bench.provider.opened().fails(FailureCode.PROVIDER_UNAVAILABLE, true);

        EndReply ending = bench.storage.ended();

        assertThat(ending.status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(ending.error()).isNull();
        assertThat(ending.attempt()).isEqualTo(1);
        assertThat(ending.text()).isEqualTo("a long beginning");
        assertThat(ending.result().error()).isEqualTo(FailureCode.STREAM_CUT);
        assertThat(ending.last()).isNotNull();
        assertThat(ending.last().attempt()).isEqualTo(3);
        assertThat(ending.last().provider()).isEqualTo(ScriptedDirectory.NAME);
        assertThat(ending.last().result().error()).isEqualTo(FailureCode.PROVIDER_UNAVAILABLE);
    }

    @Test
    void anErrorReportedAfterTheFirstWordIsFinal() throws InterruptedException {
        bench.running(reply).says("half").fails(FailureCode.PROVIDER_UNAVAILABLE, true);

        EndReply ending = bench.storage.ended();

        assertThat(ending.status()).isEqualTo(EndStatus.FAILED);
        assertThat(ending.text()).isEqualTo("half");
        assertThat(bench.storage.begins()).isEmpty();
    }

    @Test
    void aDeadKeptConnectionIsReplacedByAFreshOne() throws InterruptedException {
        bench.running(reply)
                .fails(
                        new Failure(FailureCode.PROVIDER_UNAVAILABLE, "Closed."),
                        new RetryHint(0, false, true, null, false),
                        true);

        ScriptedProvider.Call again = bench.provider.opened();
        again.completes();

        bench.storage.ended();
        assertThat(again.isAfresh()).isTrue();
    }

    @Test
    void aRefusedLengthIsAskedOnceMoreWithLess() throws InterruptedException {
        List<PromptTurn> tail = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Role role = i % 2 == 0 ? Role.USER : Role.ASSISTANT;
            tail.add(new PromptTurn(UUID.randomUUID(), role, "u1", "Ann", "turn " + i, null));
        }
        tail.add(new PromptTurn(reply.replyTo(), Role.USER, "u1", "Ann", "question", null));
        bench.storage.tail(tail);
        ScriptedProvider.Call whole = bench.running(reply);
        whole.fails(FailureCode.CONTEXT_TOO_LONG, true);

        ScriptedProvider.Call less = bench.provider.opened();
        less.fails(FailureCode.CONTEXT_TOO_LONG, true);

        EndReply ending = bench.storage.ended();
        assertThat(whole.request().turns()).hasSize(7);
        assertThat(less.request().turns()).extracting(Turn::text).containsExactly("turn 4", "turn 5", "question");
        assertThat(ending.error()).isEqualTo(FailureCode.CONTEXT_TOO_LONG);
        assertThat(ending.attempt()).isEqualTo(2);
    }

    @Test
    void aQuestionThatIsTooLongAloneIsNotAskedAgain() throws InterruptedException {
        bench.running(reply).fails(FailureCode.CONTEXT_TOO_LONG, true);

        assertThat(bench.storage.ended().attempt()).isEqualTo(1);
    }

    /** An attempt may be over before those who look have heard that there is one. */
    @Test
    void whoComesWhileItWaitsIsToldSo() throws InterruptedException {
        patiently();
        RecordingWatcher watcher = new RecordingWatcher(bench.bus, 0);
        RecordingWatcher late = new RecordingWatcher(bench.bus, 1);
        ScriptedProvider.Call cut = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        cut.says("half").isCut();
        assertThat(watcher.progress().waiting()).isEqualTo("waiting");

        Bench.await(bench.watch(reply, late.address));

        assertThat(late.progress().waiting()).isEqualTo("waiting");
        bench.stop(reply, "u1");
        bench.storage.ended();
    }

    @Test
    void aStopDuringTheWaitEndsItAtOnceWithTheTextThatIsShown() throws InterruptedException {
        patiently();
        RecordingWatcher watcher = new RecordingWatcher(bench.bus, 0);
        ScriptedProvider.Call cut = bench.running(reply);
        Bench.await(bench.watch(reply, watcher.address));
        cut.says("half").isCut();
        ReplyProgress waits = watcher.progress();

        bench.stop(reply, "u1");

        EndReply ending = bench.storage.ended();
        assertThat(waits.waiting()).isEqualTo("waiting");
        assertThat(waits.retryAfterMs()).isBetween(45_000L, 60_000L);
        assertThat(ending.status()).isEqualTo(EndStatus.STOPPED);
        assertThat(ending.stoppedBy()).isEqualTo("u1");
        assertThat(ending.text()).isEqualTo("half");
        assertThat(ending.result().outcome()).isEqualTo(AttemptOutcome.INTERRUPTED);
        assertThat(ending.result().error()).isEqualTo(FailureCode.STREAM_CUT);
        assertThat(bench.storage.begins()).isEmpty();
    }

    @Test
    void aStopWhileTheRowIsMadeEndsItWithoutARequest() throws InterruptedException {
        Promise<Void> committed = bench.storage.holdBegins();
        bench.running(reply).fails(FailureCode.PROVIDER_UNAVAILABLE, true);
        Awaitility.await().until(() -> bench.storage.begins().size() == 1);

        bench.stop(reply, "u1");
        EndReply ending = bench.storage.ended();
        committed.complete();

        assertThat(ending.status()).isEqualTo(EndStatus.STOPPED);
        assertThat(ending.attempt()).isEqualTo(1);
    }

    @Test
    void aStopThatCameWithTheRowIsHeard() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        bench.storage.stopWanted(reply, "u2");
        call.fails(FailureCode.PROVIDER_UNAVAILABLE, true);

        EndReply ending = bench.storage.ended();

        assertThat(ending.status()).isEqualTo(EndStatus.STOPPED);
        assertThat(ending.stoppedBy()).isEqualTo("u2");
    }

    @Test
    void withoutTheDatabaseThereIsNoOtherAttempt() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply).says("half");
        bench.storage.goDown();

        call.isCut();
        Awaitility.await().until(() -> !bench.storage.endAsks().isEmpty());
        bench.storage.comeBack();

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(ending.text()).isEqualTo("half");
        assertThat(ending.attempt()).isEqualTo(1);
        assertThat(bench.storage.begins()).hasSize(1);
    }

    @Test
    void aBeginningWhoseAnswerIsLostIsNotAskedFor() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        bench.storage.loseAnswers();
        call.fails(FailureCode.PROVIDER_UNAVAILABLE, true);
        Awaitility.await().until(() -> !bench.storage.endAsks().isEmpty());
        bench.storage.comeBack();

        EndReply ending = bench.storage.ended();

        assertThat(ending.attempt()).isEqualTo(1);
        assertThat(ending.error()).isEqualTo(FailureCode.PROVIDER_UNAVAILABLE);
    }

    @Test
    void whoLostTheReplyMeanwhileMakesNoOtherAttempt() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        bench.storage.takenByAnother(reply);

        call.fails(FailureCode.PROVIDER_UNAVAILABLE, true);

        bench.assertIdle();
        assertThat(bench.storage.endAsks()).isEmpty();
    }

    @Test
    void aLeaseLostDuringTheWaitEndsTheWait() throws InterruptedException {
        patiently();
        ScriptedProvider.Call call = bench.running(reply);
        call.fails(FailureCode.PROVIDER_UNAVAILABLE, true);

        bench.storage.takenByAnother(reply);

        bench.assertIdle();
        assertThat(bench.storage.endAsks()).isEmpty();
        assertThat(bench.storage.begins()).isEmpty();
    }

    @Test
    void aDrainDoesNotWaitForAProviderLongerThanItsLimit() throws InterruptedException {
        patiently();
        bench.running(reply).fails(FailureCode.PROVIDER_UNAVAILABLE, true);

        Bench.await(bench.verticle.drain(50));

        assertThat(bench.storage.endAsks()).isEmpty();
        assertThat(bench.storage.begins()).isEmpty();
    }

    @Test
    void whatIsWaitedForIsStillRenewed() throws InterruptedException {
        patiently();
        bench.running(reply).fails(FailureCode.PROVIDER_UNAVAILABLE, true);
        bench.storage.beat(beat -> beat.held().size() == 1);
        bench.storage.beat(beat -> beat.held().size() == 1);

        bench.stop(reply, "u1");

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.STOPPED);
    }

    @Test
    void checkpointsAreOfThePresentAttempt() throws InterruptedException {
        bench.running(reply).says("old words").isCut();
        ScriptedProvider.Call second = bench.provider.opened().says("new");

        bench.storage.beat(beat -> beat.held().stream()
                .anyMatch(held -> held.attempt() == 2 && held.checkpoint().size() == 1));

        Awaitility.await().until(() -> bench.storage.checkpointOf(reply).equals("new"));
        second.completes();
        bench.storage.ended();
    }

    @Test
    void allRequestsForOneReplyAreBounded() throws InterruptedException {
        bench.close();
        bench = new Bench(new RetrySettings(3, 50, 50, 1, 1, 1));
        reply = bench.storage.pending();
        bench.running(reply).fails(FailureCode.PROVIDER_UNAVAILABLE, true);

        for (int i = 0; i < 2; i++) {
            bench.provider.opened().fails(FailureCode.PROVIDER_UNAVAILABLE, true);
        }

        assertThat(bench.storage.ended().attempt()).isEqualTo(3);
    }

    @Test
    void aModelThatContinuesIsGivenTheBeginningAndGoesOn() throws InterruptedException {
        ScriptedProvider.Call goesOn = continued();

        goesOn.says(" jumps over").says(" the lazy dog.").counts(20, 6).completes();

        EndReply ending = bench.storage.ended();
        assertThat(onlyBegin().offset()).isEqualTo(BEGINNING.length());
        assertThat(goesOn.request().turns()).last().isEqualTo(new Turn(Role.ASSISTANT, BEGINNING));
        assertThat(ending.text()).isEqualTo(BEGINNING + " jumps over the lazy dog.");
        assertThat(ending.attempt()).isEqualTo(2);
    }

    @Test
    void aContinuedAnswerIsBilledForWhatItAdded() throws InterruptedException {
        continued().says(" jumps.").completes();

        assertThat(bench.storage.ended().result().usage().outputTokens()).isEqualTo(" jumps.".length());
    }

    @Test
    void aBeginningThatIsSaidAgainStartsFromNothing() throws InterruptedException {
        continued().says(BEGINNING.substring(0, 20)).says(BEGINNING.substring(20));

        ScriptedProvider.Call anew = other.opened();
        anew.says(BEGINNING).completes();

        EndReply ending = bench.storage.ended();
        assertThat(anew.request().turns()).last().isEqualTo(new Turn(Role.USER, "Hello?"));
        assertThat(bench.storage.begins()).extracting(BeginAttempt::offset).containsExactly(BEGINNING.length(), 0);
        assertThat(ending.text()).isEqualTo(BEGINNING);
        assertThat(ending.attempt()).isEqualTo(3);
        assertThat(bench.storage.begins().get(1).result().outcome()).isEqualTo(AttemptOutcome.INTERRUPTED);
    }

    @Test
    void aRefusedBeginningStartsFromNothing() throws InterruptedException {
        continued().fails(FailureCode.INVALID_REQUEST, true);

        other.opened().says("All of it.").completes();

        assertThat(bench.storage.begins()).extracting(BeginAttempt::offset).containsExactly(BEGINNING.length(), 0);
        assertThat(bench.storage.ended().text()).isEqualTo("All of it.");
    }

    @Test
    void aShortLastWordThatMightBeAnEchoIsNotLost() throws InterruptedException {
        continued().says("The").completes();

        assertThat(bench.storage.ended().text()).isEqualTo(BEGINNING + "The");
    }

    @Test
    void blanksThatNeverEndAreNoBeginningThatIsHeldBack() throws InterruptedException {
        continued()
                .says(" ".repeat(Bench.SETTINGS.maxAnswerChars() / 2))
                .says(" ".repeat(Bench.SETTINGS.maxAnswerChars()));

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(ending.result().error()).isEqualTo(FailureCode.LIMIT_EXCEEDED);
        assertThat(ending.text())
                .isEqualTo(BEGINNING + " ".repeat(Bench.SETTINGS.maxAnswerChars() - BEGINNING.length()));
    }

    @Test
    void aLastWordThatDoesNotFitAnyMoreMakesTheAnswerACutOne() throws InterruptedException {
        String nearlyAll = BEGINNING + "x".repeat(Bench.SETTINGS.maxAnswerChars() - BEGINNING.length() - 2);
        other.continues();
        bench.storage.options(room(OnCut.SUPERSEDE, ScriptedDirectory.MODEL, "other-0"));
        bench.running(reply).says(nearlyAll).fallsSilent();

        other.opened().says("The").completes();

        EndReply ending = bench.storage.ended();
        assertThat(ending.status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(ending.text()).isEqualTo(nearlyAll + "Th");
    }

    @Test
    void callsOfToolsAreSaidAsTheyComeAndKeptWithTheAttemptThatWasCut() throws InterruptedException {
        List<ToolCallDelta> heard = new CopyOnWriteArrayList<>();
        Bench.await(bench.bus.consume(Topics.TOOL_CALLS, heard::add).ready());
        bench.running(reply).calls("clock", "{\"zone\":").isCut();

        bench.provider.opened().calls("clock", "{}").completes();

        EndReply ending = bench.storage.ended();
        assertThat(onlyBegin().result().toolCalls()).containsExactly(new ToolCall("c-clock", "clock", "{\"zone\":"));
        assertThat(onlyBegin().result().usage().outputTokens()).isEqualTo("clock{\"zone\":".length());
        assertThat(onlyBegin().result().firstTokenMs()).isNotNull();
        assertThat(ending.result().toolCalls()).containsExactly(new ToolCall("c-clock", "clock", "{}"));
        Awaitility.await().until(() -> heard.size() == 2);
        assertThat(heard).extracting(ToolCallDelta::attempt).containsExactly(1, 2);
        assertThat(heard).extracting(ToolCallDelta::arguments).containsExactly("{\"zone\":", "{}");
        assertThat(heard).extracting(ToolCallDelta::replyId).containsOnly(reply.replyId());
    }

    @Test
    void callsOfToolsAreKeptWithAnAttemptThatWasStopped() throws InterruptedException {
        bench.running(reply).calls("clock", "{\"zone\":");

        bench.stop(reply, "u1");

        assertThat(bench.storage.ended().result().toolCalls())
                .containsExactly(new ToolCall("c-clock", "clock", "{\"zone\":"));
    }

    private ScriptedProvider.Call continued() throws InterruptedException {
        other.continues();
        bench.storage.options(room(OnCut.SUPERSEDE, ScriptedDirectory.MODEL, "other-0"));
        bench.running(reply).says(BEGINNING + " ").fallsSilent();
        return other.opened();
    }

    private void patiently() {
        bench.close();
        bench = new Bench(PATIENT, other);
        reply = bench.storage.pending();
    }

    private BeginAttempt onlyBegin() {
        assertThat(bench.storage.begins()).hasSize(1);
        return bench.storage.begins().get(0);
    }

    private static RoomOptions room(OnCut onCut, String... models) {
        return new RoomOptions(
                null, List.of(models), null, null, OnEmpty.CONTINUE, onCut, PromptStrategy.RECENT, TurnPolicy.QUEUE);
    }
}
