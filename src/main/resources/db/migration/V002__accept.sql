-- The first step of every writer: the rooms of a batch, each once, in id order, whatever plan the rest gets.
create function verbatim_lock_rooms(p_tenant text[], p_room text[]) returns void
language plpgsql as $$
begin
    perform 1
    from (select distinct k.tenant collate "C" as tenant, k.room_id collate "C" as room_id
          from unnest(p_tenant, p_room) as k(tenant, room_id)
          order by 1, 2) k
    cross join lateral (
        select 1 from rooms r where r.tenant = k.tenant and r.room_id = k.room_id for no key update) locked;
end $$;

-- The second step: replies, each once, in id order. Heartbeats take these locks without a room's, and wait for none.
create function verbatim_lock_replies(p_tenant text[], p_reply uuid[]) returns void
language plpgsql as $$
begin
    perform 1
    from (select distinct k.tenant collate "C" as tenant, k.reply_id
          from unnest(p_tenant, p_reply) as k(tenant, reply_id)
          order by 1, 2) k
    cross join lateral (
        select 1 from replies r where r.tenant = k.tenant and r.reply_id = k.reply_id for no key update) locked;
end $$;

-- Replies of the room that have not ended and come before this place; no room is to have as many as are counted at most.
create function verbatim_position(p_tenant text, p_room text, p_seq bigint) returns integer
language sql stable as $$
    select count(*)::integer
    from (
        select from replies o
        where o.tenant = p_tenant and o.room_id = p_room and o.seq < p_seq and o.state <> 'ended'
        limit 1000) o
$$;

-- Accepts a batch of users' messages. Each statement below sees what was committed before the locks were taken, also by others.
-- A row's message_id says whether this call or an earlier one stored it: the id that was proposed, or another. A message that wants an
-- answer of a room with p_max_open open ones is at_capacity and not stored.
create function verbatim_accept(
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
begin
    perform verbatim_lock_rooms(p_tenant, p_room);
    v_now := clock_timestamp();

    with fresh as (
        select distinct on (a.tenant, a.room_id, a.user_id, a.client_id)
            a.*, r.seq as room_seq, r.rev as room_rev, coalesce(a.model, r.model) as wanted_model,
            (select count(*)
             from (
                select from replies o
                where o.tenant = a.tenant and o.room_id = a.room_id and o.state <> 'ended' and a.reply_id is not null
                limit p_max_open) o) as open
        from unnest(p_tenant, p_room, p_user, p_name, p_text, p_client, p_hash, p_model, p_message, p_reply)
            with ordinality as a(
                tenant, room_id, user_id, name, text, client_id, client_hash, model, message_id, reply_id, ord)
        join rooms r on r.tenant = a.tenant and r.room_id = a.room_id and r.removed_at is null
        left join members m on m.tenant = a.tenant and m.room_id = a.room_id and m.user_id = a.user_id
        where (r.visibility = 'public' or m.user_id is not null)
          and m.role is distinct from 'viewer'
          and not exists (
              select from messages k
              where k.tenant = a.tenant and k.room_id = a.room_id and k.user_id = a.user_id
                and k.client_id = a.client_id)
        order by a.tenant, a.room_id, a.user_id, a.client_id, a.ord
    ), admitted as (
        select f.*
        from (
            select f.*, count(f.reply_id) over (partition by f.tenant, f.room_id order by f.ord) as place from fresh f) f
        where f.reply_id is null or f.open + f.place <= p_max_open
    ), numbered as (
        select f.*,
            f.room_seq + sum(1 + (f.reply_id is not null)::integer) over w - (f.reply_id is not null)::integer as seq,
            f.room_rev + row_number() over w as rev,
            f.open = 0 and count(f.reply_id) over w = 1 as is_next
        from admitted f
        window w as (partition by f.tenant, f.room_id order by f.ord)
    ), counted as (
        update rooms r set seq = n.seq, rev = n.rev
        from (select n.tenant, n.room_id, max(n.seq + (n.reply_id is not null)::integer) as seq, max(n.rev) as rev
              from numbered n group by n.tenant, n.room_id) n
        where r.tenant = n.tenant and r.room_id = n.room_id
    ), awaited as (
        insert into replies (
            tenant, reply_id, room_id, seq, reply_to, user_id, requested_model, state, created_rev, created_at, pending_at)
        select n.tenant, n.reply_id, n.room_id, n.seq + 1, n.message_id, n.user_id, n.wanted_model,
            case when n.is_next then 'pending' else 'queued' end, n.rev, v_now, case when n.is_next then v_now end
        from numbered n
        where n.reply_id is not null
    )
    insert into messages (
        tenant, room_id, seq, message_id, role, user_id, name, text, status, client_id, client_hash, created_rev, rev, ts)
    select n.tenant, n.room_id, n.seq, n.message_id, 'user', n.user_id, n.name, n.text, 'complete', n.client_id,
        n.client_hash, n.rev, n.rev, v_now
    from numbered n;

    return query
    select a.ord::integer,
        case
            when r.room_id is null or (r.visibility <> 'public' and m.user_id is null) then 'not_found'
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
    left join rooms r on r.tenant = a.tenant and r.room_id = a.room_id and r.removed_at is null
    left join members m on m.tenant = a.tenant and m.room_id = a.room_id and m.user_id = a.user_id
    left join messages k
        on k.tenant = a.tenant and k.room_id = a.room_id and k.user_id = a.user_id and k.client_id = a.client_id
    left join replies p
        on p.tenant = k.tenant and p.room_id = k.room_id and p.seq = k.seq + 1 and p.reply_to = k.message_id
    order by a.ord;
end $$;
comment on function verbatim_accept is
    'Commits users'' messages and the rows of their answers: numbers only what is new, answers what was known with what it became.';
