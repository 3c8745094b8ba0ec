-- Rooms that people make, change and remove, and who belongs to them. Who may do what is one table (RoomAction in the contract): a
-- function is told who is allowed and decides under the room's lock. p_operator: acts as an owner of every room of the tenant.

create table room_events (
    tenant  text collate "C" not null,
    room_id text collate "C" not null,
    rev     bigint not null,
    user_id text collate "C",
    name    text,
    role    text,
    removed boolean not null,
    done_by text collate "C",
    ts      timestamptz not null,
    constraint room_events_pk primary key (tenant, room_id, rev),
    constraint room_events_room foreign key (tenant, room_id) references rooms,
    constraint room_events_role check (role in ('owner', 'member', 'viewer')),
    constraint room_events_of_members check ((user_id is null) = (name is null) and (user_id is null) = (role is null))
);
create index room_events_ts on room_events (ts);
comment on table room_events is
    'Each change of a room or of its members, one rev each: what is rebuilt where a fact was lost. Without a user it is the room''s own.';

-- A room's id is an expression here, so that nobody who looks for it by its column comes this way.
create index members_of_user on members ((user_id || '/' || tenant), (room_id || ''));
create index rooms_public on rooms ((tenant || '/'), (room_id || '')) where visibility = 'public' and removed_at is null;

-- What somebody is in a room: a member's role, a stranger where it is public; null where it is not to be seen or not there.
create function verbatim_standing(p_tenant text, p_room text, p_user text, p_operator boolean) returns text
language sql stable as $$
    select case
        when p_operator then 'owner'
        when m.role is not null then m.role
        when r.visibility = 'public' then 'stranger'
    end
    from rooms r
    left join lateral (
        select m.role from members m
        where m.tenant = r.tenant and m.room_id = r.room_id and m.user_id = p_user
        limit 1) m on true
    where r.tenant = p_tenant and r.room_id = p_room and r.removed_at is null
$$;

-- Locks the room for somebody who is allowed, ok; who is not locks nothing and hears not_found or forbidden.
create function verbatim_enter(p_tenant text, p_room text, p_user text, p_operator boolean, p_allowed text[]) returns text
language plpgsql as $$
declare
    v_standing text;
begin
    for i in 1..2 loop
        v_standing := verbatim_standing(p_tenant, p_room, p_user, p_operator);
        if v_standing is null then
            return 'not_found';
        elsif v_standing <> all (p_allowed) then
            return 'forbidden';
        elsif i = 1 then
            perform from rooms r where r.tenant = p_tenant and r.room_id = p_room for no key update;
        end if;
    end loop;
    return 'ok';
end $$;

create function verbatim_room_rev(p_tenant text, p_room text) returns bigint
language sql as $$
    update rooms r set rev = r.rev + 1 where r.tenant = p_tenant and r.room_id = p_room returning r.rev
$$;

-- A new room, owned by its maker, who is looked at for owning too many (p_most_owned, null: any number). The same again is the same room for as long as nothing has changed in it.
create function verbatim_make_room(
    p_tenant text, p_room text, p_user text, p_user_name text, p_most_owned integer, p_name text, p_visibility text,
    p_system_prompt text, p_models text[], p_max_output_tokens integer, p_temperature double precision, p_on_empty text,
    p_on_cut text, p_prompt_strategy text, p_turn_policy text)
