package dev.verbatim.contract;

/** What becomes of an answer that was cut after its first words. */
public enum OnCut implements WireName {
    /** Another attempt, announced to viewers, replaces it. */
    SUPERSEDE,
    /** It ends as {@code interrupted} with what there is. */
    INTERRUPT
}
