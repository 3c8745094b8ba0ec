-- One beat of an LLM verticle: renews its leases, appends its checkpoints, says what it lost or shall stop, and offers work that
-- nobody does. It takes no room's lock; its replies are locked in id order, offered ones only if nobody else holds them.
--
-- Rows: 'lost' (a higher epoch owns or ended it), 'stop' (with who asked), 'claimable', and 'hopeless' (its owner was lost and it
-- will not be begun anew: to be ended by verbatim_bury).
create function verbatim_heartbeat(
    p_owner text, p_lease_ms bigint, p_tenant text[], p_reply uuid[], p_epoch bigint[],
    p_chunk_tenant text[], p_chunk_reply uuid[], p_chunk_attempt integer[], p_chunk_kind text[],
    p_chunk_offset integer[], p_chunk_length integer[], p_chunk_text text[],
    p_claim_limit integer, p_may_take_over boolean, p_sweep_ms bigint, p_max_takeovers integer)
returns table (
    kind text, tenant text, room_id text, reply_id uuid, seq bigint, reply_to uuid, model text, user_id text)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz;
begin
    perform verbatim_lock_replies(p_tenant, p_reply);
    v_now := clock_timestamp();

    -- An expired lease is renewed too, as long as the epoch is ours: only a higher epoch takes it away.
    update replies p set lease_until = v_now + p_lease_ms * interval '1 millisecond'
    from unnest(p_tenant, p_reply, p_epoch) as a(tenant, reply_id, epoch)
    where p.tenant = a.tenant and p.reply_id = a.reply_id and p.state = 'running' and p.epoch = a.epoch
      and p.owner = p_owner;

    -- A chunk whose place is taken came with a beat whose answer was lost; it may have grown since.
    insert into reply_chunks as k (tenant, reply_id, attempt, kind, chunk_offset, chunk_length, text)
    select distinct on (p.tenant, p.reply_id, c.kind, c.chunk_offset)
        p.tenant, p.reply_id, c.attempt, c.kind, c.chunk_offset, c.chunk_length, c.text
    from unnest(p_chunk_tenant, p_chunk_reply, p_chunk_attempt, p_chunk_kind, p_chunk_offset, p_chunk_length, p_chunk_text)
        as c(tenant, reply_id, attempt, kind, chunk_offset, chunk_length, text)
    join unnest(p_tenant, p_reply, p_epoch) as a(tenant, reply_id, epoch)
        on a.tenant = c.tenant and a.reply_id = c.reply_id
    join replies p on p.tenant = a.tenant and p.reply_id = a.reply_id
    where p.state = 'running' and p.epoch = a.epoch and p.owner = p_owner and p.attempt = c.attempt
    order by p.tenant, p.reply_id, c.kind, c.chunk_offset, c.chunk_length desc
    on conflict on constraint reply_chunks_pk do update
        set chunk_length = excluded.chunk_length, text = excluded.text
        where excluded.chunk_length > k.chunk_length;

    return query
    select case when held.is_mine then 'stop' else 'lost' end,
        a.tenant, p.room_id, a.reply_id, p.seq, p.reply_to, p.requested_model, p.stop_requested_by
    from unnest(p_tenant, p_reply, p_epoch) as a(tenant, reply_id, epoch)
    left join replies p on p.tenant = a.tenant and p.reply_id = a.reply_id
    cross join lateral (
        select coalesce(p.state = 'running' and p.epoch = a.epoch and p.owner = p_owner, false) as is_mine) held
    -- What this very owner has ended is not lost to anybody.
    where (not held.is_mine and (p.state = 'ended' and p.epoch = a.epoch) is not true)
       or (held.is_mine and p.stop_requested_by is not null);

    if p_claim_limit > 0 then
        return query select * from verbatim_sweep(p_claim_limit, p_may_take_over, p_lease_ms, p_sweep_ms, p_max_takeovers);
    end if;
end $$;
comment on function verbatim_heartbeat is 'Leases, checkpoints, losses, stops and unclaimed work of one owner in one call.';

-- Work that nobody does, each piece offered to one sweeper at a time; the claim decides.
create function verbatim_sweep(
    p_limit integer, p_may_take_over boolean, p_lease_ms bigint, p_sweep_ms bigint, p_max_takeovers integer)
