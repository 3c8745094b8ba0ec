-- Tokens of a day, for whom they are limited. An answer that is accepted holds a part of each budget that it counts in (reserved at
-- admission), and gives it back for what its attempts took when it has ended, however it ended. Lock order: rooms, replies, budgets.
--
-- The functions stand beside verbatim_accept and verbatim_end, not in them: one statement calls the one, then the other, with what
-- the first said. A limit in money would be one more column here, and one more sum in verbatim_settle.
create table token_budgets (
    tenant text collate "C" not null,
    kind   text collate "C" not null,
    id     text collate "C" not null,
    day    date not null,
    used   bigint not null default 0,
    open   integer not null default 0,
    constraint token_budgets_pk primary key (tenant, kind, id, day),
    constraint token_budgets_kind check (kind in ('guest', 'user', 'room')),
    constraint token_budgets_not_negative check (used >= 0 and open >= 0)
) with (fillfactor = 50);
comment on table token_budgets is 'What limited users and rooms took on a day (UTC); rows only where there is a limit.';
comment on column token_budgets.used is 'Input and output of ended answers that were asked for on that day.';
comment on column token_budgets.open is 'Answers of that day that have not ended; each holds as many tokens as the settings say.';

alter table replies add column budget_day date;
comment on column replies.budget_day is 'The day whose budgets hold a part for this answer; null where none does, or no longer.';

-- Which of these asks for answers may come in. p_kind and p_limit are of the user, 0: none. rooms is p_room without what is refused, so
-- that whoever is handed it finds no room there; held are the asks that have to be held if they are accepted. An ask that was
-- accepted before is neither: it is answered as it was. What is left has to be more than nothing: the answer may be longer.
create function verbatim_admit(
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
    where a.reply_id is not null and b.most > 0 and known.is_there is null;

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
comment on function verbatim_admit is 'Which answers their daily limits allow; locks the budgets that decided.';

-- In the order of their keys.
create function verbatim_lock_budgets(p_tenant text[], p_kind text[], p_id text[], p_day date[]) returns void
language plpgsql as $$
begin
    perform 1
    from (select distinct k.tenant collate "C" as tenant, k.kind collate "C" as kind, k.id collate "C" as id, k.day
          from unnest(p_tenant, p_kind, p_id, p_day) as k(tenant, kind, id, day)
          order by 1, 2, 3, 4) k
    cross join lateral (
        select 1 from token_budgets b
        where b.tenant = k.tenant and b.kind = k.kind and b.id = k.id and b.day = k.day
        for no key update) locked;
end $$;

-- Holds a part of their budgets for the asks of these places, which verbatim_admit let in and verbatim_accept has just stored.
create function verbatim_hold(
    p_held integer[], p_day date, p_tenant text[], p_room text[], p_user text[], p_reply uuid[], p_kind text[],
    p_limit bigint[], p_room_limit bigint)
returns integer
language plpgsql as $$
begin
    if p_held is null then
        return 0;
    end if;
    update token_budgets b set open = b.open + n.count
    from (
        select c.place, count(*)::integer as count
        from unnest(p_held) as o(ord)
        cross join lateral (
            values (p_kind[o.ord], p_user[o.ord], p_limit[o.ord]), ('room', p_room[o.ord], p_room_limit)) as k(kind, id, most)
        cross join lateral (
            select c.ctid as place from token_budgets c
            where c.tenant = p_tenant[o.ord] and c.kind = k.kind and c.id = k.id and c.day = p_day
            limit 1) c
        where k.most > 0
        group by c.place) n
    where b.ctid = n.place;

    update replies r set budget_day = p_day
    where r.ctid = any (array(
        select p.place
        from unnest(p_held) as o(ord)
        cross join lateral (select p.ctid as place from replies p where p.reply_id = p_reply[o.ord] limit 1) p));
    return cardinality(p_held);
end $$;
comment on function verbatim_hold is 'Reserves for accepted answers.';

-- Books what ended answers took in the budgets that held a part for them, and lets go of that part: once, however often it is called.
-- Answers that have not ended, and those that no budget holds, are passed over.
create function verbatim_settle(p_tenant text[], p_reply uuid[]) returns integer
language plpgsql as $$
#variable_conflict use_column
declare
    v_places tid[];
    v_tenant text[];
    v_kind text[];
    v_id text[];
    v_day date[];
    v_tokens bigint[];
begin
    select array_agg(distinct p.place), array_agg(a.tenant), array_agg(k.kind), array_agg(k.id), array_agg(p.budget_day),
        array_agg(t.tokens)
    into v_places, v_tenant, v_kind, v_id, v_day, v_tokens
    from (select distinct u.tenant, u.reply_id from unnest(p_tenant, p_reply) as u(tenant, reply_id)) a
    cross join lateral (
        select p.ctid as place, p.user_id, p.room_id, p.budget_day from replies p
        where p.reply_id = a.reply_id and p.tenant is not distinct from a.tenant and p.budget_day is not null
          and p.state is not distinct from 'ended'
        limit 1) p
    cross join lateral (
        values ('guest', p.user_id), ('user', p.user_id), ('room', p.room_id)) as k(kind, id)
    cross join lateral (
        select coalesce(sum(t.input_tokens + t.output_tokens), 0)::bigint as tokens from attempts t
        where t.tenant = a.tenant and t.reply_id = a.reply_id) t;
    if v_places is null then
        return 0;
    end if;

    perform verbatim_lock_budgets(v_tenant, v_kind, v_id, v_day);
    update token_budgets b set used = b.used + n.tokens, open = greatest(b.open - n.count, 0)
    from (
        select c.place, count(*)::integer as count, sum(k.tokens)::bigint as tokens
        from unnest(v_tenant, v_kind, v_id, v_day, v_tokens) as k(tenant, kind, id, day, tokens)
        cross join lateral (
            select c.ctid as place from token_budgets c
            where c.tenant = k.tenant and c.kind = k.kind and c.id = k.id and c.day = k.day
            limit 1) c
        group by c.place) n
    where b.ctid = n.place;

    update replies r set budget_day = null where r.ctid = any (v_places);
    return cardinality(v_places);
end $$;
comment on function verbatim_settle is 'Books ended answers, and gives back what was held for them.';
