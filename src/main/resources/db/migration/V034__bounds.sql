-- Bounds that could be walked around, and work that grew with what is there.

create index members_owners on members ((tenant || '/' || user_id)) where role = 'owner';

-- Whether somebody owns as many rooms as anybody may; memberships of another kind do not count. Without a limit: never.
create function verbatim_owns_enough(p_tenant text, p_user text, p_most integer) returns boolean
language sql stable as $$
    select coalesce(count(*) >= p_most, false)
    from (
        select from members m
        where m.tenant || '/' || m.user_id = p_tenant || '/' || p_user and m.role = 'owner'
        limit p_most) o
$$;

-- As before, but owned rooms are counted alone, and whoever asks again for the last room that they may have is not refused it.
create or replace function verbatim_make_room(
    p_tenant text, p_room text, p_user text, p_user_name text, p_most_owned integer, p_name text, p_visibility text,
    p_system_prompt text, p_models text[], p_max_output_tokens integer, p_temperature double precision, p_on_empty text,
    p_on_cut text, p_prompt_strategy text, p_turn_policy text)
returns table (outcome text, changed boolean, room rooms)
language plpgsql as $$
begin
    if verbatim_owns_enough(p_tenant, p_user, p_most_owned)
            and not exists (select from rooms r where r.tenant = p_tenant and r.room_id = p_room) then
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

-- Makes a room for whoever joins one that is not there; false where they own enough. Twice is once.
create function verbatim_room_on_join(p_tenant text, p_room text, p_user text, p_user_name text, p_most_owned integer)
returns boolean
language plpgsql as $$
begin
    if verbatim_owns_enough(p_tenant, p_user, p_most_owned)
            and not exists (select from rooms r where r.tenant = p_tenant and r.room_id = p_room) then
        return false;
    end if;
    perform verbatim_create_room(p_tenant, p_room, p_user, p_user_name);
    return true;
end $$;

-- As before, but a room costs one row where nothing in it is old: a piece looks at hundreds of rooms.
create or replace function verbatim_retain_messages(p_cutoff timestamptz, p_rooms integer, p_messages integer)
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
        -- Where the first one is young, as in most rooms each time, the others are not looked at.
        if v_room.removed_at is not null or (
                select f.ts < p_cutoff from messages f
                where f.tenant = v_room.tenant and f.room_id = v_room.room_id and f.seq > v_room.retained_seq
                order by f.seq limit 1) then
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
                update rooms r set retained_seq = v_old.last
                where r.tenant = v_room.tenant and r.room_id = v_room.room_id;
                if v_room.removed_at is null then
                    v_tenants := v_tenants || array_fill(v_room.tenant, array[cardinality(v_gone)]);
                    v_rooms := v_rooms || array_fill(v_room.room_id, array[cardinality(v_gone)]);
                    v_seqs := v_seqs || v_gone;
                end if;
                v_left := v_left - cardinality(v_old.seqs);
                exit when v_left <= 0;
            end if;
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