returns table (outcome text, changed boolean, room rooms)
language plpgsql as $$
begin
    if (select count(*) filter (where o.role = 'owner')
        from (select m.role from members m
              where m.user_id || '/' || m.tenant = p_user || '/' || p_tenant
              limit p_most_owned) o) >= p_most_owned then
        return query select 'limit_exceeded', false, null::rooms;
        return;
    end if;

    insert into rooms (
        tenant, room_id, name, visibility, system_prompt, models, max_output_tokens, temperature, on_empty, on_cut,
        prompt_strategy, turn_policy, rev, created_by)
    values (
        p_tenant, p_room, p_name, p_visibility, p_system_prompt, p_models, p_max_output_tokens, p_temperature, p_on_empty,
        p_on_cut, p_prompt_strategy, p_turn_policy, 1, p_user)
    on conflict on constraint rooms_pk do nothing;
    if found then
        insert into members (tenant, room_id, user_id, name, role) values (p_tenant, p_room, p_user, p_user_name, 'owner');
        insert into room_events (tenant, room_id, rev, removed, done_by, ts)
        values (p_tenant, p_room, 1, false, p_user, clock_timestamp());
        return query select 'ok', true, r from rooms r where r.tenant = p_tenant and r.room_id = p_room;
        return;
    end if;
    return query
    select case when r.created_by = p_user and r.rev = 1 and r.removed_at is null
            and (r.name, r.visibility, r.system_prompt, r.models, r.max_output_tokens, r.temperature, r.on_empty, r.on_cut,
                r.prompt_strategy, r.turn_policy)
                is not distinct from (p_name, p_visibility, p_system_prompt, p_models, p_max_output_tokens, p_temperature,
                p_on_empty, p_on_cut, p_prompt_strategy, p_turn_policy)
            then 'ok' else 'conflict' end,
        false, r
    from rooms r where r.tenant = p_tenant and r.room_id = p_room;
end $$;

-- Writes the fields that are named; what is the same already takes no rev.
create function verbatim_change_room(
    p_tenant text, p_room text, p_user text, p_operator boolean, p_allowed text[], p_fields text[], p_name text,
    p_visibility text, p_system_prompt text, p_models text[], p_max_output_tokens integer, p_temperature double precision,
    p_on_empty text, p_on_cut text, p_prompt_strategy text, p_turn_policy text)
returns table (outcome text, changed boolean, room rooms)
language plpgsql as $$
declare
    v_outcome text := verbatim_enter(p_tenant, p_room, p_user, p_operator, p_allowed);
    v_rev bigint;
begin
    if v_outcome <> 'ok' then
        return query select v_outcome, false, null::rooms;
        return;
    end if;
    update rooms r
    set name = n.name, visibility = n.visibility, system_prompt = n.system_prompt, models = n.models,
        max_output_tokens = n.max_output_tokens, temperature = n.temperature, on_empty = n.on_empty, on_cut = n.on_cut,
        prompt_strategy = n.prompt_strategy, turn_policy = n.turn_policy, rev = r.rev + 1
    from (
        select case when 'name' = any (p_fields) then p_name else o.name end as name,
            case when 'visibility' = any (p_fields) then p_visibility else o.visibility end as visibility,
            case when 'systemPrompt' = any (p_fields) then p_system_prompt else o.system_prompt end as system_prompt,
            case when 'models' = any (p_fields) then p_models else o.models end as models,
            case when 'maxOutputTokens' = any (p_fields) then p_max_output_tokens else o.max_output_tokens end
                as max_output_tokens,
            case when 'temperature' = any (p_fields) then p_temperature else o.temperature end as temperature,
            case when 'onEmpty' = any (p_fields) then p_on_empty else o.on_empty end as on_empty,
            case when 'onCut' = any (p_fields) then p_on_cut else o.on_cut end as on_cut,
            case when 'prompt' = any (p_fields) then p_prompt_strategy else o.prompt_strategy end as prompt_strategy,
            case when 'turns' = any (p_fields) then p_turn_policy else o.turn_policy end as turn_policy
        from rooms o where o.tenant = p_tenant and o.room_id = p_room limit 1) n
    where r.tenant = p_tenant and r.room_id = p_room
      and (r.name, r.visibility, r.system_prompt, r.models, r.max_output_tokens, r.temperature, r.on_empty, r.on_cut,
        r.prompt_strategy, r.turn_policy)
        is distinct from (n.name, n.visibility, n.system_prompt, n.models, n.max_output_tokens, n.temperature, n.on_empty,
        n.on_cut, n.prompt_strategy, n.turn_policy)
    returning r.rev into v_rev;
    if v_rev is not null then
        insert into room_events (tenant, room_id, rev, removed, done_by, ts)
        values (p_tenant, p_room, v_rev, false, p_user, clock_timestamp());
    end if;
    return query select 'ok', v_rev is not null, r from rooms r where r.tenant = p_tenant and r.room_id = p_room;
