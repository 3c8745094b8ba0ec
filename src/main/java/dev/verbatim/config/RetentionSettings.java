package dev.verbatim.config;

/**
 * For how long what people said is kept, in days; 0: for ever. What goes leaves tombstones and sums.
 *
 * @param messagesDays words of messages and answers
 * @param eventsDays who changed rooms and memberships
 * @param usageDays names in the ledger, whose sums stay
 * @param budgetsDays what limited users and rooms took on a day; nothing of it stays, the ledger has it
 */
public record RetentionSettings(int messagesDays, int eventsDays, int usageDays, int budgetsDays) {
    /** Everything, for ever. */
    public static final RetentionSettings FOREVER = new RetentionSettings(0, 0, 0, 0);

    /** With budgets for ever. */
    public RetentionSettings(int messagesDays, int eventsDays, int usageDays) {
        this(messagesDays, eventsDays, usageDays, 0);
    }
}
