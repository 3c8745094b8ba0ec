package dev.verbatim.llm;

import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.AttemptSoFar;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Route;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One numbered request to a provider, or one that could not be made: its text, its times and what it used. Where the provider gave no
 * count, or one of a part of the answer, it is estimated; where the provider turned the request away, nothing was used. Event loop only.
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

    private final int number;
    private final @Nullable Route route;
    private final Answer answer;
    private final LongSupplier clock;
    private long openedAt;
    private long firstTokenAt = NEVER;
    private long endedAt;
    private boolean sent = true;
    private boolean closed;
    private @Nullable ProviderRequest request;
    private @Nullable ProviderCall call;
    private @Nullable Usage counted;
    private boolean total;
    private @Nullable String requestId;
    private List<ToolCall> toolCalls = List.of();
    private int news;
    private int newsTold;
    private int newsStored;
    private @Nullable Verdict verdict;
    private @Nullable Future<AttemptResult> result;

    /**
     * An attempt whose request is not made yet.
     *
     * @param number as Postgres gave it
     * @param route null: nobody can be asked
     * @param answer what stands before its first word
     */
    Attempt(int number, @Nullable Route route, Answer answer, LongSupplier clock) {
        this.number = number;
        this.route = route;
        this.answer = answer;
        this.clock = clock;
    }

    int number() {
        return number;
    }

    @Nullable
    Route route() {
        return route;
    }

    Answer answer() {
        return answer;
    }

    /** Makes the request; needs a route. */
    void open(Provider provider, ProviderRequest asked, boolean afresh, ProviderListener listener) {
        request = asked;
        openedAt = clock.getAsLong();
        call = afresh ? provider.openAfresh(asked, listener) : provider.open(asked, listener);
    }

    void content() {
        if (firstTokenAt == NEVER) {
            firstTokenAt = clock.getAsLong();
        }
    }

    void counted(Usage usage, boolean ofTheWhole) {
        counted = usage;
        total = ofTheWhole;
        news++;
    }

    /** A call of a tool has grown. */
    void called() {
        content();
        news++;
    }

    /**
     * Its count and its calls, where storage has not seen the latest; null where it has, and where the calls are too long for a beat.
     *
     * @param room UTF-16 code units of calls at most; 0: nothing is to be said
     */
    @Nullable
    AttemptSoFar soFar(int room) {
        newsTold = newsStored;
        ProviderCall running = call;
        if (running == null || news == newsStored || room == 0) {
            return null;
        }
        List<ToolCall> calls = running.toolCalls();
        if (words(calls).length() > room) {
            return null;
        }
        newsTold = news;
        return new AttemptSoFar(counted, calls);
    }

    /** What {@link #soFar} said last is stored. */
    void soFarStored() {
        newsStored = newsTold;
    }

    /** The provider ended it. */
    void ended(ProviderEnd end) {
        sent = end.sent();
        requestId = end.requestId();
    }

    /** It is over for us: closes the provider's request if it is still open. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        endedAt = clock.getAsLong();
        sent = sent && call != null && call.sent();
        if (call != null) {
            toolCalls = call.toolCalls();
            call.cancel();
        }
    }

    /** How it ended, as said first; null while it has not. */
    @Nullable
    Verdict verdict() {
        return verdict;
    }

    /** Closes it and says how it went; asked again, it says what it said. Counts where it has to, off the event loop; never fails. */
    Future<AttemptResult> finish(Verdict how, Prompts prompts) {
        Future<AttemptResult> said = result;
        if (said == null) {
            close();
            verdict = how;
            said = usage(how, prompts).map(used -> result(how, used));
            result = said;
        }
        return said;
    }

    private Future<Usage> usage(Verdict how, Prompts prompts) {
        ProviderRequest asked = request;
        if (!sent || asked == null) {
            return Future.succeededFuture(NOTHING);
        }
        if (counted != null && total) {
            return Future.succeededFuture(counted);
        }
        boolean silent = answer.isEmpty() && toolCalls.isEmpty();
        boolean turnedAway = counted == null && silent && TURNED_AWAY.contains(how.code());
        return turnedAway
                ? Future.succeededFuture(NOTHING)
                : prompts.estimate(asked, answer.added() + words(toolCalls)).map(this::merged);
    }

    // Calls of tools are paid for as words are.
    private static String words(List<ToolCall> calls) {
        StringBuilder words = new StringBuilder();
        calls.forEach(each -> words.append(each.name()).append(each.arguments()));
        return words.toString();
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

    private AttemptResult result(Verdict how, Usage used) {
        if (request == null || route == null) {
            return new AttemptResult(AttemptOutcome.NOT_SENT, how.code(), NOTHING, null, null, 0, null);
        }
        AttemptOutcome outcome = sent ? outcomeOf(how.status()) : AttemptOutcome.NOT_SENT;
        Long firstTokenMs = firstTokenAt == NEVER ? null : firstTokenAt - openedAt;
        Long costPico = route.limits().costPicoUsd(used);
        return new AttemptResult(
                outcome, how.code(), used, costPico, firstTokenMs, endedAt - openedAt, requestId, toolCalls);
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
