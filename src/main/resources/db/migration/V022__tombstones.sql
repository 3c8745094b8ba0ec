-- Words that go: one message, all of a user's, all of an age, all of a removed room. What stays is a tombstone: seq, clientId and hash.

alter table rooms add column retained_seq bigint not null default 0;
comment on column rooms.retained_seq is 'Up to this seq messages are tombstones because of their age, or because the room was removed.';

create table retention (
    kind    text not null,
    tenant  text collate "C" not null default '',
    room_id text collate "C" not null default '',
    due_at  timestamptz not null default '-infinity',
    constraint retention_pk primary key (kind)
);
comment on table retention is 'Where the walk of each kind is; who locks its row does the next piece, all other nodes pass by.';
insert into retention (kind) values ('messages'), ('events'), ('usage');

create table retained_usage (
    tenant text collate "C" not null,
    until  timestamptz not null,
    constraint retained_usage_pk primary key (tenant)
);
comment on table retained_usage is 'Up to when the ledger of a tenant names nobody any more.';

create or replace view shown_messages as
select m.tenant, m.room_id, m.seq, m.message_id, m.rev, m.created_rev, m.role, m.user_id, m.name, m.text, m.ts, m.status,
    m.reason, m.client_id, m.reply_to, m.reasoning, m.refusal,
    t.model, t.provider, t.usage_source, t.input_tokens, t.output_tokens, t.cache_read_tokens, t.cache_write_tokens,
    t.reasoning_tokens, t.cost_pico,
    p.epoch, p.attempt, p.raw_reason, p.stopped_by, p.error, p.error_message, p.promoted, m.removed_at
from messages m
left join lateral (
    select p.* from replies p
    where m.role = 'assistant' and p.reply_id = m.message_id and p.tenant is not distinct from m.tenant
    limit 1) p on true
left join lateral (
    select t.* from attempts t
    where t.tenant = m.tenant and t.reply_id = p.reply_id and t.attempt = p.attempt
    limit 1) t on true;

-- Makes messages of a locked room tombstones, one rev each; which of them were none before. p_nobody: whose they are now, empty for
-- those who they were but without their names; null leaves both.
create function verbatim_entomb(p_tenant text, p_room text, p_seqs bigint[], p_nobody text) returns bigint[]
language plpgsql as $$
declare
    v_seqs bigint[];
    v_rev bigint;
begin
    select array_agg(m.seq order by m.seq) into v_seqs
    from unnest(p_seqs) as s(seq)
    cross join lateral (
        select m.seq from messages m
        where m.tenant = p_tenant and m.room_id = p_room and m.seq = s.seq and m.removed_at is null limit 1) m;
    if v_seqs is null then
        return '{}';
    end if;
    update rooms r set rev = r.rev + cardinality(v_seqs)
    where r.tenant = p_tenant and r.room_id = p_room
    returning r.rev - cardinality(v_seqs) into v_rev;
    update messages m
    set text = '', reasoning = '', refusal = '', tokens = null, removed_at = clock_timestamp(), rev = v_rev + s.place,
        user_id = case when m.role = 'user' then coalesce(nullif(p_nobody, ''), m.user_id) end,
        name = case when m.role = 'user' and p_nobody is not null then '' else m.name end
    from unnest(v_seqs) with ordinality as s(seq, place)
    where m.tenant = p_tenant and m.room_id = p_room and m.seq = s.seq;
    update attempts t set tool_calls = null
    where t.ctid = any (array(
        select l.place
        from unnest(v_seqs) as s(seq)
        cross join lateral (
            select m.message_id from messages m
            where m.tenant = p_tenant and m.room_id = p_room and m.seq = s.seq and m.role is not distinct from 'assistant'
            limit 1) a
        cross join lateral (
            select c.ctid as place from attempts c
            where c.tenant = p_tenant and c.reply_id = a.message_id and c.tool_calls is not null
            offset 0) l));
    return v_seqs;
end $$;

-- A message is removed by its author or by who may remove anybody's; an answer that is awaited to it is stopped.
create function verbatim_remove_message(
    p_tenant text, p_room text, p_user text, p_operator boolean, p_own text[], p_any text[], p_message uuid)
returns table (outcome text, seqs bigint[])
language plpgsql as $$
#variable_conflict use_column
declare
    v_outcome text := verbatim_enter(p_tenant, p_room, p_user, p_operator, p_own || p_any);
    v_message messages;
    v_open uuid[];
