package dev.verbatim.storage;

/** What a failed call means for the asks that were in it. */
enum Trouble {
    /** Nobody knows whether it was committed, or the server cannot be used now: again, on a new connection. */
    LOST,
    /** Rolled back because of what others did at the same time: again. */
    CONTENDED,
    /** Another call stored the same first: again, and it will be found. */
    DUPLICATE,
    /** It would fail again. */
    PERMANENT
}
