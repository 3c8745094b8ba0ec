package dev.verbatim.llm;

import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Route;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request to a provider: its times and what it used. Where the provider gave no count, or one of a part of the answer, it is
 * estimated; where the provider turned the request away, nothing was used.
 */
final class Attempt {
    private static final long NEVER = -1;
    private static final Usage NOTHING = Usage.estimated(0, 0);
    private static final Set<FailureCode> TURNED_AWAY = EnumSet.of(
            FailureCode.PROVIDER_UNAVAILABLE,
            FailureCode.PROVIDER_RATE_LIMITED,
            FailureCode.PROVIDER_QUOTA,
            FailureCode.PROVIDER_AUTH,
            FailureCode.CONTEXT_TOO_LONG,
            FailureCode.INVALID_REQUEST);

    private final Route route;
    private final ProviderRequest request;
    private final LongSupplier clock;
    private long openedAt;
    private long firstTokenAt = NEVER;
    private long endedAt;
    private boolean sent = true;
    private @Nullable ProviderCall call;
    private @Nullable Usage counted;
    private boolean total;
    private @Nullable String requestId;

    Attempt(Route route, ProviderRequest request, LongSupplier clock) {
        this.route = route;
        this.request = request;
        this.clock = clock;
    }

    void open(ProviderListener listener) {
        openedAt = clock.getAsLong();
        call = route.provider().open(request, listener);
    }

    void content() {
        if (firstTokenAt == NEVER) {
            firstTokenAt = clock.getAsLong();
        }
    }

    void counted(Usage usage, boolean ofTheWhole) {
        counted = usage;
        total = ofTheWhole;
    }

    /** The provider ended it. */
    void ended(ProviderEnd end) {
        sent = end.sent();
        requestId = end.requestId();
    }

    /** It is over for us: closes the provider's request if it is still open. */
    void close() {
        endedAt = clock.getAsLong();
        sent = sent && call != null && call.sent();
        if (call != null) {
            call.cancel();
        }
    }

    /** What it used; counts where it has to, off the event loop, and never fails. */
    Future<Usage> usage(Verdict verdict, Answer answer, Prompts prompts) {
        if (!sent) {
            return Future.succeededFuture(NOTHING);
        }
        if (counted != null && total) {
            return Future.succeededFuture(counted);
        }
        boolean turnedAway = counted == null && answer.isEmpty() && TURNED_AWAY.contains(verdict.code());
        return turnedAway
                ? Future.succeededFuture(NOTHING)
                : prompts.estimate(request, answer.everything()).map(this::merged);
    }

    // A count of a part (Anthropic's first event) knows the prompt, and of the answer no more than it says.
    private Usage merged(Usage estimate) {
        Usage known = counted;
        if (known == null) {
            return estimate;
        }
        return new Usage(
                UsageSource.ESTIMATED,
                known.inputTokens(),
                Math.max(known.outputTokens(), estimate.outputTokens()),
                known.cacheReadTokens(),
                known.cacheWriteTokens(),
                known.reasoningTokens());
    }

    AttemptResult result(Verdict verdict, Usage usage) {
        AttemptOutcome outcome = sent ? outcomeOf(verdict.status()) : AttemptOutcome.NOT_SENT;
        Long firstTokenMs = firstTokenAt == NEVER ? null : firstTokenAt - openedAt;
        Long costPico = route.limits().costPicoUsd(usage);
        return new AttemptResult(outcome, verdict.code(), usage, costPico, firstTokenMs, endedAt - openedAt, requestId);
    }

    /** The row of an attempt whose request was never opened. */
    static AttemptResult notSent(Verdict verdict) {
        return new AttemptResult(AttemptOutcome.NOT_SENT, verdict.code(), NOTHING, null, null, 0, null);
    }

    private static AttemptOutcome outcomeOf(EndStatus status) {
        return switch (status) {
            case COMPLETE -> AttemptOutcome.COMPLETE;
            case STOPPED, BUDGET_EXHAUSTED -> AttemptOutcome.STOPPED;
            case FAILED -> AttemptOutcome.FAILED;
            case INTERRUPTED -> AttemptOutcome.INTERRUPTED;
        };
    }
}
