package dev.verbatim.contract;

/** What usage is summed by. */
public enum UsageBy implements WireName {
    USER,
    ROOM,
    /** Each model of each provider. */
    MODEL,
    /** The day, in UTC, on which the answer ended. */
    DAY
}
