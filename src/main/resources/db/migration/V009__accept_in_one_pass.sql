-- What verbatim_accept says is what it was. One statement looks each ask's room, member and client id up, numbers what is new and
-- writes it. What it wrote it knows; only where something was not new is it read back.
create or replace function verbatim_accept(
    p_tenant text[], p_room text[], p_user text[], p_name text[], p_text text[], p_client text[], p_hash bytea[],
    p_model text[], p_message uuid[], p_reply uuid[], p_max_open integer)
returns table (
    ord integer, outcome text, message_id uuid, seq bigint, rev bigint, ts timestamptz,
    reply_id uuid, reply_seq bigint, state text, owner text, epoch bigint, attempt integer, model text, provider text,
    "position" integer)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_stored bigint;
    v_seq bigint[];
    v_rev bigint[];
    v_state text[];
    v_model text[];
    v_position integer[];
begin
    perform verbatim_lock_rooms(p_tenant, p_room);
    v_now := clock_timestamp();

    -- Texts stay in their arrays until they are inserted: they are not to be sorted along.
    with fresh as (
        select distinct on (r.place, a.user_id collate "C", a.client_id collate "C")
            a.ord, a.reply_id is not null as asks, r.place, r.seq as room_seq, r.rev as room_rev,
            coalesce(a.model, r.model) as wanted_model,
            (select count(*)
             from (
                select from replies o
                where o.tenant || '/' || o.room_id = a.tenant || '/' || a.room_id and o.state <> 'ended'
                  and a.reply_id is not null
                limit p_max_open) o) as open
        from unnest(p_tenant, p_room, p_user, p_client, p_model, p_reply)
            with ordinality as a(tenant, room_id, user_id, client_id, model, reply_id, ord)
        cross join lateral (
            select r.ctid as place, r.seq, r.rev, r.model, r.visibility from rooms r
            where r.tenant = a.tenant and r.room_id = a.room_id and r.removed_at is null
            limit 1) r
        left join lateral (
            select m.role from members m
            where m.tenant = a.tenant and m.room_id = a.room_id and m.user_id = a.user_id
            limit 1) m on true
        left join lateral (
            select true as is_there from messages k
            where k.room_id || '/' || k.tenant = a.room_id || '/' || a.tenant and k.user_id = a.user_id
              and k.client_id = a.client_id
            limit 1) known on true
        where (r.visibility = 'public' or m.role is not null)
          and m.role is distinct from 'viewer'
          and known.is_there is null
        order by r.place, a.user_id collate "C", a.client_id collate "C", a.ord
    ), admitted as (
        select f.*
        from (
            select f.*, count(*) filter (where f.asks) over (partition by f.place order by f.ord) as nth from fresh f) f
        where not f.asks or f.open + f.nth <= p_max_open
    ), numbered as (
        select f.ord, f.asks, f.place, f.wanted_model, (f.open + f.nth - 1)::integer as before,
            f.room_seq + sum(1 + f.asks::integer) over w - f.asks::integer as seq,
            f.room_rev + row_number() over w as rev
        from admitted f
        window w as (partition by f.place order by f.ord)
    ), counted as (
        update rooms r set seq = n.seq, rev = n.rev
        from (select n.place, max(n.seq + n.asks::integer) as seq, max(n.rev) as rev
              from numbered n group by n.place) n
        where r.ctid = n.place
    ), awaited as (
        insert into replies (
            tenant, reply_id, room_id, seq, reply_to, user_id, requested_model, state, created_rev, created_at, pending_at)
        select p_tenant[n.ord], p_reply[n.ord], p_room[n.ord], n.seq + 1, p_message[n.ord], p_user[n.ord], n.wanted_model,
            case when n.before = 0 then 'pending' else 'queued' end, n.rev, v_now, case when n.before = 0 then v_now end
        from numbered n
        where n.asks
    ), posted as (
        insert into messages (
            tenant, room_id, seq, message_id, role, user_id, name, text, status, client_id, client_hash, created_rev, rev,
            ts)
        select p_tenant[n.ord], p_room[n.ord], n.seq, p_message[n.ord], 'user', p_user[n.ord], p_name[n.ord],
            p_text[n.ord], 'complete', p_client[n.ord], p_hash[n.ord], n.rev, n.rev, v_now
        from numbered n
    )
    select count(*), array_agg(n.seq), array_agg(n.rev), array_agg(n.wanted_model),
        array_agg(case when n.asks and n.before = 0 then 'pending' when n.asks then 'queued' end),
        array_agg(case when n.asks then n.before else 0 end)
    into v_stored, v_seq, v_rev, v_model, v_state, v_position
    from (select * from numbered order by ord) n;

    if v_stored = cardinality(p_message) then
        return query
        select i, 'accepted', p_message[i], v_seq[i], v_rev[i], v_now, p_reply[i],
            case when p_reply[i] is not null then v_seq[i] + 1 end, v_state[i], null::text,
            case when p_reply[i] is not null then 0::bigint end, case when p_reply[i] is not null then 0 end,
            case when p_reply[i] is not null then v_model[i] end, null::text, v_position[i]
        from generate_series(1, cardinality(p_message)) i;
        return;
    end if;

    return query
    select a.ord::integer,
        case
            when r.visibility is null or (r.visibility <> 'public' and m.role is null) then 'not_found'
            when k.message_id is null and m.role = 'viewer' then 'forbidden'
            when k.message_id is null then 'at_capacity'
            when k.client_hash <> a.client_hash then 'conflict'
            when k.message_id = a.message_id then 'accepted'
            else 'duplicate'
        end,
        k.message_id, k.seq, k.created_rev, k.ts,
        p.reply_id, p.seq, p.state, p.owner, p.epoch, p.attempt, coalesce(p.model, p.requested_model), p.provider,
        case when p.state = 'queued' then verbatim_position(p.tenant, p.room_id, p.seq) else 0 end
    from unnest(p_tenant, p_room, p_user, p_client, p_hash, p_message)
        with ordinality as a(tenant, room_id, user_id, client_id, client_hash, message_id, ord)
    left join lateral (
        select r.visibility from rooms r
        where r.tenant = a.tenant and r.room_id = a.room_id and r.removed_at is null
        limit 1) r on true
    left join lateral (
        select m.role from members m
        where m.tenant = a.tenant and m.room_id = a.room_id and m.user_id = a.user_id
        limit 1) m on true
    left join lateral (
        select k.message_id, k.seq, k.created_rev, k.ts, k.client_hash from messages k
        where k.room_id || '/' || k.tenant = a.room_id || '/' || a.tenant and k.user_id = a.user_id
          and k.client_id = a.client_id
        limit 1) k on true
    left join lateral (
        select p.* from replies p
        where p.tenant = a.tenant and p.room_id = a.room_id and p.seq = k.seq + 1
          and p.reply_to is not distinct from k.message_id
        limit 1) p on true
    order by a.ord;
end $$;