end $$;

-- A tombstone: the row and its id stay. Its open replies are asked to stop; its members are nobody's any more.
create function verbatim_remove_room(p_tenant text, p_room text, p_user text, p_operator boolean, p_allowed text[])
returns table (outcome text, room rooms, running uuid[], owners text[])
language plpgsql as $$
declare
    v_outcome text := verbatim_enter(p_tenant, p_room, p_user, p_operator, p_allowed);
    v_open uuid[];
    v_rev bigint;
begin
    if v_outcome <> 'ok' then
        return query select v_outcome, null::rooms, null::uuid[], null::text[];
        return;
    end if;
    v_open := array(
        select p.reply_id from replies p where p.tenant || '/' || p.room_id = p_tenant || '/' || p_room and p.state <> 'ended');
    perform verbatim_lock_replies(array_fill(p_tenant, array[cardinality(v_open)]), v_open);
    update replies p set stop_requested_by = coalesce(p.stop_requested_by, p_user)
    where p.reply_id = any (v_open) and p.state is distinct from 'ended';
    v_rev := verbatim_room_rev(p_tenant, p_room);
    update rooms r set removed_at = clock_timestamp() where r.tenant = p_tenant and r.room_id = p_room;
    insert into room_events (tenant, room_id, rev, removed, done_by, ts)
    values (p_tenant, p_room, v_rev, true, p_user, clock_timestamp());
    delete from members m where m.tenant = p_tenant and m.room_id = p_room;
    return query
    select 'ok', r,
        array(select p.reply_id from replies p where p.reply_id = any (v_open) and p.owner is not null order by p.reply_id),
        array(select p.owner from replies p where p.reply_id = any (v_open) and p.owner is not null order by p.reply_id)
    from rooms r where r.tenant = p_tenant and r.room_id = p_room;
end $$;

create function verbatim_is_last_owner(p_tenant text, p_room text, p_user text) returns boolean
language sql stable as $$
    select coalesce(bool_or(m.user_id = p_user) and count(*) = 1, false)
    from members m where m.tenant = p_tenant and m.room_id = p_room and m.role is not distinct from 'owner'
$$;

-- Makes somebody a member, or another kind of member; what is the same already takes no rev. Without a name: as before, else the id.
create function verbatim_set_member(
    p_tenant text, p_room text, p_user text, p_operator boolean, p_allowed text[], p_most integer, p_member text,
    p_member_name text, p_role text)
returns table (outcome text, changed boolean, rev bigint, name text, role text, may_read boolean)
language plpgsql as $$
#variable_conflict use_column
declare
    v_outcome text := verbatim_enter(p_tenant, p_room, p_user, p_operator, p_allowed);
    v_before members;
    v_name text;
    v_rev bigint;
begin
    if v_outcome = 'ok' then
        select * into v_before from members m where m.tenant = p_tenant and m.room_id = p_room and m.user_id = p_member;
        v_name := coalesce(p_member_name, v_before.name, p_member);
        if v_before.role = 'owner' and p_role <> 'owner' and verbatim_is_last_owner(p_tenant, p_room, p_member) then
            v_outcome := 'last_owner';
        elsif v_before.user_id is null
                and (select count(*) from members m where m.tenant = p_tenant and m.room_id = p_room) >= p_most then
            v_outcome := 'limit_exceeded';
        elsif (v_before.role, v_before.name) is distinct from (p_role, v_name) then
            insert into members (tenant, room_id, user_id, name, role)
            values (p_tenant, p_room, p_member, v_name, p_role)
            on conflict on constraint members_pk do update set name = excluded.name, role = excluded.role;
            v_rev := verbatim_room_rev(p_tenant, p_room);
            insert into room_events (tenant, room_id, rev, user_id, name, role, removed, done_by, ts)
            values (p_tenant, p_room, v_rev, p_member, v_name, p_role, false, p_user, clock_timestamp());
        end if;
    end if;
    return query select v_outcome, v_rev is not null, v_rev, v_name, p_role, true;
end $$;

-- Somebody is a member no longer; may_read: the room is public, so that they may still come.
create function verbatim_remove_member(
    p_tenant text, p_room text, p_user text, p_operator boolean, p_allowed text[], p_member text)
