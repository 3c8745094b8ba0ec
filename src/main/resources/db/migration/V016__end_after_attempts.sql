-- As before, for replies of several attempts: p_attempt is the one whose text stands, p_last the last one that its owner knows of. Where
-- they differ, p_last_ord and what follows it say how the last one went. A row beyond that is of a beginning whose answer nobody waited
-- for: its request was never sent.
drop function verbatim_end(
    text[], text[], uuid[], uuid[], bigint[], integer[], text[], text[], text[], text[], text[], text[], text[], text[], text[],
    text[], text[], text[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], text[],
    integer[], uuid[], integer[]);

create function verbatim_end(
    p_tenant text[], p_room text[], p_reply uuid[], p_end uuid[], p_epoch bigint[], p_attempt integer[],
    p_status text[], p_reason text[], p_raw_reason text[], p_text text[], p_reasoning text[], p_refusal text[],
    p_stopped_by text[], p_error text[], p_error_message text[],
    p_outcome text[], p_attempt_error text[], p_source text[], p_input bigint[], p_output bigint[],
    p_cache_read bigint[], p_cache_write bigint[], p_reasoning_tokens bigint[], p_cost bigint[],
    p_first_token_ms bigint[], p_duration_ms bigint[], p_request_id text[],
    p_counted_ord integer[], p_counted_message uuid[], p_counted_tokens integer[],
    p_last integer[], p_last_ord integer[], p_last_outcome text[], p_last_error text[], p_last_source text[],
    p_last_input bigint[], p_last_output bigint[], p_last_cache_read bigint[], p_last_cache_write bigint[],
    p_last_reasoning_tokens bigint[], p_last_cost bigint[], p_last_first_token_ms bigint[], p_last_duration_ms bigint[],
    p_last_request_id text[])
returns table (
    ord integer, ended boolean, mine boolean, seq bigint, rev bigint, created_rev bigint, ts timestamptz,
    reply_to uuid, user_id text, model text, provider text,
    next_reply uuid, next_seq bigint, next_reply_to uuid, next_model text)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_won integer[];
    v_next uuid[];
    v_seq bigint[];
    v_rev bigint[];
    v_created_rev bigint[];
    v_reply_to uuid[];
    v_user text[];
    v_model text[];
    v_provider text[];
