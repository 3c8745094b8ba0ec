package dev.verbatim.contract;

/**
 * Erases a piece of an account: its words, names, memberships and its name in the ledger. To be asked again from {@link ErasedPiece#next} until there
 * is none; asking from the start again goes on where it is needed.
 *
 * @param as who did what they did from now on; nobody's user id
 * @param after only rooms with ids behind it; empty: from the first
 */
public record EraseUser(String tenant, String userId, String as, String after) {}
