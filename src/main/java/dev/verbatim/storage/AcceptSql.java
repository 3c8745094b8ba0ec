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

    /** One that runs is accepted where a commit is repeated of which nobody knew: it may have been claimed by it. */
    private static final String CLAIMED = """
            offered as materialized (
                select array_agg(o.ord) as ords, array_agg(o.tenant) as tenants, array_agg(o.room_id) as rooms,
                    array_agg(o.reply_id) as replies, array_agg(o.claim_id) as claims, array_agg(o.owner) as owners,
                    array_agg(o.provider) as providers, array_agg(o.model) as models,
                    array_agg(o.max_messages) as max_messages, array_agg(o.max_bytes) as max_bytes,
                    array_agg(o.input_price) as input_prices, array_agg(o.output_price) as output_prices,
                    array_agg(o.fallback) as fallbacks
                from (
                    select a.reply_id, o.*
                    from accepted a
                    join unnest($1::text[], $2::text[], $%d::text[], $%d::uuid[], $%d::text[], $%d::text[], $%d::text[],
                            $%d::integer[], $%d::bigint[], $%d::bigint[], $%d::bigint[], $%d::boolean[])
                        with ordinality as o(tenant, room_id, asked, claim_id, owner, provider, model, max_messages,
                            max_bytes, input_price, output_price, fallback, ord) on o.ord = a.ord
                    where a.outcome = 'accepted' and o.claim_id is not null
                      and (a.state = 'running' or (a.state = 'pending' and a.model is not distinct from o.asked))
                    order by a.ord) o
            ), claimed as materialized (
                select o.ords[k.ord] as ask, o.tenants[k.ord] as tenant, o.rooms[k.ord] as room_id,
                    o.replies[k.ord] as reply_id, k.*
                from offered o
                cross join lateral verbatim_claim(
                    o.tenants, o.rooms, o.replies, o.claims, o.owners, o.providers, o.models, o.max_messages, o.max_bytes,
                    o.input_prices, o.output_prices, o.fallbacks, $%d, $%d) k
                where o.ords is not null
            )""";

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
        Object[] places = new Object[PARAMETERS_OF_OFFERS];
        Arrays.setAll(places, i -> first + i);
        this.alone = "with " + accepted + "\nselect a.* from accepted a order by a.ord";
        this.withOffers = "with " + accepted + ", " + CLAIMED.formatted(places) + "\nselect a.*, " + ClaimRows.COLUMNS
                + "from accepted a left join claimed c on c.ask = a.ord\n" + ClaimRows.JOINED + "order by a.ord";
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
