-- One beat of an LLM verticle: renews its leases, appends its checkpoints, says what it lost or shall stop, and offers work that
-- nobody does. It waits for no lock: what somebody else holds for the moment is left to the next beat. A beat costs what its owner
-- holds, whatever others run: each reply is looked up once, by its key, and planned for the tables as they are now, because a plan
-- that was made for empty ones would read them whole for each reply when they are full.
--
-- A chunk names its reply by its place in the arrays, from 1.
--
-- Rows: 'lost' (a higher epoch owns or ended it), 'skipped' (somebody held its row: neither renewed nor appended), 'stop' (with who
-- asked), 'claimable', and 'hopeless' (its owner was lost and it will not be begun anew: to be ended by verbatim_bury).
create function verbatim_heartbeat(
    p_owner text, p_lease_ms bigint, p_tenant text[], p_reply uuid[], p_epoch bigint[],
    p_chunk_held integer[], p_chunk_attempt integer[], p_chunk_kind text[], p_chunk_offset integer[], p_chunk_length integer[],
    p_chunk_text text[],
    p_claim_limit integer, p_may_take_over boolean, p_sweep_ms bigint, p_max_takeovers integer)
returns table (
    kind text, tenant text, room_id text, reply_id uuid, seq bigint, reply_to uuid, model text, user_id text)
language plpgsql
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
    v_places tid[];
    v_attempts integer[];
    v_stops integer[];
    v_others integer[];
begin
    -- Locked rows stay where they are until this call writes them itself. Attempt 0: not ours, or somebody else has locked it.
    select array_agg(p.place) filter (where p.place is not null), array_agg(coalesce(p.attempt, 0) order by a.ord),
        array_agg(a.ord::integer) filter (where p.stop_requested_by is not null),
        array_agg(a.ord::integer) filter (where p.place is null)
    into v_places, v_attempts, v_stops, v_others
    from unnest(p_tenant, p_reply, p_epoch) with ordinality as a(tenant, reply_id, epoch, ord)
    left join lateral (
        select r.ctid as place, r.attempt, r.stop_requested_by from replies r
        where r.tenant = a.tenant and r.reply_id = a.reply_id and r.state = 'running' and r.epoch = a.epoch
          and r.owner = p_owner
        for no key update skip locked) p on true;

    -- An expired lease is renewed too, as long as the epoch is ours: only a higher epoch takes it away.
    update replies p set lease_until = clock_timestamp() + p_lease_ms * interval '1 millisecond'
    where p.ctid = any (v_places);

    -- Of what is locked alone: an ending under way elsewhere forgets the checkpoints. A chunk whose place is taken came with a beat
    -- whose answer was lost; it may have grown since.
    insert into reply_chunks as k (tenant, reply_id, attempt, kind, chunk_offset, chunk_length, text)
    select distinct on (a.tenant, a.reply_id, a.kind, a.chunk_offset)
        a.tenant, a.reply_id, a.attempt, a.kind, a.chunk_offset, a.chunk_length, a.text
    from (
        select p_tenant[c.held] collate "C" as tenant, p_reply[c.held] as reply_id, c.*
        from unnest(p_chunk_held, p_chunk_attempt, p_chunk_kind, p_chunk_offset, p_chunk_length, p_chunk_text)
            as c(held, attempt, kind, chunk_offset, chunk_length, text)
        where v_attempts[c.held] = c.attempt) a
    order by a.tenant, a.reply_id, a.kind, a.chunk_offset, a.chunk_length desc
    on conflict on constraint reply_chunks_pk do update
        set chunk_length = excluded.chunk_length, text = excluded.text
        where excluded.chunk_length > k.chunk_length;

    return query
    select case when o.ord = any (v_stops) then 'stop' when held.is_mine then 'skipped' else 'lost' end,
        p_tenant[o.ord], p.room_id, p_reply[o.ord], p.seq, p.reply_to, p.requested_model, p.stop_requested_by
    from unnest(v_stops || v_others) as o(ord)
    left join lateral (
        select r.* from replies r where r.tenant = p_tenant[o.ord] and r.reply_id = p_reply[o.ord]) p on true
    cross join lateral (
        select coalesce(p.state = 'running' and p.epoch = p_epoch[o.ord] and p.owner = p_owner, false) as is_mine) held
    -- What this very owner has ended is not lost to anybody.
    where held.is_mine or (p.state = 'ended' and p.epoch = p_epoch[o.ord]) is not true;

    return query select * from verbatim_sweep(p_claim_limit, p_may_take_over, p_lease_ms, p_sweep_ms, p_max_takeovers);
end $$;
comment on function verbatim_heartbeat is 'Leases, checkpoints, losses, stops and unclaimed work of one owner in one call.';

-- Work that nobody does, each piece offered to one sweeper at a time; the claim decides. The limit is of claimable work; of what has
-- to be buried a few come with every beat, also with that of an owner who has no room for more.
create function verbatim_sweep(
    p_limit integer, p_may_take_over boolean, p_lease_ms bigint, p_sweep_ms bigint, p_max_takeovers integer)
returns table (
    kind text, tenant text, room_id text, reply_id uuid, seq bigint, reply_to uuid, model text, user_id text)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz := clock_timestamp();
    v_before timestamptz := v_now - p_sweep_ms * interval '1 millisecond';
    v_offered bigint := 0;
begin
    if p_limit > 0 then
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
        get diagnostics v_offered = row_count;
    end if;

    if p_may_take_over and verbatim_leases_count(p_lease_ms) then
        return query
        with hopeless as (
            select p.tenant, p.reply_id, 'hopeless' as kind from replies p
            where p.state = 'running' and p.lease_until < v_now
              and (p.takeovers >= p_max_takeovers or p.stop_requested_by is not null)
              and (p.offered_at is null or p.offered_at <= v_before)
            order by p.offered_at nulls first
            limit 16
            for no key update skip locked
        ), orphaned as (
            select p.tenant, p.reply_id, 'claimable' as kind from replies p
            where p.state = 'running' and p.lease_until < v_now
              and p.takeovers < p_max_takeovers and p.stop_requested_by is null
              and (p.offered_at is null or p.offered_at <= v_before)
            order by p.offered_at nulls first
            limit greatest(p_limit - v_offered, 0)
            for no key update skip locked
        )
        update replies p set offered_at = v_now
        from (select * from hopeless union all select * from orphaned) f
        where p.tenant = f.tenant and p.reply_id = f.reply_id
        returning f.kind, p.tenant, p.room_id, p.reply_id, p.seq, p.reply_to, p.requested_model, p.stop_requested_by;
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
-- text is the checkpoint's. It takes an epoch of its own, so that an owner who comes back is fenced. No row if it is no longer so, or
-- if somebody holds its room or itself: it is called between two beats and waits for nobody; what it leaves is swept up again.
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
    perform from rooms r where r.tenant = p_tenant and r.room_id = p_room for no key update skip locked;
    if not found then
        return;
    end if;
    v_now := clock_timestamp();
    select * into v_reply from replies p
    where p.tenant = p_tenant and p.reply_id = p_reply and p.room_id = p_room and p.state = 'running'
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
