-- How far each person has read each room, and whose room it was, once it is gone.

create table read_marks (
    tenant   text collate "C" not null,
    room_id  text collate "C" not null,
    user_id  text collate "C" not null,
    seq      bigint not null,
    moved_on date not null,
    constraint read_marks_pk primary key (tenant, room_id, user_id)
) with (fillfactor = 80);
comment on table read_marks is 'The seq of the newest message that somebody has seen. It only grows; a lost one costs nothing.';

-- No two begin alike; a mark that moves within a day changes none of them.
create index read_marks_user on read_marks ((user_id || '/' || tenant));
create index read_marks_moved on read_marks ((moved_on + 0)) where not starts_with(user_id, 'guest-');
create index read_marks_guests on read_marks ((moved_on - 0)) where starts_with(user_id, 'guest-');

-- Moves marks forward, never beyond a room's last message, and answers those that moved. In one order, so that two batches wait and do not lock
-- each other out.
create function verbatim_mark_read(p_tenants text[], p_rooms text[], p_users text[], p_seqs bigint[])
returns table (tenant text, room_id text, user_id text, seq bigint)
language sql as $$
    insert into read_marks as m (tenant, room_id, user_id, seq, moved_on)
    select a.tenant, a.room_id, a.user_id, least(max(a.seq), max(r.seq)), (clock_timestamp() at time zone 'UTC')::date
    from unnest(p_tenants, p_rooms, p_users, p_seqs) as a(tenant, room_id, user_id, seq)
    cross join lateral (
        select r.seq from rooms r
        where r.tenant = a.tenant and r.room_id = a.room_id and r.removed_at is null limit 1) r
    where r.seq > 0 and a.seq > 0
    group by a.tenant, a.room_id, a.user_id
    order by a.tenant, a.room_id, a.user_id
    on conflict on constraint read_marks_pk do update set seq = excluded.seq, moved_on = excluded.moved_on
    where excluded.seq > m.seq
    returning m.tenant, m.room_id, m.user_id, m.seq
$$;
comment on function verbatim_mark_read is 'Moves read marks forward; answers those that moved.';

-- Marks that have not moved for so long: of guests, who come as somebody else the next time, sooner. Whether there were any.
create function verbatim_forget_marks(p_guests_days integer, p_days integer, p_rows integer) returns boolean
language plpgsql as $$
declare
    v_today date := (clock_timestamp() at time zone 'UTC')::date;
    v_guests bigint;
    v_others bigint;
begin
    delete from read_marks m
    where m.ctid = any (array(
        select o.ctid from read_marks o
        where o.moved_on - 0 < v_today - p_guests_days and starts_with(o.user_id, 'guest-')
        order by o.moved_on - 0 limit p_rows
        for update skip locked));
    get diagnostics v_guests = row_count;
    delete from read_marks m
    where m.ctid = any (array(
        select o.ctid from read_marks o
        where o.moved_on + 0 < v_today - p_days and not starts_with(o.user_id, 'guest-')
        order by o.moved_on + 0 limit p_rows
        for update skip locked));
    get diagnostics v_others = row_count;
    return v_guests + v_others > 0;
end $$;
comment on function verbatim_forget_marks is 'Deletes read marks that have not moved for long, a piece at a time.';

-- As before, and the account's marks; they are few enough for one piece each.
alter function verbatim_erase_traces(text, text, text, integer) rename to verbatim_erase_others_traces;
create function verbatim_erase_traces(p_tenant text, p_user text, p_nobody text, p_rows integer) returns boolean
language plpgsql as $$
declare
    v_marks bigint;
begin
    delete from read_marks m
    where m.ctid = any (array(
        select o.ctid from read_marks o where o.user_id || '/' || o.tenant = p_user || '/' || p_tenant
          and o.user_id is not distinct from p_user
        limit p_rows
        for update));
    get diagnostics v_marks = row_count;
    return verbatim_erase_others_traces(p_tenant, p_user, p_nobody, p_rows) or v_marks > 0;
end $$;
comment on function verbatim_erase_traces is 'Takes an erased account''s read marks, and its name out of what belongs to others.';

-- As before, and says whose room it was; their marks go with it.
drop function verbatim_remove_room(text, text, text, boolean, text[]);
create function verbatim_remove_room(p_tenant text, p_room text, p_user text, p_operator boolean, p_allowed text[])
returns table (outcome text, room rooms, running uuid[], owners text[], members text[])
language plpgsql as $$
declare
    v_outcome text := verbatim_enter(p_tenant, p_room, p_user, p_operator, p_allowed);
    v_open uuid[];
    v_rev bigint;
    v_members text[];
begin
    if v_outcome <> 'ok' then
        return query select v_outcome, null::rooms, null::uuid[], null::text[], null::text[];
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
    with gone as (
        delete from members m where m.tenant = p_tenant and m.room_id = p_room returning m.user_id
    )
    select coalesce(array_agg(g.user_id order by g.user_id), '{}') into v_members from gone g;
    delete from read_marks k where k.tenant = p_tenant and k.room_id = p_room;
    return query
    select 'ok', r,
        array(select p.reply_id from replies p where p.reply_id = any (v_open) and p.owner is not null order by p.reply_id),
        array(select p.owner from replies p where p.reply_id = any (v_open) and p.owner is not null order by p.reply_id),
        v_members
    from rooms r where r.tenant = p_tenant and r.room_id = p_room;
end $$;
comment on function verbatim_remove_room is 'Removes a room for ever; whose it was is answered once.';
