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
        return columns.text(row -> row.message().author().isGuest() ? "guest" : "user")
                .bigint(row -> limitOf(row.message().author()))
                .value(limits.roomTokensPerDay())
                .value(limits.heldTokens());
    }

    private long limitOf(Author author) {
        return author.isGuest() ? limits.guestTokensPerDay() : limits.userTokensPerDay();
    }

    /** What somebody is told whose budget is used up. */
    static Failure exceeded(long resetMs) {
        return new Failure(
                FailureCode.LIMIT_EXCEEDED, "Today's tokens are used up; the next day begins at 00:00 UTC.", resetMs);
    }
}
