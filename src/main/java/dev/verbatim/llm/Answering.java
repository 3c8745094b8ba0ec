package dev.verbatim.llm;

import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.BegunAttempt;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.OnCut;
import dev.verbatim.contract.Usage;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.RetryHint;
import dev.verbatim.llm.provider.Route;
import dev.verbatim.llm.provider.ToolCallPart;
import dev.verbatim.llm.retry.NextStep;
import dev.verbatim.llm.retry.Setback;
import io.vertx.core.Future;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts at one reply, one after the other, until one is whole or none is worth making.
 *
 * <pre>
 *   OPENING ─prompt recorded→ STREAMING ─ended, worth another─→ RESTING ─waited→ BEGINNING ─its row is there→ OPENING
 *      └──────────┬───────────────┘                                                  └ no database: no other attempt
 *                 └→ OVER: the reply's verdict
 * </pre>
 *
 * <p>Until an attempt's row is committed no request goes out, and until the wait is over viewers keep the text they have. {@link #cancel}
 * ends all of it at once, in any state, and nothing is said afterwards. Event loop only.
 */
final class Answering implements ProviderListener {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

    private enum State {
        OPENING,
        STREAMING,
        RESTING,
        BEGINNING,
        OVER
    }

    /** Hears how it ended; exactly one of these, once, or nothing after a cancel. */
    interface Outcome {
        /** The reply ends like this. */
        void decided(Verdict verdict);

        /** The reply is somebody else's. */
        void lost();
    }

    private final OwnedReply own;
    private final RunServices services;
    private final Audience audience;
    private final Outcome outcome;
    private final Candidates candidates;
    private State state = State.OPENING;
    private final Asking asking;
    private String beginning = "";
    private final Pause pause;

    Answering(OwnedReply own, RunServices services, Audience audience, Outcome outcome) {
        this.own = own;
        this.services = services;
        this.audience = audience;
        this.outcome = outcome;
        this.candidates = new Candidates(own.choice().routes());
        this.asking = new Asking(own, services.prompts(), services.claims());
        this.pause = new Pause(services.vertx());
    }

    /** Makes the first request. */
    void start() {
        Route route = own.attempt().route();
        if (route == null) {
            over(Verdict.failed(Failure.of(Objects.requireNonNull(own.choice().failure()))));
        } else {
            compose(route);
        }
    }

    /** Ends it within this turn, the provider's request too. */
    void cancel() {
        state = State.OVER;
        pause.giveUp();
        own.attempt().close();
    }

    private void compose(Route route) {
        state = State.OPENING;
        asking.request(route).onComplete(request -> open(route, request), this::impossible);
    }

    private void open(Route route, ProviderRequest request) {
        if (state != State.OPENING) {
            return;
        }
        state = State.STREAMING;
        try {
            own.attempt().open(route.provider(), request, candidates.isAfresh(), this);
        } catch (RuntimeException e) {
            impossible(e);
        }
    }

    private void impossible(Throwable cause) {
        if (state == State.OVER || isLost(cause)) {
            return;
        }
        if (!(cause instanceof Failure)) {
            LOG.error(
                    "reply could not be asked for room={} reply={}",
                    own.reply().room(),
                    own.reply().replyId(),
                    new TraceOnly(cause));
        }
        over(Verdict.failed(Failure.of(cause)));
    }

    @Override
    public void onDelta(DeltaKind kind, String text) {
        Verdict verdict = state == State.STREAMING ? own.add(kind, text, audience) : null;
        if (verdict != null) {
            goOn(verdict, nextStep(verdict, RetryHint.NONE, true));
        }
    }

    @Override
    public void onToolCall(ToolCallPart part) {
        if (state == State.STREAMING) {
            own.attempt().called();
            ToolCallNews.tell(services.bus(), own, part);
        }
    }

    @Override
    public void onUsage(Usage usage, boolean total) {
        if (state == State.STREAMING) {
            own.attempt().counted(usage, total);
        }
    }

    @Override
    public void onEnd(ProviderEnd end) {
        if (state != State.STREAMING) {
            return;
        }
        own.attempt().ended(end);
        Verdict verdict = own.showRest(audience) ? Verdict.of(end) : Verdict.tooLong();
        boolean whole = verdict.status() == EndStatus.COMPLETE;
        goOn(verdict, whole ? NextStep.GIVE_UP : nextStep(verdict, end.hint(), end.sent()));
    }

    private void goOn(Verdict verdict, NextStep step) {
        if (step.kind() == NextStep.Kind.GIVE_UP) {
            over(verdict);
        } else {
            rest(verdict, step);
        }
    }

    private NextStep nextStep(Verdict verdict, RetryHint hint, boolean sent) {
        boolean begun = !own.attempt().answer().isEmpty();
        if (begun && own.claim().options().onCut() == OnCut.INTERRUPT) {
            return NextStep.GIVE_UP;
        }
        Failure failure = Objects.requireNonNull(verdict.failure());
        boolean continuing = !own.attempt().answer().beginning().isEmpty();
        NextStep step = services.rules()
                .after(
                        new Setback(verdict.status(), failure, hint, sent, begun),
                        candidates.course(failure.code(), continuing));
        boolean cannot = step.kind() == NextStep.Kind.SMALLER_PROMPT && !asking.narrow();
        return cannot ? NextStep.GIVE_UP : step;
    }

    private void rest(Verdict verdict, NextStep step) {
        state = State.RESTING;
        own.finish(verdict, services.prompts());
        if (step.delayMs() == 0) {
            begin(verdict, step);
            return;
        }
        audience.send(own.waiting(step.delayMs()));
        pause.begin(step.delayMs(), () -> begin(verdict, step));
    }

    private void begin(Verdict verdict, NextStep step) {
        state = State.BEGINNING;
        candidates.take(step.kind());
        own.attempt()
                .finish(verdict, services.prompts())
                .compose(this::askForNext)
                .onComplete(this::begun, cause -> notBegun(verdict, cause));
    }

    private Future<BegunAttempt> askForNext(AttemptResult result) {
        if (state == State.OVER) {
            return Future.failedFuture(Audience.gone());
        }
        beginning = candidates.mayContinue() ? own.continuable() : "";
        return services.store().begin(own.next(result, candidates.current(), beginning.length()));
    }

    private void begun(BegunAttempt next) {
        if (state != State.BEGINNING) {
            return;
        }
        Route route = candidates.current();
        Answer answer = new Answer(services.maxAnswerChars(), beginning);
        own.replaceBy(new Attempt(next.attempt(), route, answer, services.clock()));
        if (next.stoppedBy() != null) {
            decide(Verdict.stopped(next.stoppedBy()));
        } else {
            compose(route);
        }
    }

    private void notBegun(Verdict verdict, Throwable cause) {
        if (state == State.BEGINNING && !isLost(cause)) {
            LOG.info("no other attempt without the database reason={}", cause.getMessage());
            over(verdict);
        }
    }

    private boolean isLost(Throwable cause) {
        boolean lost = Failure.of(cause).code() == FailureCode.CONFLICT;
        if (lost) {
            state = State.OVER;
            outcome.lost();
        }
        return lost;
    }

    /** The present attempt was the last; its verdict is one of several that the reply may have. */
    private void over(Verdict verdict) {
        own.finish(verdict, services.prompts());
        decide(own.verdictAfter(verdict));
    }

    private void decide(Verdict verdict) {
        state = State.OVER;
        outcome.decided(verdict);
    }
}