begin
    perform verbatim_lock_rooms(p_tenant, p_room);
    perform verbatim_lock_replies(p_tenant, p_reply);
    v_now := clock_timestamp();

    with won as (
        select distinct on (p.place)
            a.ord, a.tenant, a.reply_id, p.*, r.place as room_place, r.rev + 1 as rev, t.place as attempt_place, t.model,
            t.provider, t.start_offset, u.place as unsent_place, q.reply_id as next_reply
        from unnest(p_tenant, p_room, p_reply, p_epoch, p_attempt, p_last)
            with ordinality as a(tenant, room_id, reply_id, epoch, attempt, last, ord)
        cross join lateral (
            select p.ctid as place, p.seq, p.reply_to, p.user_id, p.created_rev, p.attempt as newest from replies p
            where p.reply_id = a.reply_id and p.tenant is not distinct from a.tenant
              and p.room_id is not distinct from a.room_id and p.state is not distinct from 'running'
              and p.epoch = a.epoch and a.attempt between 1 and p.attempt
            limit 1) p
        cross join lateral (
            select r.ctid as place, r.rev from rooms r where r.tenant = a.tenant and r.room_id = a.room_id limit 1) r
        left join lateral (
            select case when t.outcome = 'running' then t.ctid end as place, t.model, t.provider, t.start_offset from attempts t
            where t.tenant = a.tenant and t.reply_id = a.reply_id and t.attempt = a.attempt
            limit 1) t on true
        left join lateral (
            select t.ctid as place from attempts t
            where t.tenant = a.tenant and t.reply_id = a.reply_id and t.attempt = p.newest and p.newest > a.last
              and t.outcome = 'running'
            limit 1) u on true
        left join lateral (
            select q.reply_id from replies q
            where q.tenant || '/' || q.room_id = a.tenant || '/' || a.room_id and q.state <> 'ended'
              and q.reply_id is distinct from a.reply_id
            order by q.seq
            limit 1) q on true
        order by p.place, a.ord
    ), changed as (
        update rooms r set rev = w.rev from won w where r.ctid = w.room_place
    ), answered as (
        insert into messages (
            tenant, room_id, seq, message_id, role, text, reasoning, refusal, status, reason, reply_to, tokens, created_rev,
            rev, ts)
        select p_tenant[w.ord], p_room[w.ord], w.seq, w.reply_id, 'assistant', p_text[w.ord], p_reasoning[w.ord],
            p_refusal[w.ord], p_status[w.ord], p_reason[w.ord], w.reply_to,
            -- A provider's count is of the whole answer; of one that was cut it says little. Prompts hold the text alone: a
            -- count that does not say how much of it was reasoning, or is of the last part of a text alone, is left to whoever
            -- composes the next prompt.
            case when w.start_offset is not distinct from 0 and (p_source[w.ord] = 'estimated' or (p_source[w.ord] = 'provider' and p_status[w.ord] = 'complete'))
                    and (p_reasoning[w.ord] = '' or p_reasoning_tokens[w.ord] > 0)
                then least(greatest(p_output[w.ord] - p_reasoning_tokens[w.ord], 0), 2147483647)::integer end,
            w.created_rev, w.rev, v_now
        from won w
    ), ended as (
        update replies p
        set state = 'ended', ended_at = v_now, end_id = p_end[w.ord], attempt = p_attempt[w.ord], owner = null,
            lease_until = null, raw_reason = p_raw_reason[w.ord], stopped_by = p_stopped_by[w.ord],
            error = p_error[w.ord], error_message = p_error_message[w.ord], promoted = w.next_reply
        from won w
        where p.ctid = w.place
    ), closed as (
        update attempts t
        set outcome = p_outcome[w.ord], ended_at = v_now, error = p_attempt_error[w.ord], usage_source = p_source[w.ord],
            input_tokens = p_input[w.ord], output_tokens = p_output[w.ord], cache_read_tokens = p_cache_read[w.ord],
            cache_write_tokens = p_cache_write[w.ord], reasoning_tokens = p_reasoning_tokens[w.ord],
            cost_pico = p_cost[w.ord], first_token_ms = p_first_token_ms[w.ord], duration_ms = p_duration_ms[w.ord],
            request_id = p_request_id[w.ord]
        from won w
        where t.ctid = w.attempt_place
    ), unsent as (
        update attempts t set outcome = 'not_sent', ended_at = v_now, usage_source = 'estimated', duration_ms = 0
        from won w
        where t.ctid = w.unsent_place
    ), forgotten as (
        delete from reply_chunks c
        using (
            select k.place from won w
            cross join lateral (
                select k.ctid as place from reply_chunks k where k.tenant = w.tenant and k.reply_id = w.reply_id
                offset 0) k) k
        where c.ctid = k.place
    )
    select coalesce(array_agg(w.ord::integer), '{}'), array_agg(w.next_reply) filter (where w.next_reply is not null),
        array_agg(w.seq), array_agg(w.rev), array_agg(w.created_rev), array_agg(w.reply_to), array_agg(w.user_id),
        array_agg(w.model), array_agg(w.provider)
    into v_won, v_next, v_seq, v_rev, v_created_rev, v_reply_to, v_user, v_model, v_provider
    from (select * from won order by ord) w;

    if v_next is not null then
        update replies q set state = 'pending', pending_at = v_now
        where q.ctid = any (array(
            select q.place
            from unnest(v_next) as n(reply_id)
            cross join lateral (select q.ctid as place from replies q where q.reply_id = n.reply_id limit 1) q));
    end if;

    if cardinality(p_last_ord) > 0 then
        update attempts t
        set outcome = l.outcome, ended_at = v_now, error = l.error, usage_source = l.source, input_tokens = l.input,
            output_tokens = l.output, cache_read_tokens = l.cache_read, cache_write_tokens = l.cache_write,
            reasoning_tokens = l.reasoning_tokens, cost_pico = l.cost, first_token_ms = l.first_token_ms,
            duration_ms = l.duration_ms, request_id = l.request_id
        from (
            select k.place, l.*
            from unnest(
                p_last_ord, p_last_outcome, p_last_error, p_last_source, p_last_input, p_last_output, p_last_cache_read,
                p_last_cache_write, p_last_reasoning_tokens, p_last_cost, p_last_first_token_ms, p_last_duration_ms,
                p_last_request_id)
                as l(ord, outcome, error, source, input, output, cache_read, cache_write, reasoning_tokens, cost,
                    first_token_ms, duration_ms, request_id)
            cross join lateral (
                select t.ctid as place from attempts t
                where t.tenant = p_tenant[l.ord] and t.reply_id = p_reply[l.ord] and t.attempt = p_last[l.ord]
                  and t.outcome = 'running'
                limit 1) k
            where l.ord = any (v_won)) l
        where t.ctid = l.place;
    end if;

    if cardinality(p_counted_ord) > 0 then
        update messages m set tokens = c.tokens
        from (
            select m.place, c.tokens
            from unnest(p_counted_ord, p_counted_message, p_counted_tokens) as c(ord, message_id, tokens)
            cross join lateral (
                select m.ctid as place from messages m
                where m.message_id = c.message_id and m.tenant is not distinct from p_tenant[c.ord]
                  and m.room_id is not distinct from p_room[c.ord] and m.tokens is null
                limit 1) m
            where c.ord = any (v_won)) c
        where m.ctid = c.place;
    end if;

    if v_next is null and cardinality(v_won) = cardinality(p_reply) then
        return query
        select i, true, true, v_seq[i], v_rev[i], v_created_rev[i], v_now, v_reply_to[i], v_user[i], v_model[i],
            v_provider[i], null::uuid, null::bigint, null::uuid, null::text
        from generate_series(1, cardinality(p_reply)) i;
        return;
    end if;

    return query
    select a.ord::integer,
        coalesce(p.state = 'ended' and p.epoch = a.epoch, false),
        coalesce(p.state = 'ended' and p.end_id = a.end_id, false),
        p.seq, k.rev, p.created_rev, k.ts, p.reply_to, p.user_id, t.model, t.provider,
        q.reply_id, q.seq, q.reply_to, q.requested_model
    from unnest(p_tenant, p_room, p_reply, p_end, p_epoch)
        with ordinality as a(tenant, room_id, reply_id, end_id, epoch, ord)
    left join lateral (
        select p.* from replies p
        where p.reply_id = a.reply_id and p.tenant is not distinct from a.tenant
          and p.room_id is not distinct from a.room_id
        limit 1) p on true
    left join lateral (
        select k.rev, k.ts from messages k
        where k.tenant = p.tenant and k.room_id = p.room_id and k.seq = p.seq
        limit 1) k on true
    left join lateral (
        select t.model, t.provider from attempts t
        where t.tenant = p.tenant and t.reply_id = p.reply_id and t.attempt = p.attempt
        limit 1) t on true
    left join lateral (
        select q.reply_id, q.seq, q.reply_to, q.requested_model from replies q
        where q.reply_id = p.promoted
        limit 1) q on true
    order by a.ord;
