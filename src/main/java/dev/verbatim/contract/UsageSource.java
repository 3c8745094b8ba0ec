package dev.verbatim.contract;

/** Where the numbers of a usage row come from. */
public enum UsageSource implements WireName {
    /** The provider's own count. */
    PROVIDER,
    /** Our tokenizer's or checkpoint's count, where the provider gave none. */
    ESTIMATED,
    /** Nobody knows: the numbers are zero and mean nothing. */
    UNKNOWN
}
