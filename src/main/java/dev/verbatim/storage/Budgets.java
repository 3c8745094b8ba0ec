package dev.verbatim.storage;

import dev.verbatim.config.LimitSettings;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;

/** Which limits of tokens an ask for an answer comes under, as the database's functions are told. */
final class Budgets {
    /** Nothing is limited. */
    static final Budgets NONE = new Budgets(LimitSettings.NONE);

    private final LimitSettings limits;

    Budgets(LimitSettings limits) {
        this.limits = limits;
    }

    /** Whether anything is limited. */
    boolean any() {
        return limits.any();
    }

    /** The columns kind and limit of each ask's user, then the room's limit and what an open answer counts as. */
    Columns<Proposal> add(Columns<Proposal> columns) {
        return columns.text(row -> kindOf(row.message().author()))
                .bigint(row -> limitOf(row.message().author()))
                .value(limits.roomTokensPerDay())
                .value(limits.heldTokens());
    }

    /** Under which kind of limit somebody comes. */
    static String kindOf(Author author) {
        return author.isGuest() ? "guest" : "user";
    }

    /** Tokens a day that somebody may take; 0: any number. */
    long limitOf(Author author) {
        return author.isGuest() ? limits.guestTokensPerDay() : limits.userTokensPerDay();
    }

    /** The same of a room. */
    long roomLimit() {
        return limits.roomTokensPerDay();
    }

    /** What an open answer counts as. */
    long heldTokens() {
        return limits.heldTokens();
    }

    /** What somebody is told whose budget is used up. */
    static Failure exceeded(long resetMs) {
        return new Failure(
                FailureCode.LIMIT_EXCEEDED, "Today's tokens are used up; the next day begins at 00:00 UTC.", resetMs);
    }
}
