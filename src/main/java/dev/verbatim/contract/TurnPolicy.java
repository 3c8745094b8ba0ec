package dev.verbatim.contract;

/** What becomes of a question while another one is being answered. */
public enum TurnPolicy implements WireName {
    /** It waits for its turn. */
    QUEUE
}
