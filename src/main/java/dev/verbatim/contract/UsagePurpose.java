package dev.verbatim.contract;

/** What a request to a provider was for. */
public enum UsagePurpose implements WireName {
    /** An answer that somebody asked for. */
    REPLY,
    /** A summary of a room's older messages, which nobody in particular asked for. */
    SUMMARY
}
