package dev.verbatim.contract;

/**
 * Asks for older messages. Answered with {@link HistoryPage}; same failures as {@link JoinRoom}.
 *
 * @param before only seqs below it
 * @param limit 1 to 200
 */
public record ReadHistory(RoomKey room, Author author, long before, int limit) {}
