-- Usage to read: what answers that have ended cost, by their time of ending. One index for a tenant, one for a user; both get an entry
-- when the answer ends, and begin like no other index of the table.
create index replies_ended on replies ((tenant || '/'), ended_at) where state = 'ended';
create index replies_ended_of_user on replies (user_id, ended_at) where state = 'ended';

-- The closed attempts of a time, summed by user, room, model or day (UTC) and by the source of their counts, in the order of these
-- three columns, after a place in that order. Of all users where p_user is null. Attempts that were not sent cost nothing; what has no
-- price is not in the cost, which is null where nothing has one, but counted. One row with too_many and nothing else where more than
-- p_most answers ended in that time: a question is not to read without bound.
create function verbatim_usage(
    p_tenant text, p_user text, p_from timestamptz, p_to timestamptz, p_by text,
    p_after_key text, p_after_provider text, p_after_source text, p_limit integer, p_most integer)
returns table (
    too_many boolean, key text, provider text, source text, attempts bigint, input_tokens bigint, output_tokens bigint,
    cache_read_tokens bigint, cache_write_tokens bigint, reasoning_tokens bigint, cost_pico numeric, unpriced bigint)
language plpgsql stable as $$
#variable_conflict use_column
begin
    return query
    with chosen as materialized (
        (select p.reply_id, p.user_id, p.room_id, p.ended_at from replies p
         where p.tenant || '/' = p_tenant || '/' and p.state = 'ended' and p.ended_at >= p_from and p.ended_at < p_to
           and p_user is null
         order by p.tenant || '/', p.ended_at
         limit p_most + 1)
        union all
        (select p.reply_id, p.user_id, p.room_id, p.ended_at from replies p
         where p.user_id = p_user and p.state = 'ended' and p.ended_at >= p_from and p.ended_at < p_to
           and p.tenant is not distinct from p_tenant
         order by p.user_id, p.ended_at
         limit p_most + 1)
    ), billed as (
        select t.*,
            case p_by
                when 'user' then c.user_id
                when 'room' then c.room_id
                when 'model' then t.model
                else to_char(c.ended_at at time zone 'UTC', 'YYYY-MM-DD')
            end collate "C" as key,
            case when p_by = 'model' then t.provider else '' end collate "C" as seller
        from chosen c
        cross join lateral (
            select t.model, t.provider, t.usage_source collate "C" as source, t.input_tokens, t.output_tokens,
                t.cache_read_tokens, t.cache_write_tokens, t.reasoning_tokens,
                case when t.outcome = 'not_sent' then 0 else t.cost_pico end as cost
            from attempts t
            where t.tenant = p_tenant and t.reply_id = c.reply_id and t.outcome <> 'running'
            limit 1000) t
        where (select count(*) from chosen) <= p_most
    )
    select true, null, null, null, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint,
        null::numeric, null::bigint
    where (select count(*) from chosen) > p_most
    union all
    (select false, b.key, b.seller, b.source, count(*), sum(b.input_tokens)::bigint, sum(b.output_tokens)::bigint,
        sum(b.cache_read_tokens)::bigint, sum(b.cache_write_tokens)::bigint, sum(b.reasoning_tokens)::bigint,
        sum(b.cost), count(*) filter (where b.cost is null)
     from billed b
     where p_after_key is null or (b.key, b.seller, b.source) > (p_after_key, p_after_provider, p_after_source)
     group by b.key, b.seller, b.source
     order by b.key, b.seller, b.source
     limit p_limit);
end $$;
comment on function verbatim_usage is 'The ledger of a time, summed: of a tenant, or of one of its users.';
