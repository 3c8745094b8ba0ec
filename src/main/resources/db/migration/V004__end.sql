-- Ends a batch of replies: the answer becomes a message, the attempt's row is closed, checkpoints go, the room's next queued reply
-- is promoted; one rev. Only the owner of the present epoch ends a reply, and it ends once: read back at the end, so that a call
-- that is repeated finds its own epoch ended (mine: by this very call's end_id).
create function verbatim_end(
    p_tenant text[], p_room text[], p_reply uuid[], p_end uuid[], p_epoch bigint[], p_attempt integer[],
    p_status text[], p_reason text[], p_raw_reason text[], p_text text[], p_reasoning text[], p_refusal text[],
    p_stopped_by text[], p_error text[], p_error_message text[],
    p_outcome text[], p_attempt_error text[], p_source text[], p_input bigint[], p_output bigint[],
    p_cache_read bigint[], p_cache_write bigint[], p_reasoning_tokens bigint[], p_cost bigint[],
    p_first_token_ms bigint[], p_duration_ms bigint[], p_request_id text[],
    p_counted_ord integer[], p_counted_message uuid[], p_counted_tokens integer[])
returns table (
    ord integer, ended boolean, mine boolean, seq bigint, rev bigint, created_rev bigint, ts timestamptz,
    reply_to uuid, user_id text, model text, provider text,
    next_reply uuid, next_seq bigint, next_reply_to uuid, next_model text)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_won integer[];
begin
    perform verbatim_lock_rooms(p_tenant, p_room);
    perform verbatim_lock_replies(p_tenant, p_reply);
    v_now := clock_timestamp();

    select coalesce(array_agg(w.ord), '{}') into v_won
    from (
        select distinct on (p.tenant, p.reply_id) a.ord::integer as ord
        from unnest(p_tenant, p_room, p_reply, p_epoch, p_attempt)
            with ordinality as a(tenant, room_id, reply_id, epoch, attempt, ord)
        join replies p on p.tenant = a.tenant and p.reply_id = a.reply_id and p.room_id = a.room_id
        where p.state = 'running' and p.epoch = a.epoch and a.attempt between 1 and p.attempt
        order by p.tenant, p.reply_id, a.ord) w;

    if cardinality(v_won) > 0 then
        with won as (
            select a.*
            from unnest(p_tenant, p_room, p_reply, p_end, p_attempt, p_status, p_reason, p_raw_reason, p_text,
                    p_reasoning, p_refusal, p_stopped_by, p_error, p_error_message, p_source, p_output,
                    p_reasoning_tokens)
                with ordinality as a(tenant, room_id, reply_id, end_id, attempt, status, reason, raw_reason, text,
                    reasoning, refusal, stopped_by, error, error_message, source, output, reasoning_tokens, ord)
            where a.ord = any (v_won)
        ), changed as (
            update rooms r set rev = r.rev + 1 from won w
            where r.tenant = w.tenant and r.room_id = w.room_id
            returning r.tenant, r.room_id, r.rev
        ), answered as (
            insert into messages (
                tenant, room_id, seq, message_id, role, text, reasoning, refusal, status, reason, reply_to, tokens,
                created_rev, rev, ts)
            select w.tenant, w.room_id, p.seq, w.reply_id, 'assistant', w.text, w.reasoning, w.refusal, w.status,
                w.reason, p.reply_to,
                -- A provider's count is of the whole answer; of one that was cut it says little. Prompts hold the text alone: a
                -- count that does not say how much of it was reasoning is left to whoever composes the next prompt.
                case when (w.source = 'estimated' or (w.source = 'provider' and w.status = 'complete'))
                        and (w.reasoning = '' or w.reasoning_tokens > 0)
                    then least(greatest(w.output - w.reasoning_tokens, 0), 2147483647)::integer end,
                p.created_rev, c.rev, v_now
            from won w
            join replies p on p.tenant = w.tenant and p.reply_id = w.reply_id
            join changed c on c.tenant = w.tenant and c.room_id = w.room_id
        )
        update replies p
        set state = 'ended', ended_at = v_now, end_id = w.end_id, attempt = w.attempt, owner = null, lease_until = null,
            raw_reason = w.raw_reason, stopped_by = w.stopped_by, error = w.error, error_message = w.error_message
        from won w
        where p.tenant = w.tenant and p.reply_id = w.reply_id;

        update attempts t
        set outcome = a.outcome, ended_at = v_now, error = a.error, usage_source = a.source, input_tokens = a.input,
            output_tokens = a.output, cache_read_tokens = a.cache_read, cache_write_tokens = a.cache_write,
            reasoning_tokens = a.reasoning_tokens, cost_pico = a.cost, first_token_ms = a.first_token_ms,
            duration_ms = a.duration_ms, request_id = a.request_id
        from unnest(p_tenant, p_reply, p_attempt, p_outcome, p_attempt_error, p_source, p_input, p_output,
                p_cache_read, p_cache_write, p_reasoning_tokens, p_cost, p_first_token_ms, p_duration_ms, p_request_id)
            with ordinality as a(tenant, reply_id, attempt, outcome, error, source, input, output, cache_read,
                cache_write, reasoning_tokens, cost, first_token_ms, duration_ms, request_id, ord)
        where a.ord = any (v_won) and t.tenant = a.tenant and t.reply_id = a.reply_id and t.attempt = a.attempt
          and t.outcome = 'running';

        delete from reply_chunks c
        using unnest(p_tenant, p_reply) with ordinality as a(tenant, reply_id, ord)
        where a.ord = any (v_won) and c.tenant = a.tenant and c.reply_id = a.reply_id;

        with next as (
            select a.tenant, a.reply_id as ended_id, q.reply_id
            from unnest(p_tenant, p_room, p_reply) with ordinality as a(tenant, room_id, reply_id, ord)
            cross join lateral (
                select q.reply_id from replies q
                where q.tenant = a.tenant and q.room_id = a.room_id and q.state <> 'ended'
                order by q.seq
                limit 1) q
            where a.ord = any (v_won)
        ), promoted as (
            update replies q set state = 'pending', pending_at = v_now from next n
            where q.tenant = n.tenant and q.reply_id = n.reply_id
        )
        update replies p set promoted = n.reply_id from next n
        where p.tenant = n.tenant and p.reply_id = n.ended_id;

        update messages m set tokens = c.tokens
        from unnest(p_counted_ord, p_counted_message, p_counted_tokens) as c(ord, message_id, tokens)
        join unnest(p_tenant, p_room) with ordinality as a(tenant, room_id, ord) on a.ord = c.ord
        where c.ord = any (v_won) and m.tenant = a.tenant and m.message_id = c.message_id and m.room_id = a.room_id
          and m.tokens is null;
    end if;

    return query
    select a.ord::integer,
        coalesce(p.state = 'ended' and p.epoch = a.epoch, false),
        coalesce(p.state = 'ended' and p.end_id = a.end_id, false),
        p.seq, k.rev, p.created_rev, k.ts, p.reply_to, p.user_id, t.model, t.provider,
        q.reply_id, q.seq, q.reply_to, q.requested_model
    from unnest(p_tenant, p_room, p_reply, p_end, p_epoch)
        with ordinality as a(tenant, room_id, reply_id, end_id, epoch, ord)
    left join replies p on p.tenant = a.tenant and p.reply_id = a.reply_id and p.room_id = a.room_id
    left join messages k on k.tenant = p.tenant and k.message_id = p.reply_id
    left join attempts t on t.tenant = p.tenant and t.reply_id = p.reply_id and t.attempt = p.attempt
    left join replies q on q.tenant = p.tenant and q.reply_id = p.promoted
    order by a.ord;
end $$;
comment on function verbatim_end is 'The one ending of a reply: answer, attempt, promotion and rev in one transaction, fenced by epoch.';
