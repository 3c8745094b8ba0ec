package dev.verbatim.llm.provider;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.Usage;

/**
 * Hears what a call brings, on the Vert.x context that called {@link Provider#open}, never before it has returned, never after
 * {@link #onEnd} or {@link ProviderCall#cancel}.
 */
public interface ProviderListener {
    /**
     * What one read of the socket brought, one call per kind; never empty, never ends inside a surrogate pair, holds no lone
     * surrogate.
     */
    void onDelta(DeltaKind kind, String text);

    /** What one read of the socket added to a call of a tool; nobody calls it here. */
    void onToolCall(ToolCallPart part);

    /**
     * The provider's count so far, the moment it arrives, before the rest of what was read with it; a later one replaces it.
     *
     * @param total whether it counts the whole answer: nothing of the answer came between it and the end marker, which has come
     */
    void onUsage(Usage usage, boolean total);

    /** The call is over, its connection given back or closed. Exactly once, unless the call was cancelled. */
    void onEnd(ProviderEnd end);
}
