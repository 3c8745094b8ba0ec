package dev.verbatim.contract;

/** The life of a reply, in this order; only {@code ENDED} is final. */
public enum ReplyState implements WireName {
    /** Waits for the room's open reply to end. */
    QUEUED,
    /** May be claimed by any LLM verticle. */
    PENDING,
    /** Owned: claimed at some epoch, its owner's lease is renewed. */
    RUNNING,
    /** Ended once, with an {@link EndStatus}. */
    ENDED
}
