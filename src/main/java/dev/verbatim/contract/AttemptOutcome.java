package dev.verbatim.contract;

/** What became of one request to a provider. */
public enum AttemptOutcome implements WireName {
    /** The row exists and the request may be on its way. */
    RUNNING,
    COMPLETE,
    STOPPED,
    FAILED,
    INTERRUPTED,
    /** Known by its owner never to have left: breaker open, stopped before, no provider. */
    NOT_SENT,
    /** Its owner was lost; what it cost is estimated from the checkpoint, if there is one. */
    ABANDONED
}
