package dev.verbatim.contract;

/** How a message ended. A user's message is {@code COMPLETE} from the start. */
public enum EndStatus implements WireName {
    /** The provider's own end marker was seen; an {@link EndReason} says which. */
    COMPLETE,
    /** A person stopped it. */
    STOPPED,
    /** An error was reported, or nothing could be sent; the failure's code says why. */
    FAILED,
    /** No end marker: the stream was cut, fell silent, or its owner was lost. */
    INTERRUPTED,
    /** A budget ran out while it was running. */
    BUDGET_EXHAUSTED
}
