package dev.verbatim.storage;

import java.util.Arrays;

/**
 * The statement that accepts messages. Asks that their budgets do not allow find no room, and what is accepted is held; replies that need not
 * wait are claimed as their owners offered, in the same commit.
 */
final class AcceptSql {
    private static final String ACCEPTED = """
            accepted as materialized (
                select a.*, null::bigint as reset_ms
                from verbatim_accept($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) a
            )""";

    /** Budgets are locked before replies here, which can hold nobody up: both only behind their rooms, and replies that are new or ours by a commit
     * that is repeated. */
    private static final String ACCEPTED_WITHIN_BUDGETS = """
            admitted as materialized (
                select * from verbatim_admit($1, $2, $3, $6, $10, $13, $14, $15, $16)
            ), tried as materialized (
                select a.*, g.refused, g.held, g.day, g.reset_ms
                from admitted g
                cross join lateral verbatim_accept($1, g.rooms, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) a
            ), reserved as materialized (
                select verbatim_hold(h.held, h.day, $1, $2, $3, $10, $13, $14, $15)
                from (
                    select array_agg(t.ord) filter (where t.outcome = 'accepted' and t.ord = any (t.held)) as held,
                        max(t.day) as day
                    from tried t) h
            ), accepted as materialized (
                select t.ord, case when t.ord = any (t.refused) then 'limit_exceeded' else t.outcome end as outcome,
                    t.message_id, t.seq, t.rev, t.ts, t.reply_id, t.reply_seq, t.state, t.owner, t.epoch, t.attempt, t.model,
                    t.provider, t."position", t.reset_ms
                from tried t cross join reserved
            )""";

    /**
     * Every ask is handed to the claim, but those that are not to be claimed without their reply, of which it finds nothing. One that runs is
     * accepted where a commit is repeated of which nobody heard: it may have been claimed by it. What the claim says is wide, because it brings
     * prompts, so it is gone through once and the narrow rows are looked up beside it.
     */
    private static final String CLAIMED = """
            wanted as materialized (
                select array_agg(
                    case when a.outcome = 'accepted' and (
                            (a.state = 'pending' and a.model is not distinct from ($%1$s::text[])[a.ord])
                            or (a.state = 'running' and a.owner = ($%3$s::text[])[a.ord]
                                and a.provider = ($%4$s::text[])[a.ord] and a.model = ($%5$s::text[])[a.ord]))
                        and ($%2$s::uuid[])[a.ord] is not null
                        then a.reply_id end
                    order by a.ord) as replies
                from accepted a
            )
            select a.*, %13$s
            from (
                select ($1::text[])[k.ord] as tenant, ($2::text[])[k.ord] as room_id, w.replies[k.ord] as reply_id, k.*
                from wanted w
                cross join lateral verbatim_claim(
                    $1, $2, w.replies, $%2$s, $%3$s, $%4$s, $%5$s, $%6$s, $%7$s, $%8$s, $%9$s, $%10$s, $%11$s, $%12$s) k) c
            cross join lateral (select a.* from accepted a where a.ord = c.ord limit 1) a
            %14$s
            order by a.ord""";

    private static final int PARAMETERS = 12;
    private static final int PARAMETERS_OF_BUDGETS = 4;
    private static final int PARAMETERS_OF_OFFERS = 12;

    private final String alone;
    private final String withOffers;

    /**
     * The statement in both its forms.
     *
     * @param budgets whether parameters of budgets follow those of messages
     */
    AcceptSql(boolean budgets) {
        String accepted = budgets ? ACCEPTED_WITHIN_BUDGETS : ACCEPTED;
        int first = 1 + PARAMETERS + (budgets ? PARAMETERS_OF_BUDGETS : 0);
        Object[] places = new Object[PARAMETERS_OF_OFFERS + 2];
        Arrays.setAll(places, i -> Integer.toString(first + i));
        places[PARAMETERS_OF_OFFERS] = ClaimRows.COLUMNS;
        places[PARAMETERS_OF_OFFERS + 1] = ClaimRows.JOINED;
        this.alone = "with " + accepted + "\nselect a.* from accepted a order by a.ord";
        this.withOffers = "with " + accepted + ", " + CLAIMED.formatted(places);
    }

    /** For messages without an offer: no parameters of offers follow. */
    String alone() {
        return alone;
    }

    /** For messages some of which have one. */
    String withOffers() {
        return withOffers;
    }
}