begin
    if v_outcome = 'ok' then
        select * into v_message from messages m
        where m.message_id = p_message and m.tenant is not distinct from p_tenant and m.room_id is not distinct from p_room;
        if v_message.seq is null then
            v_outcome := 'no_message';
        elsif verbatim_standing(p_tenant, p_room, p_user, p_operator) <> all (p_any)
                and v_message.user_id is distinct from p_user then
            v_outcome := 'forbidden';
        end if;
    end if;
    if v_outcome <> 'ok' then
        return query select v_outcome, '{}'::bigint[];
        return;
    end if;
    v_open := array(
        select p.reply_id from replies p
        where p.tenant || '/' || p.room_id = p_tenant || '/' || p_room and p.state <> 'ended' and p.reply_to = p_message);
    perform verbatim_lock_replies(array_fill(p_tenant, array[cardinality(v_open)]), v_open);
    update replies p set stop_requested_by = coalesce(p.stop_requested_by, p_user)
    where p.reply_id = any (v_open) and p.state is distinct from 'ended';
    return query select 'ok', verbatim_entomb(p_tenant, p_room, array[v_message.seq], null);
end $$;

-- A piece of an account's erasure in one room: its words, its name, its membership, what is open of it. The room is locked.
create function verbatim_erase_in_room(p_tenant text, p_room text, p_user text, p_nobody text, p_seqs bigint[])
returns table (rev bigint, role text)
language plpgsql as $$
#variable_conflict use_column
declare
    v_open uuid[];
    v_role text;
    v_rev bigint;
begin
    perform verbatim_entomb(p_tenant, p_room, p_seqs, p_nobody);
    v_open := array(
        select p.reply_id from replies p
        where p.tenant || '/' || p.room_id = p_tenant || '/' || p_room and p.state <> 'ended' and p.user_id = p_user);
    perform verbatim_lock_replies(array_fill(p_tenant, array[cardinality(v_open)]), v_open);
    update replies p set stop_requested_by = p_nobody, user_id = p_nobody
    where p.reply_id = any (v_open) and p.state is distinct from 'ended';
    delete from members m where m.tenant = p_tenant and m.room_id = p_room and m.user_id = p_user returning m.role into v_role;
    if v_role is not null then
        v_rev := verbatim_room_rev(p_tenant, p_room);
        insert into room_events (tenant, room_id, rev, user_id, name, role, removed, ts)
        values (p_tenant, p_room, v_rev, p_nobody, '', v_role, true, clock_timestamp());
    end if;
    update room_events e
    set user_id = case when e.user_id = p_user then p_nobody else e.user_id end,
        name = case when e.user_id = p_user then '' else e.name end,
        done_by = case when e.done_by = p_user then p_nobody else e.done_by end
    where e.tenant = p_tenant and e.room_id = p_room and (e.user_id = p_user or e.done_by = p_user);
    update rooms r set created_by = p_nobody where r.tenant = p_tenant and r.room_id = p_room and r.created_by = p_user;
    return query select v_rev, v_role;
end $$;

-- A piece of an account's erasure: rooms in the order of their ids after a place, at most so many, and as many messages. next: the place
-- from which to go on, null when all is done, the ledger included. What changed, as arrays: rooms, their tombstones or (seq 0)
-- memberships with rev and role.
create function verbatim_erase(p_tenant text, p_user text, p_nobody text, p_after text, p_rooms integer, p_messages integer)
returns table (next text, rooms text[], seqs bigint[], revs bigint[], roles text[])
language plpgsql as $$
#variable_conflict use_column
declare
    v_room text;
    v_last text := p_after;
    v_seen integer := 0;
    v_left integer := p_messages;
    v_found bigint[];
    v_gone record;
    v_rooms text[] := '{}';
    v_seqs bigint[] := '{}';
    v_revs bigint[] := '{}';
    v_roles text[] := '{}';
