package dev.verbatim.contract;

/** Who speaks in a message. */
public enum Role implements WireName {
    USER,
    ASSISTANT,
    SYSTEM
}
