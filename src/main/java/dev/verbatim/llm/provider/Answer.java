package dev.verbatim.llm.provider;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer between decoder and listener: gathers what the events of one read say, hands it on in one piece per kind, and
 * knows how it ended. It judges only by what the provider said; silence and limits are the call's affair. One thread.
 */
public final class Answer implements AnswerSink {
    private final PendingText reasoning = new PendingText();
    private final PendingText text = new PendingText();
    private final PendingText refusal = new PendingText();
    private final FailureTable failures;
    private final ToolCalls toolCalls = new ToolCalls();
    private int pieces;
    private boolean hasRefusal;
    private @Nullable Usage usage;
    private int piecesCounted;
    private boolean usageUnsaid;
    private @Nullable EndReason reason;
    private @Nullable String rawReason;
    private @Nullable Failure failure;
    private boolean done;
    private boolean atEnd;
    private boolean closed;

    public Answer(FailureTable failures) {
        this.failures = failures;
    }

    @Override
    public void text(DeltaKind kind, String piece) {
        if (!piece.isEmpty()) {
            pieces++;
            hasRefusal |= kind == DeltaKind.REFUSAL;
            pending(kind).add(piece);
        }
    }

    private PendingText pending(DeltaKind kind) {
        return switch (kind) {
            case REASONING -> reasoning;
            case TEXT -> text;
            case REFUSAL -> refusal;
        };
    }

    @Override
    public void toolCall(ToolCallPiece piece) {
        boolean fits = toolCalls.add(piece);
        // Of calls, too, only what adds something is content: an empty piece is a ping.
        pieces += toolCalls.hasGrown() ? 1 : 0;
        if (!fits) {
            garbled("The provider called too many tools, or with too many words.");
        }
    }

    @Override
    public void usage(Usage count) {
        usage = count;
        piecesCounted = pieces;
        usageUnsaid = true;
    }

    @Override
    public void finished(EndReason endReason, @Nullable String raw) {
        reason = hasRefusal && endReason == EndReason.STOP ? EndReason.REFUSAL : endReason;
        rawReason = raw == null ? null : failures.word(raw);
        usageUnsaid = usage != null;
    }

    @Override
    public void done() {
        done = true;
    }

    @Override
    public void failed(ProviderError error) {
        failure = failures.failure(error, 0);
    }

    @Override
    public void garbled(String what) {
        if (isFinished()) {
            done = true;
        } else if (!atEnd) {
            failure = new Failure(FailureCode.BAD_RESPONSE, what);
        }
    }

    @Override
    public boolean isOver() {
        return done || failure != null;
    }

    /** Whether anything of the answer itself has come. */
    public boolean hasContent() {
        return pieces > 0;
    }

    /** How many pieces of the answer have come, so that progress can be told from pings. */
    public int pieces() {
        return pieces;
    }

    /** Whether the provider's own end marker has come. */
    public boolean isFinished() {
        return reason != null;
    }

    /** The tools that it wants called, as far as they came. */
    public List<ToolCall> toolCalls() {
        return toolCalls.toRecords();
    }

    /** Hands on what is pending: usage, reasoning, text, refusal, calls of tools, in this order. */
    public void flush(ProviderListener listener) {
        flushUsage(listener);
        flush(listener, DeltaKind.REASONING, reasoning);
        flush(listener, DeltaKind.TEXT, text);
        flush(listener, DeltaKind.REFUSAL, refusal);
        toolCalls.take(closed, listener::onToolCall);
    }

    /** Hands on a count that was not: whatever ends the answer from now on, it is known. */
    public void flushUsage(ProviderListener listener) {
        if (usage != null && usageUnsaid) {
            usageUnsaid = false;
            listener.onUsage(usage, isFinished() && piecesCounted == pieces);
        }
    }

    private static void flush(ProviderListener listener, DeltaKind kind, PendingText pending) {
        String piece = pending.take();
        if (!piece.isEmpty()) {
            listener.onDelta(kind, piece);
        }
    }

    /** The stream is over: what follows may be half an event, which says nothing if it makes no sense. */
    public void atEnd() {
        atEnd = true;
    }

    /** Nothing more will come, so a half surrogate pair will stay one; to be followed by a last flush. */
    public void closeText() {
        closed = true;
        reasoning.endOfText();
        text.endOfText();
        refusal.endOfText();
    }

    /**
     * How the answer ended when its stream did. An error that was reported wins over an end marker; without either it was cut.
     *
     * @param otherwise why the stream ended, where the provider said neither
     */
    public ProviderEnd end(EndStatus statusOtherwise, Failure otherwise, @Nullable String requestId) {
        if (failure != null) {
            return new ProviderEnd(EndStatus.FAILED, null, rawReason, failure, requestId, true);
        }
        if (reason != null) {
            return new ProviderEnd(EndStatus.COMPLETE, reason, rawReason, null, requestId, true);
        }
        return new ProviderEnd(statusOtherwise, null, rawReason, otherwise, requestId, true);
    }
}