returns table (outcome text, changed boolean, rev bigint, name text, role text, may_read boolean)
language plpgsql as $$
#variable_conflict use_column
declare
    v_outcome text := verbatim_enter(p_tenant, p_room, p_user, p_operator, p_allowed);
    v_before members;
    v_rev bigint;
begin
    if v_outcome = 'ok' then
        select * into v_before from members m where m.tenant = p_tenant and m.room_id = p_room and m.user_id = p_member;
        if v_before.user_id is null then
            v_outcome := 'no_member';
        elsif verbatim_is_last_owner(p_tenant, p_room, p_member) then
            v_outcome := 'last_owner';
        else
            delete from members m where m.tenant = p_tenant and m.room_id = p_room and m.user_id = p_member;
            v_rev := verbatim_room_rev(p_tenant, p_room);
            insert into room_events (tenant, room_id, rev, user_id, name, role, removed, done_by, ts)
            values (p_tenant, p_room, v_rev, p_member, v_before.name, v_before.role, true, p_user, clock_timestamp());
        end if;
    end if;
    return query
    select v_outcome, v_rev is not null, v_rev, v_before.name, v_before.role,
        verbatim_standing(p_tenant, p_room, p_member, false) is not null;
end $$;

-- As before, and an operator may stop what an owner may.
drop function verbatim_stop(text, text, uuid, text);
create function verbatim_stop(p_tenant text, p_room text, p_reply uuid, p_user text, p_operator boolean)
returns table (outcome text, state text, owner text)
language plpgsql as $$
#variable_conflict use_column
declare
    v_standing text := verbatim_standing(p_tenant, p_room, p_user, p_operator);
begin
    if v_standing is null or v_standing = 'viewer' then
        return query select case when v_standing is null then 'not_found' else 'forbidden' end, null::text, null::text;
        return;
    end if;
    update replies p set stop_requested_by = coalesce(p.stop_requested_by, p_user)
    where p.reply_id = p_reply and p.tenant is not distinct from p_tenant and p.room_id is not distinct from p_room
      and p.state is distinct from 'ended';
    return query
    select case when p.reply_id is null then 'not_found' else 'recorded' end, p.state, p.owner
    from (select 1) one
    left join lateral (
        select * from replies p
        where p.reply_id = p_reply and p.tenant is not distinct from p_tenant and p.room_id is not distinct from p_room
        limit 1) p on true;
end $$;

-- As before, and an operator may say something in every room.
drop function verbatim_accept(
    text[], text[], text[], text[], text[], text[], bytea[], text[], uuid[], uuid[], integer);

create function verbatim_accept(
    p_tenant text[], p_room text[], p_user text[], p_name text[], p_text text[], p_client text[], p_hash bytea[],
    p_model text[], p_message uuid[], p_reply uuid[], p_operator boolean[], p_max_open integer)
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
        from unnest(p_tenant, p_room, p_user, p_client, p_model, p_reply, p_operator)
            with ordinality as a(tenant, room_id, user_id, client_id, model, reply_id, operator, ord)
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
        where (a.operator or ((r.visibility = 'public' or m.role is not null) and m.role is distinct from 'viewer'))
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
            when r.visibility is null or (r.visibility <> 'public' and m.role is null and not a.operator) then 'not_found'
            when k.message_id is null and m.role = 'viewer' and not a.operator then 'forbidden'
            when k.message_id is null then 'at_capacity'
            when k.client_hash <> a.client_hash then 'conflict'
            when k.message_id = a.message_id then 'accepted'
            else 'duplicate'
        end,
        k.message_id, k.seq, k.created_rev, k.ts,
        p.reply_id, p.seq, p.state, p.owner, p.epoch, p.attempt, coalesce(p.model, p.requested_model), p.provider,
        case when p.state = 'queued' then verbatim_position(p.tenant, p.room_id, p.seq) else 0 end
    from unnest(p_tenant, p_room, p_user, p_client, p_hash, p_message, p_operator)
        with ordinality as a(tenant, room_id, user_id, client_id, client_hash, message_id, operator, ord)
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
