package dev.verbatim.llm.provider;

import dev.verbatim.contract.ToolCall;
import java.util.List;

/** A request that is under way. */
public interface ProviderCall {
    /**
     * Closes the provider's request within this turn; idempotent, harmless after the end; no callback follows. Must be
     * called on the context that opened the call.
     */
    void cancel();

    /** Whether the provider may have seen it; false only where it is known that it did not. Any time, also after the end. */
    boolean sent();

    /** The tools that the answer wants called, as far as they came; nobody calls them here. On the call's context, also after the end. */
    List<ToolCall> toolCalls();
}
