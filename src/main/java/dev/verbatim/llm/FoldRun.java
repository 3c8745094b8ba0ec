package dev.verbatim.llm;

import dev.verbatim.config.PromptSettings;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.ClaimFold;
import dev.verbatim.contract.ClaimedFold;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndFold;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndedFold;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomSummary;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Route;
import dev.verbatim.llm.provider.ToolCallPart;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One summary in the making: one request, once its row is there. Only a whole one counts, ended by the model itself; anything else is billed
 * and forgotten. Ends once, whatever ends it first. Event loop only.
 */
final class FoldRun implements ProviderListener {
    private static final Logger LOG = LoggerFactory.getLogger(FoldRun.class);
    private static final long NO_TIMER = -1;

    private final ClaimFold asked;
    private final FoldServices services;
    private final PromptSettings settings;
    private final Attempt attempt;
    private final Promise<Verdict> ended = Promise.promise();
    private long timer = NO_TIMER;

    FoldRun(ClaimFold asked, Route route, FoldServices services, PromptSettings settings) {
        this.asked = asked;
        this.services = services;
        this.settings = settings;
        this.attempt = new Attempt(1, route, new Answer(services.maxChars()), services.clock());
    }

    /** Asks the model; completes when the row is closed, fails where it cannot be. */
    Future<Void> start(ClaimedFold claimed) {
        if (!ended.future().isComplete()) {
            open(claimed);
        }
        return ended.future()
                .onComplete(over -> services.vertx().cancelTimer(timer))
                .compose(verdict -> attempt.finish(verdict, services.prompts())
                        .compose(result -> close(claimed.version(), verdict, result)))
                .onSuccess(closed -> log(claimed, closed))
                .mapEmpty();
    }

    private void open(ClaimedFold claimed) {
        timer = services.vertx().setTimer(settings.foldMs(), fired -> over(tooSlow()));
        RoomSummary former = claimed.former();
        ProviderRequest request = SummaryText.request(
                asked.model(), former == null ? null : former.text(), claimed.turns(), settings.summaryTokens());
        Route route = Objects.requireNonNull(attempt.route());
        try {
            attempt.open(route.provider(), request.sharedBy(asked.room().toString()), false, this);
        } catch (RuntimeException e) {
            LOG.error("summary could not be asked for room={}", asked.room(), new TraceOnly(e));
            over(Verdict.failed(Failure.of(e)));
        }
    }

    /** Gives it up. */
    void stop() {
        over(Verdict.stopped(null));
    }

    @Override
    public void onDelta(DeltaKind kind, String text) {
        attempt.content();
        String kept = attempt.answer().fitting(text);
        attempt.answer().append(kind, kept);
        if (kept.length() < text.length()) {
            over(Verdict.tooLong());
        }
    }

    /** Nobody calls tools, and no summary is in them. */
    @Override
    public void onToolCall(ToolCallPart part) {
        attempt.content();
    }

    @Override
    public void onUsage(Usage usage, boolean total) {
        attempt.counted(usage, total);
    }

    @Override
    public void onEnd(ProviderEnd end) {
        attempt.ended(end);
        over(Verdict.of(end));
    }

    // The request is cancelled by the attempt's end.
    private void over(Verdict verdict) {
        ended.tryComplete(verdict);
    }

    private Future<EndedFold> close(int version, Verdict verdict, AttemptResult result) {
        String text = attempt.answer().text().strip();
        boolean whole = verdict.reason() == EndReason.STOP && !text.isEmpty();
        EndFold ending = new EndFold(
                asked.room(),
                asked.foldId(),
                version,
                asked.provider(),
                asked.model(),
                result,
                whole ? text : null,
                whole ? tokens(text, result.usage()) : 0);
        return services.storage().ask(() -> services.store().endFold(ending));
    }

    private static int tokens(String text, Usage usage) {
        long said = usage.outputTokens() - usage.reasoningTokens();
        boolean known = usage.source() != UsageSource.UNKNOWN && said > 0;
        return known ? (int) Math.min(Integer.MAX_VALUE, said) : Utf8.length(text);
    }

    private void log(ClaimedFold claimed, EndedFold closed) {
        @Nullable Verdict how = attempt.verdict();
        LOG.info(
                "summary ended room={} version={} messages={} status={} error={} stored={}",
                asked.room(),
                claimed.version(),
                claimed.turns().size(),
                how == null ? "" : how.status().wire(),
                how == null || how.code() == null ? "" : how.code().wire(),
                closed.stored());
    }

    private static Verdict tooSlow() {
        return Verdict.failed(new Failure(FailureCode.TIMEOUT, "The summary took too long."));
    }
}