begin
    for v_room in
        select r.room_id from rooms r where r.tenant = p_tenant and r.room_id > p_after order by r.room_id limit p_rooms
    loop
        v_seen := v_seen + 1;
        v_found := array(
            select m.seq from messages m
            where m.room_id || '/' || m.tenant = v_room || '/' || p_tenant and m.user_id = p_user and m.client_id is not null
            limit v_left);
        if cardinality(v_found) > 0 or exists (
                select from members m where m.tenant = p_tenant and m.room_id = v_room and m.user_id = p_user)
            or exists (
                select from rooms r where r.tenant = p_tenant and r.room_id = v_room and r.created_by = p_user)
            or exists (
                select from room_events e
                where e.tenant = p_tenant and e.room_id = v_room and (e.user_id = p_user or e.done_by = p_user))
        then
            perform from rooms r where r.tenant = p_tenant and r.room_id = v_room for no key update;
            select * into v_gone from verbatim_erase_in_room(p_tenant, v_room, p_user, p_nobody, v_found);
            -- Tombstones of before keep the id until now.
            update messages m set user_id = p_nobody, name = ''
            where m.tenant = p_tenant and m.room_id = v_room and m.seq = any (v_found) and m.user_id = p_user;
            v_rooms := v_rooms || array_fill(v_room, array[cardinality(v_found)]);
            v_seqs := v_seqs || v_found;
            v_revs := v_revs || array_fill(null::bigint, array[cardinality(v_found)]);
            v_roles := v_roles || array_fill(null::text, array[cardinality(v_found)]);
            if v_gone.rev is not null then
                v_rooms := v_rooms || v_room;
                v_seqs := v_seqs || 0::bigint;
                v_revs := v_revs || v_gone.rev;
                v_roles := v_roles || v_gone.role;
            end if;
            v_left := v_left - cardinality(v_found);
            -- There may be more in this room: it is looked at again.
            exit when v_left <= 0;
        end if;
        v_last := v_room;
    end loop;
    if v_seen < p_rooms and v_left > 0 then
        update replies p
        set user_id = p_nobody, stopped_by = case when p.stopped_by = p_user then p_nobody else p.stopped_by end,
            stop_requested_by = case when p.stop_requested_by = p_user then p_nobody else p.stop_requested_by end
        where p.reply_id = any (array(
            select l.reply_id from replies l
            where l.user_id = p_user and l.state = 'ended' and l.tenant is not distinct from p_tenant
            limit p_messages));
        if not found then
            delete from token_budgets b where b.tenant = p_tenant and b.kind in ('guest', 'user') and b.id = p_user;
            v_last := null;
        end if;
    end if;
    return query select v_last, v_rooms, v_seqs, v_revs, v_roles;
end $$;

create function verbatim_retain_messages(p_cutoff timestamptz, p_rooms integer, p_messages integer)
returns table (done boolean, tenants text[], rooms text[], seqs bigint[])
language plpgsql as $$
#variable_conflict use_column
declare
    v_walk retention;
    v_room record;
    v_old record;
    v_seen integer := 0;
    v_left integer := p_messages;
    v_tenants text[] := '{}';
    v_rooms text[] := '{}';
    v_seqs bigint[] := '{}';
    v_gone bigint[];
begin
    select * into v_walk from retention w where w.kind = 'messages';
    for v_room in
        select r.tenant, r.room_id, r.retained_seq, r.removed_at from rooms r
        where (r.tenant, r.room_id) > (v_walk.tenant, v_walk.room_id)
        order by r.tenant, r.room_id
        limit p_rooms
    loop
        v_seen := v_seen + 1;
        select array_agg(o.seq) as seqs, max(o.seq) as last into v_old
        from (
            select m.seq, bool_and(m.ts < p_cutoff or v_room.removed_at is not null) over (order by m.seq) as is_old
            from (
                select m.seq, m.ts from messages m
                where m.tenant = v_room.tenant and m.room_id = v_room.room_id and m.seq > v_room.retained_seq
                  -- An answer that has not ended will stand before what came after it.
                  and m.seq < coalesce(
                    (select min(p.seq) from replies p
                     where p.tenant || '/' || p.room_id = v_room.tenant || '/' || v_room.room_id and p.state <> 'ended'),
                    9223372036854775807)
                order by m.seq
                limit v_left) m) o
        where o.is_old;
        if v_old.seqs is not null then
            perform from rooms r where r.tenant = v_room.tenant and r.room_id = v_room.room_id for no key update;
            v_gone := verbatim_entomb(v_room.tenant, v_room.room_id, v_old.seqs, '');
            update rooms r set retained_seq = v_old.last where r.tenant = v_room.tenant and r.room_id = v_room.room_id;
            if v_room.removed_at is null then
                v_tenants := v_tenants || array_fill(v_room.tenant, array[cardinality(v_gone)]);
                v_rooms := v_rooms || array_fill(v_room.room_id, array[cardinality(v_gone)]);
                v_seqs := v_seqs || v_gone;
            end if;
            v_left := v_left - cardinality(v_old.seqs);
            exit when v_left <= 0;
        end if;
        v_walk.tenant := v_room.tenant;
        v_walk.room_id := v_room.room_id;
    end loop;
    if v_seen < p_rooms and v_left > 0 then
        v_walk.tenant := '';
        v_walk.room_id := '';
    end if;
    update retention w set tenant = v_walk.tenant, room_id = v_walk.room_id where w.kind = 'messages';
    return query select v_seen < p_rooms and v_left > 0, v_tenants, v_rooms, v_seqs;
