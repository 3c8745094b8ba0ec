-- A plan is made once per connection and kept, often while the tables are still empty or one room is much like another. So no
-- statement may have a choice, whatever the statistics say: no two indexes of a table begin alike, each statement gives the
-- beginning of exactly one of them, and rows are looked up one by one (lateral, limit 1). What is only checked, not looked up, is
-- compared with "is not distinct from", which no index serves; so is the state of a reply that is found by its id.
--
-- A room's messages are found by seq through (tenant, room_id), by rev through tenant/room_id, and a client's own through
-- room_id/tenant: a room's id holds no slash, so each of the two says which room it is.

alter table attempts drop constraint attempts_reply;
alter table replies drop constraint replies_pk, add constraint replies_pk primary key (reply_id);
alter table attempts
    add constraint attempts_reply foreign key (reply_id) references replies,
    -- Each row is written twice: room on its page for the second time.
    set (fillfactor = 60);

-- The same form, without a regular expression at each change of a counter.
alter table rooms
    drop constraint rooms_id_form,
    add constraint rooms_id_form check (
        length(room_id) between 1 and 64
        and btrim(room_id, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-') = '');

drop index replies_not_ended;
create index replies_not_ended on replies ((tenant || '/' || room_id), seq) where state <> 'ended';
drop index replies_running;
create index replies_running on replies (started_at) where state = 'running';
comment on index replies_running is
    'Without lease_until, so that renewals stay on their page (HOT): running replies are few enough to be looked at one by one.';

alter table messages
    drop constraint messages_one_per_id,
    add constraint messages_one_per_id unique (message_id),
    drop constraint messages_one_rev_one_change,
    drop constraint messages_one_per_client_id;
create unique index messages_one_rev_one_change on messages ((tenant || '/' || room_id), rev);
create unique index messages_one_per_client_id on messages ((room_id || '/' || tenant), user_id, client_id)
    where client_id is not null;

create or replace function verbatim_lock_replies(p_tenant text[], p_reply uuid[]) returns void
language plpgsql as $$
begin
    perform 1
    from (select distinct k.tenant collate "C" as tenant, k.reply_id
          from unnest(p_tenant, p_reply) as k(tenant, reply_id)
          order by 1, 2) k
    cross join lateral (
        select 1 from replies r where r.reply_id = k.reply_id and r.tenant is not distinct from k.tenant
        for no key update) locked;
end $$;

create or replace function verbatim_position(p_tenant text, p_room text, p_seq bigint) returns integer
language sql stable as $$
    select count(*)::integer
    from (
        select from replies o
        where o.tenant || '/' || o.room_id = p_tenant || '/' || p_room and o.seq < p_seq and o.state <> 'ended'
        limit 1000) o
$$;

create or replace function verbatim_abandon(p_tenant text[], p_reply uuid[], p_now timestamptz) returns void
language plpgsql as $$
begin
    with dead as (
        select t.place, seen.bytes
        from unnest(p_tenant, p_reply) as a(tenant, reply_id)
        cross join lateral (
            select p.attempt from replies p
            where p.reply_id = a.reply_id and p.tenant is not distinct from a.tenant
              and p.state is not distinct from 'running'
            limit 1) p
        cross join lateral (
            select t.ctid as place from attempts t
            where t.tenant = a.tenant and t.reply_id = a.reply_id and t.attempt = p.attempt and t.outcome = 'running'
            limit 1) t
        cross join lateral (
            select sum(octet_length(c.text)) as bytes from reply_chunks c
            where c.tenant = a.tenant and c.reply_id = a.reply_id and c.attempt = p.attempt) seen
    )
    update attempts t
    set outcome = 'abandoned', ended_at = p_now,
        duration_ms = greatest(0, (extract(epoch from p_now - t.started_at) * 1000)::bigint),
        usage_source = case when d.bytes is null then 'unknown' else 'estimated' end,
        input_tokens = case when d.bytes is null then 0 else t.prompt_estimate end,
        output_tokens = coalesce(verbatim_tokens(d.bytes), 0),
        cost_pico = verbatim_cost(
            t.prompt_estimate, t.input_price_pico, verbatim_tokens(d.bytes), t.output_price_pico)
    from dead d
    where t.ctid = d.place;

    delete from reply_chunks c
    where c.ctid = any (array(
        select k.place
        from unnest(p_tenant, p_reply) as a(tenant, reply_id)
        cross join lateral (
            select k.ctid as place from reply_chunks k where k.tenant = a.tenant and k.reply_id = a.reply_id
            offset 0) k));
end $$;

-- As before, but for how its rows are found, and planned once like everything else.
create or replace function verbatim_heartbeat(
    p_owner text, p_lease_ms bigint, p_tenant text[], p_reply uuid[], p_epoch bigint[],
    p_chunk_held integer[], p_chunk_attempt integer[], p_chunk_kind text[], p_chunk_offset integer[], p_chunk_length integer[],
    p_chunk_text text[],
    p_claim_limit integer, p_may_take_over boolean, p_sweep_ms bigint, p_max_takeovers integer)
returns table (
    kind text, tenant text, room_id text, reply_id uuid, seq bigint, reply_to uuid, model text, user_id text)
language plpgsql as $$
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
        where r.reply_id = a.reply_id and r.tenant is not distinct from a.tenant
          and r.state is not distinct from 'running' and r.epoch = a.epoch and r.owner = p_owner
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
        select r.* from replies r
        where r.reply_id = p_reply[o.ord] and r.tenant is not distinct from p_tenant[o.ord]
        limit 1) p on true
    cross join lateral (
        select coalesce(p.state = 'running' and p.epoch = p_epoch[o.ord] and p.owner = p_owner, false) as is_mine) held
    -- What this very owner has ended is not lost to anybody.
    where held.is_mine or (p.state = 'ended' and p.epoch = p_epoch[o.ord]) is not true;

    return query select * from verbatim_sweep(p_claim_limit, p_may_take_over, p_lease_ms, p_sweep_ms, p_max_takeovers);
end $$;

create or replace function verbatim_sweep(
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
            select p.ctid as place from replies p
            where p.state = 'pending' and p.pending_at <= v_before
              and (p.offered_at is null or p.offered_at <= v_before)
            order by p.pending_at
            limit p_limit
            for no key update skip locked
        )
        update replies p set offered_at = v_now from found f
        where p.ctid = f.place
        returning 'claimable', p.tenant, p.room_id, p.reply_id, p.seq, p.reply_to, p.requested_model, null::text;
        get diagnostics v_offered = row_count;
    end if;

    if p_may_take_over and verbatim_leases_count(p_lease_ms) then
        return query
        with hopeless as (
            select p.ctid as place, 'hopeless' as kind from replies p
            where p.state = 'running' and p.lease_until < v_now
              and (p.takeovers >= p_max_takeovers or p.stop_requested_by is not null)
              and (p.offered_at is null or p.offered_at <= v_before)
            order by p.offered_at nulls first
            limit 16
            for no key update skip locked
        ), orphaned as (
            select p.ctid as place, 'claimable' as kind from replies p
            where p.state = 'running' and p.lease_until < v_now
              and p.takeovers < p_max_takeovers and p.stop_requested_by is null
              and (p.offered_at is null or p.offered_at <= v_before)
            order by p.offered_at nulls first
            limit greatest(p_limit - v_offered, 0)
            for no key update skip locked
        )
        update replies p set offered_at = v_now
        from (select * from hopeless union all select * from orphaned) f
        where p.ctid = f.place
        returning f.kind, p.tenant, p.room_id, p.reply_id, p.seq, p.reply_to, p.requested_model, p.stop_requested_by;
    end if;
end $$;

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
        array[]::integer[], array[]::uuid[], array[]::integer[]) e;
end $$;
