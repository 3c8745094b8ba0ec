-- Rooms that are made because somebody joins them, many in one commit: a storm of joins waited for one commit each.

-- What became of each ask: made, with the room; there, by whomever; or limit_exceeded. A room that two of a batch ask for is the first one's,
-- and rooms that the batch itself makes count as their makers'.
create function verbatim_rooms_on_join(
    p_tenants text[], p_rooms text[], p_users text[], p_user_names text[], p_most_owned integer[])
returns table (outcome text, room rooms)
language sql as $$
    with asks as materialized (
        select a.*, e.present is null as absent
        from unnest(p_tenants, p_rooms, p_users, p_user_names, p_most_owned)
            with ordinality as a(tenant, room_id, user_id, user_name, most_owned, ord)
        left join lateral (
            select true as present from rooms r where r.tenant = a.tenant and r.room_id = a.room_id limit 1) e on true
    ), wishes as materialized (
        select w.*, row_number() over (partition by w.tenant, w.user_id order by w.ord) as nth
        from (
            select distinct on (a.tenant, a.user_id, a.room_id) a.* from asks a
            where a.absent
            order by a.tenant, a.user_id, a.room_id, a.ord) w
    ), makers as materialized (
        select m.tenant, m.user_id, o.owned
        from (select distinct w.tenant, w.user_id, w.most_owned from wishes w where w.most_owned is not null) m
        cross join lateral (
            select count(*) as owned
            from (
                select from members x
                where x.tenant || '/' || x.user_id = m.tenant || '/' || m.user_id and x.role = 'owner'
                limit m.most_owned) y) o
    ), admitted as materialized (
        select distinct on (w.tenant, w.room_id) w.*
        from wishes w
        left join makers m on m.tenant = w.tenant and m.user_id = w.user_id
        where w.most_owned is null or m.owned + w.nth <= w.most_owned
        order by w.tenant, w.room_id, w.ord
    ), made as (
        insert into rooms (tenant, room_id, name, created_by)
        select a.tenant, a.room_id, a.room_id, a.user_id from admitted a order by a.tenant, a.room_id
        on conflict on constraint rooms_pk do nothing
        returning rooms.*
    ), owned as (
        insert into members (tenant, room_id, user_id, name, role)
        select m.tenant, m.room_id, a.user_id, a.user_name, 'owner'
        from made m
        join admitted a on a.tenant = m.tenant and a.room_id = m.room_id
    )
    select
        case
            when m.room_id is not null and d.ord = a.ord then 'made'
            when a.absent and d.ord is null then 'limit_exceeded'
            else 'there'
        end,
        case when d.ord = a.ord and m.room_id is not null then row(m.*)::rooms end
    from asks a
    left join admitted d on d.tenant = a.tenant and d.room_id = a.room_id
    left join made m on m.tenant = a.tenant and m.room_id = a.room_id
    order by a.ord
$$;

comment on function verbatim_room_on_join(text, text, text, text, integer) is
    'Only for nodes of the version before, which may still run beside this one.';
