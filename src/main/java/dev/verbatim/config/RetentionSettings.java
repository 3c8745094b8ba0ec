package dev.verbatim.config;

/**
 * For how long what people said is kept, in days; 0: for ever. What goes leaves tombstones and sums.
 *
 * @param messagesDays words of messages and answers
 * @param eventsDays who changed rooms and memberships
 * @param usageDays names in the ledger, whose sums stay
 */
public record RetentionSettings(int messagesDays, int eventsDays, int usageDays) {
    /** Everything, for ever. */
    public static final RetentionSettings FOREVER = new RetentionSettings(0, 0, 0);
}
