package dev.verbatim.contract;

/** What becomes of a running answer when nobody looks at its room any more. */
public enum OnEmpty implements WireName {
    /** It goes on, and is there for who comes back. */
    CONTINUE,
    /** It is stopped. */
    CANCEL
}
