package dev.verbatim.llm.provider;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.Usage;
import org.jspecify.annotations.Nullable;

/** What a decoder says about an answer; it says nothing more once {@link #isOver()}. */
public interface AnswerSink {
    /** A piece of the answer; may be empty or split a surrogate pair, as the wire has it. */
    void text(DeltaKind kind, String text);

    /** A piece of a call of a tool. */
    void toolCall(ToolCallPiece piece);

    /** The provider's count so far; replaces an earlier one. */
    void usage(Usage usage);

    /**
     * The provider's own end marker: what came so far is the whole answer. Usage may still follow.
     *
     * @param rawReason the provider's word
     */
    void finished(EndReason reason, @Nullable String rawReason);

    /** The provider's last word; nothing of use follows. */
    void done();

    /** The provider reported an error within the stream. */
    void failed(ProviderError error);

    /** An event that makes no sense; after the end marker it changes nothing, the answer is whole. */
    void garbled(String what);

    /** Whether the answer has ended, well or badly, so that later events mean nothing. */
    boolean isOver();
}
