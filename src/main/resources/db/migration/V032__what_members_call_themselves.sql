-- How somebody who has spoken called themselves last, as far as that is found quickly: at the question of their last answer, or at one of fifty
-- messages in a room. Never what others called them. Null: it is not known.
create function verbatim_name_of(p_tenant text, p_room text, p_user text) returns text
language sql stable as $$
    select n.name
    from (
        (select q.name, q.ts
         from (select p.reply_to from replies p
               where p.user_id = p_user and p.state = 'ended' and p.tenant is not distinct from p_tenant
               order by p.user_id, p.ended_at desc
               limit 1) l
         cross join lateral (
            select m.name, m.ts from messages m
            where m.message_id = l.reply_to and m.tenant is not distinct from p_tenant
            limit 1) q)
        union all
        (select m.name, m.ts from messages m
         where m.room_id || '/' || m.tenant = p_room || '/' || p_tenant and m.user_id = p_user and m.client_id is not null
         limit 50)) n
    where n.name <> ''
    order by n.ts desc
    limit 1
$$;
comment on function verbatim_name_of is 'The name that somebody last spoke under.';

-- As before, but without a name: as before, else as they call themselves, else the id.
create or replace function verbatim_set_member(
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
        v_name := coalesce(p_member_name, v_before.name, verbatim_name_of(p_tenant, p_room, p_member), p_member);
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
