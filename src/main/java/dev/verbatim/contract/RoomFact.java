package dev.verbatim.contract;

/**
 * A fact that Postgres has committed, published once by the storage verticle right after the commit. The bus may lose,
 * double or reorder it: {@code rev} tells, and Postgres has what is missing.
 */
public sealed interface RoomFact permits MessageFact, ReplyFact, SetupFact {
    RoomKey room();

    /** The room's revision that this fact is: each is one more than the one before. */
    long rev();
}