end $$;

create function verbatim_retain_usage(p_cutoff timestamptz, p_replies integer) returns boolean
language plpgsql as $$
declare
    v_tenant text;
    v_until timestamptz;
    v_last timestamptz;
    v_old uuid[];
begin
    select r.tenant into v_tenant from rooms r
    where r.tenant > (select w.tenant from retention w where w.kind = 'usage')
    order by r.tenant limit 1;
    if v_tenant is null then
        update retention w set tenant = '' where w.kind = 'usage';
        return true;
    end if;
    v_until := coalesce((select u.until from retained_usage u where u.tenant = v_tenant), '-infinity');
    select array_agg(o.reply_id), max(o.ended_at) into v_old, v_last
    from (
        select p.reply_id, p.ended_at from replies p
        where p.tenant || '/' = v_tenant || '/' and p.state = 'ended' and p.ended_at >= v_until and p.ended_at < p_cutoff
          and p.user_id is distinct from 'anonymous'
        order by p.tenant || '/', p.ended_at
        limit p_replies) o;
    if v_old is null then
        update retention w set tenant = v_tenant where w.kind = 'usage';
        return false;
    end if;
    update replies p set user_id = 'anonymous', stopped_by = null, stop_requested_by = null where p.reply_id = any (v_old);
    insert into retained_usage (tenant, until) values (v_tenant, v_last)
    on conflict on constraint retained_usage_pk do update set until = excluded.until;
    return false;
end $$;

-- One piece of what is due, by whoever comes first: words older than p_messages_days and those of removed rooms, events, names in the
-- ledger; 0 days keep for ever. kind is null where nothing is due or somebody is at it.
create function verbatim_retain(
    p_messages_days integer, p_events_days integer, p_usage_days integer, p_rest_ms bigint, p_rooms integer, p_rows integer)
returns table (kind text, tenants text[], rooms text[], seqs bigint[])
language plpgsql as $$
#variable_conflict use_column
declare
    v_kind text;
    v_done boolean := true;
    v_days integer;
    v_tenants text[] := '{}';
    v_rooms text[] := '{}';
    v_seqs bigint[] := '{}';
begin
    select w.kind into v_kind from retention w
    where w.due_at <= clock_timestamp()
    order by w.kind limit 1
    for update skip locked;
    if v_kind is null then
        return;
    end if;
    v_days := case v_kind when 'messages' then p_messages_days when 'events' then p_events_days else p_usage_days end;
    if v_kind = 'messages' then
        select m.done, m.tenants, m.rooms, m.seqs into v_done, v_tenants, v_rooms, v_seqs
        from verbatim_retain_messages(
            case when v_days > 0 then clock_timestamp() - v_days * interval '1 day' else '-infinity' end, p_rooms, p_rows) m;
    elsif v_kind = 'events' and v_days > 0 then
        delete from room_events e
        where (e.tenant, e.room_id, e.rev) in (
            select o.tenant, o.room_id, o.rev from room_events o
            where o.ts < clock_timestamp() - v_days * interval '1 day' order by o.ts limit p_rows);
        v_done := not found;
    elsif v_kind = 'usage' and v_days > 0 then
        v_done := verbatim_retain_usage(clock_timestamp() - v_days * interval '1 day', p_rows);
    end if;
    if v_done then
        update retention w set due_at = clock_timestamp() + p_rest_ms * interval '1 millisecond' where w.kind = v_kind;
    end if;
    return query select v_kind, v_tenants, v_rooms, v_seqs;
end $$;
