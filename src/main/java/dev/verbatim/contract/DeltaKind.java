package dev.verbatim.contract;

/** What a piece of an answer is; each kind counts its own offset within an attempt. */
public enum DeltaKind implements WireName {
    /** The answer itself. */
    TEXT,
    /** The model's thinking, shown folded and stored apart, never part of the text. */
    REASONING,
    /** The model's own refusal, where the provider marks it as such. */
    REFUSAL
}
