-- As before, but a room's budget is looked at, and has a row, only for whoever may see the room: a stranger hears that it is not there,
-- not that its day is over.
create or replace function verbatim_admit(
    p_tenant text[], p_room text[], p_user text[], p_client text[], p_reply uuid[], p_kind text[], p_limit bigint[],
    p_room_limit bigint, p_held_tokens bigint)
returns table (rooms text[], refused integer[], held integer[], day date, reset_ms bigint)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamp;
    v_day date;
    v_ord integer[];
    v_tenant text[];
    v_kind text[];
    v_id text[];
    v_limit bigint[];
    v_refused integer[];
begin
    perform verbatim_lock_rooms(p_tenant, p_room);
    v_now := clock_timestamp() at time zone 'UTC';
    v_day := v_now::date;

    select array_agg(a.ord::integer), array_agg(a.tenant), array_agg(b.kind), array_agg(b.id), array_agg(b.most)
    into v_ord, v_tenant, v_kind, v_id, v_limit
    from unnest(p_tenant, p_room, p_user, p_client, p_reply, p_kind, p_limit)
        with ordinality as a(tenant, room_id, user_id, client_id, reply_id, kind, most, ord)
    cross join lateral (values (a.kind, a.user_id, a.most), ('room', a.room_id, p_room_limit)) as b(kind, id, most)
    left join lateral (
        select true as is_there from messages k
        where k.room_id || '/' || k.tenant = a.room_id || '/' || a.tenant and k.user_id = a.user_id
          and k.client_id = a.client_id
        limit 1) known on true
    where a.reply_id is not null and b.most > 0 and known.is_there is null
      and (b.kind <> 'room' or verbatim_standing(a.tenant, a.room_id, a.user_id, false) is not null);

    if v_ord is not null then
        insert into token_budgets (tenant, kind, id, day)
        select distinct k.tenant collate "C", k.kind collate "C", k.id collate "C", v_day
        from unnest(v_tenant, v_kind, v_id) as k(tenant, kind, id)
        order by 1, 2, 3
        on conflict on constraint token_budgets_pk do nothing;
        perform verbatim_lock_budgets(v_tenant, v_kind, v_id, array_fill(v_day, array[cardinality(v_ord)]));

        select array_agg(distinct n.ord) into v_refused
        from (
            select a.ord, a.most,
                b.used + (b.open + row_number() over (partition by b.place order by a.ord) - 1) * p_held_tokens as taken
            from unnest(v_ord, v_tenant, v_kind, v_id, v_limit) as a(ord, tenant, kind, id, most)
            cross join lateral (
                select b.ctid as place, b.used, b.open from token_budgets b
                where b.tenant = a.tenant and b.kind = a.kind and b.id = a.id and b.day = v_day
                limit 1) b) n
        where n.taken >= n.most;
    end if;

    return query
    select case when v_refused is null then p_room
            else array(
                select case when a.ord = any (v_refused) then null else a.room_id end
                from unnest(p_room) with ordinality as a(room_id, ord)
                order by a.ord)
        end,
        coalesce(v_refused, '{}'),
        array(select distinct o from unnest(v_ord) o where v_refused is null or o <> all (v_refused)),
        v_day, (extract(epoch from (v_day + 1)::timestamp - v_now) * 1000)::bigint;
end $$;
