package dev.verbatim.contract;

/** Why a provider says that a complete answer ended, in one vocabulary for all of them. */
public enum EndReason implements WireName {
    STOP,
    LENGTH,
    CONTENT_FILTER,
    REFUSAL,
    TOOL_CALLS
}
