package dev.verbatim.contract;

/** What a model is shown of a conversation that is longer than its window. */
public enum PromptStrategy implements WireName {
    /** The newest messages. */
    RECENT,
    /** The newest messages, and a summary of those before them. */
    SUMMARY
}
