-- Reads and the wish to stop, each along its one path; what they answer is what it was.
create or replace function verbatim_stop(p_tenant text, p_room text, p_reply uuid, p_user text)
returns table (outcome text, state text, owner text)
language plpgsql as $$
#variable_conflict use_column
declare
    v_role text;
begin
    select m.role into v_role
    from rooms r
    left join members m on m.tenant = r.tenant and m.room_id = r.room_id and m.user_id = p_user
    where r.tenant = p_tenant and r.room_id = p_room and r.removed_at is null
      and (r.visibility = 'public' or m.user_id is not null);
    if not found then
        return query select 'not_found', null::text, null::text;
        return;
    end if;
    if v_role = 'viewer' then
        return query select 'forbidden', null::text, null::text;
        return;
    end if;
    update replies p set stop_requested_by = coalesce(p.stop_requested_by, p_user)
    where p.reply_id = p_reply and p.tenant is not distinct from p_tenant and p.room_id is not distinct from p_room
      and p.state <> 'ended';
    return query
    select case when p.reply_id is null then 'not_found' else 'recorded' end, p.state, p.owner
    from (select 1) one
    left join replies p
        on p.reply_id = p_reply and p.tenant is not distinct from p_tenant and p.room_id is not distinct from p_room;
end $$;

create or replace view shown_messages as
select m.tenant, m.room_id, m.seq, m.message_id, m.rev, m.created_rev, m.role, m.user_id, m.name, m.text, m.ts, m.status,
    m.reason, m.client_id, m.reply_to, m.reasoning, m.refusal,
    t.model, t.provider, t.usage_source, t.input_tokens, t.output_tokens, t.cache_read_tokens, t.cache_write_tokens,
    t.reasoning_tokens, t.cost_pico,
    p.epoch, p.attempt, p.raw_reason, p.stopped_by, p.error, p.error_message, p.promoted
from messages m
left join lateral (
    select p.* from replies p
    where m.role = 'assistant' and p.reply_id = m.message_id and p.tenant is not distinct from m.tenant
    limit 1) p on true
left join lateral (
    select t.* from attempts t
    where t.tenant = m.tenant and t.reply_id = p.reply_id and t.attempt = p.attempt
    limit 1) t on true;

create or replace function verbatim_missed(
    p_tenant text, p_room text, p_since bigint, p_rev bigint, p_max_messages integer, p_max_bytes bigint)
returns table (recovered boolean, seqs bigint[], more boolean)
language plpgsql stable as $$
#variable_conflict use_column
declare
    v_room rooms;
    v_rev bigint := p_rev;
    v_bytes bigint;
    v_seqs bigint[];
begin
    select * into v_room from rooms r where r.tenant = p_tenant and r.room_id = p_room;
    if v_rev is null and p_since = 0 then
        v_rev := 0;
    elsif v_rev is null then
        -- The place may be that of an answer which has not ended.
        v_rev := coalesce(
            (select m.created_rev from messages m
             where m.tenant = p_tenant and m.room_id = p_room and m.seq = p_since),
            (select p.created_rev from replies p
             where p.tenant = p_tenant and p.room_id = p_room and p.seq = p_since));
    end if;
    if v_rev is null or v_rev < 0 or v_rev > v_room.rev or p_since < 0 or p_since > v_room.seq then
        return query select false, '{}'::bigint[], false;
        return;
    end if;

    select coalesce(array_agg(n.seq order by n.seq), '{}'), coalesce(sum(n.bytes), 0) into v_seqs, v_bytes
    from (
        select m.seq, verbatim_message_bytes(m) as bytes from messages m
        where m.tenant || '/' || m.room_id = p_tenant || '/' || p_room and m.rev > v_rev
          and (p_rev is not null or m.seq > p_since or m.role = 'assistant')
        order by m.rev
        limit p_max_messages + 1) n;
    if cardinality(v_seqs) > p_max_messages or v_bytes > p_max_bytes then
        return query select false, '{}'::bigint[], false;
    else
        return query select true, v_seqs, exists (
            select from messages o
            where o.tenant = p_tenant and o.room_id = p_room and o.seq < coalesce(v_seqs[1], v_room.seq + 1));
    end if;
end $$;

create or replace function verbatim_changed_until(
    p_tenant text, p_room text, p_after bigint, p_max_messages integer, p_max_bytes bigint)
returns bigint
language sql stable as $$
    select coalesce(
        (select max(t.rev)
         from (
            select n.rev, row_number() over (order by n.rev) as place, sum(n.bytes) over (order by n.rev) as bytes
            from (
                select m.rev, verbatim_message_bytes(m) as bytes from messages m
                where m.tenant || '/' || m.room_id = p_tenant || '/' || p_room and m.rev > p_after
                order by m.rev
                limit p_max_messages) n) t
         where t.place = 1 or t.bytes <= p_max_bytes),
        p_after)
$$;