end $$;
comment on function verbatim_end is 'The one ending of a reply: answer, attempts, promotion and rev in one transaction, fenced by epoch.';

-- As before, with what verbatim_end now asks for.
create or replace function verbatim_bury(
    p_tenant text, p_room text, p_reply uuid, p_end uuid, p_lease_ms bigint, p_max_takeovers integer)
returns table (
    epoch bigint, attempt integer, status text, stopped_by text, text text, reasoning text, refusal text,
    source text, input_tokens bigint, output_tokens bigint, cost_pico bigint, duration_ms bigint,
    seq bigint, rev bigint, created_rev bigint, ts timestamptz, reply_to uuid, user_id text, model text, provider text,
    next_reply uuid, next_seq bigint, next_reply_to uuid, next_model text)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_reply replies;
    v_text text;
    v_reasoning text;
    v_refusal text;
    v_status text;
    v_attempt attempts;
begin
    perform from rooms r where r.tenant = p_tenant and r.room_id = p_room for no key update skip locked;
    if not found then
        return;
    end if;
    v_now := clock_timestamp();
    select * into v_reply from replies p
    where p.reply_id = p_reply and p.tenant is not distinct from p_tenant and p.room_id is not distinct from p_room
      and p.state is not distinct from 'running'
      and p.lease_until < v_now and (p.takeovers >= p_max_takeovers or p.stop_requested_by is not null)
      and verbatim_leases_count(p_lease_ms)
    for no key update skip locked;
    if not found then
        return;
    end if;

    v_text := verbatim_checkpoint(p_tenant, p_reply, v_reply.attempt, 'text');
    v_reasoning := verbatim_checkpoint(p_tenant, p_reply, v_reply.attempt, 'reasoning');
    v_refusal := verbatim_checkpoint(p_tenant, p_reply, v_reply.attempt, 'refusal');
    v_status := case when v_reply.stop_requested_by is null then 'interrupted' else 'stopped' end;
    perform verbatim_abandon(array[p_tenant], array[p_reply], v_now);
    update replies p set epoch = p.epoch + 1
    where p.reply_id = p_reply
    returning p.epoch into v_reply.epoch;
    select * into v_attempt from attempts t
    where t.tenant = p_tenant and t.reply_id = p_reply and t.attempt = v_reply.attempt;

    return query
    select v_reply.epoch, v_reply.attempt, v_status, v_reply.stop_requested_by, v_text, v_reasoning, v_refusal,
        v_attempt.usage_source, v_attempt.input_tokens, v_attempt.output_tokens, v_attempt.cost_pico,
        v_attempt.duration_ms,
        e.seq, e.rev, e.created_rev, e.ts, e.reply_to, e.user_id, e.model, e.provider,
        e.next_reply, e.next_seq, e.next_reply_to, e.next_model
    from verbatim_end(
        array[p_tenant], array[p_room], array[p_reply], array[p_end], array[v_reply.epoch], array[v_reply.attempt],
        array[v_status], array[null::text], array[null::text], array[v_text], array[v_reasoning], array[v_refusal],
        array[v_reply.stop_requested_by], array[null::text], array[null::text],
        array['abandoned'], array[null::text], array[v_attempt.usage_source], array[v_attempt.input_tokens],
        array[v_attempt.output_tokens], array[0::bigint], array[0::bigint], array[0::bigint],
        array[v_attempt.cost_pico], array[null::bigint], array[v_attempt.duration_ms], array[null::text],
        array[]::integer[], array[]::uuid[], array[]::integer[],
        array[v_reply.attempt], array[]::integer[], array[]::text[], array[]::text[], array[]::text[], array[]::bigint[],
        array[]::bigint[], array[]::bigint[], array[]::bigint[], array[]::bigint[], array[]::bigint[], array[]::bigint[],
        array[]::bigint[], array[]::text[]) e;
end $$;