returns table (
    kind text, tenant text, room_id text, reply_id uuid, seq bigint, reply_to uuid, model text, user_id text)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz := clock_timestamp();
    v_before timestamptz := v_now - p_sweep_ms * interval '1 millisecond';
begin
    return query
    with found as (
        select p.tenant, p.reply_id from replies p
        where p.state = 'pending' and p.pending_at <= v_before
          and (p.offered_at is null or p.offered_at <= v_before)
        order by p.pending_at
        limit p_limit
        for no key update skip locked
    )
    update replies p set offered_at = v_now from found f
    where p.tenant = f.tenant and p.reply_id = f.reply_id
    returning 'claimable', p.tenant, p.room_id, p.reply_id, p.seq, p.reply_to, p.requested_model, null::text;

    if p_may_take_over and verbatim_leases_count(p_lease_ms) then
        return query
        with found as (
            select p.tenant, p.reply_id from replies p
            where p.state = 'running' and p.lease_until < v_now
              and (p.offered_at is null or p.offered_at <= v_before)
            order by p.tenant, p.reply_id
            limit p_limit
            for no key update skip locked
        )
        update replies p set offered_at = v_now from found f
        where p.tenant = f.tenant and p.reply_id = f.reply_id
        returning
            case when p.takeovers >= p_max_takeovers or p.stop_requested_by is not null
                then 'hopeless' else 'claimable' end,
            p.tenant, p.room_id, p.reply_id, p.seq, p.reply_to, p.requested_model, p.stop_requested_by;
    end if;
end $$;

-- A checkpoint's text of one kind: what stands without a gap from offset 0.
create function verbatim_checkpoint(p_tenant text, p_reply uuid, p_attempt integer, p_kind text) returns text
language plpgsql stable as $$
declare
    v_text text := '';
    v_length integer := 0;
    v_chunk record;
begin
    for v_chunk in
        select c.chunk_offset, c.chunk_length, c.text from reply_chunks c
        where c.tenant = p_tenant and c.reply_id = p_reply and c.attempt = p_attempt and c.kind = p_kind
        order by c.chunk_offset
    loop
        if v_chunk.chunk_offset = v_length then
            v_text := v_text || v_chunk.text;
            v_length := v_length + v_chunk.chunk_length;
        elsif v_chunk.chunk_offset + v_chunk.chunk_length > v_length then
            -- A gap, or an overlap that only whoever counts in UTF-16 could cut.
            exit;
        end if;
    end loop;
    return v_text;
end $$;

-- Ends one reply whose owner was lost and that is not begun anew: taken over too often (interrupted), or asked to stop (stopped). Its
-- text is the checkpoint's. It takes an epoch of its own, so that an owner who comes back is fenced. No row if it is no longer so.
-- One reply a call, so that locks stay in order.
create function verbatim_bury(
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
    perform verbatim_lock_rooms(array[p_tenant], array[p_room]);
    perform verbatim_lock_replies(array[p_tenant], array[p_reply]);
    v_now := clock_timestamp();
    select * into v_reply from replies p
    where p.tenant = p_tenant and p.reply_id = p_reply and p.room_id = p_room and p.state = 'running'
      and p.lease_until < v_now and (p.takeovers >= p_max_takeovers or p.stop_requested_by is not null)
      and verbatim_leases_count(p_lease_ms);
    if not found then
        return;
    end if;

    v_text := verbatim_checkpoint(p_tenant, p_reply, v_reply.attempt, 'text');
    v_reasoning := verbatim_checkpoint(p_tenant, p_reply, v_reply.attempt, 'reasoning');
    v_refusal := verbatim_checkpoint(p_tenant, p_reply, v_reply.attempt, 'refusal');
    v_status := case when v_reply.stop_requested_by is null then 'interrupted' else 'stopped' end;
    perform verbatim_abandon(array[p_tenant], array[p_reply], v_now);
    update replies p set epoch = p.epoch + 1
    where p.tenant = p_tenant and p.reply_id = p_reply
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
        array[]::integer[], array[]::uuid[], array[]::integer[]) e;
end $$;
comment on function verbatim_bury is 'The ending of a reply that nobody runs and nobody will: with its checkpoint''s words.';
