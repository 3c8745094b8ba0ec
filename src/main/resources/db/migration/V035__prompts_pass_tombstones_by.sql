-- As before, but where words have gone because of their age nobody looks for some: a prompt of a few words read all tombstones before them.
create or replace function verbatim_tail(
    p_tenant text, p_room text, p_before bigint, p_max_messages integer, p_max_bytes bigint)
returns table (seq bigint, message_id uuid, role text, user_id text, name text, text text, tokens integer)
language sql stable as $$
    select t.seq, t.message_id, t.role, t.user_id, t.name, t.text, t.tokens
    from (
        select n.*, sum(n.own) over (order by n.seq desc rows unbounded preceding) as bytes
        from (
            select m.seq, m.message_id, m.role, m.user_id, m.name, m.text, m.tokens, octet_length(m.text) as own
            from messages m
            where m.tenant = p_tenant and m.room_id = p_room and m.seq < p_before
              and m.seq > coalesce(
                (select r.retained_seq from rooms r where r.tenant = p_tenant and r.room_id = p_room limit 1), 0)
              and m.removed_at is null and m.text <> '' and m.role in ('user', 'assistant')
            order by m.seq desc
            limit p_max_messages) n) t
    where t.bytes = t.own or t.bytes <= p_max_bytes
    order by t.seq
$$;
