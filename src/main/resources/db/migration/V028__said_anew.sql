-- What is said anew: a message with another text, an answer that is asked for once more in the place of the one that was. The words before
-- are gone with it; what was paid for them stays in the ledger.
alter table messages add column edited_at timestamptz, add column replaced_by uuid;
comment on column messages.edited_at is 'When its author last gave it another text.';
comment on column messages.replaced_by is 'The reply that was asked for in the place of this answer, a tombstone since.';
alter table replies add column client_id text collate "C";
comment on column replies.client_id is 'What whoever asked for it anew calls that; null for an answer that came with its question.';

create table edits (
    message_id uuid not null,
    client_id  text collate "C" not null,
    edit_id    uuid not null,
    hash       bytea not null,
    reply_id   uuid,
    constraint edits_pk primary key (message_id, client_id),
    constraint edits_message foreign key (message_id) references messages (message_id),
    constraint edits_hash_length check (octet_length(hash) = 32)
);
comment on table edits is 'Edits that were made: the same clientId is the same edit. Only its author edits a message; of a tombstone there are none.';
comment on column edits.edit_id is 'The call that made it; tells a repeated call from a repeated wish.';

create or replace view shown_messages as
select m.tenant, m.room_id, m.seq, m.message_id, m.rev, m.created_rev, m.role, m.user_id, m.name, m.text, m.ts, m.status,
    m.reason, m.client_id, m.reply_to, m.reasoning, m.refusal,
    t.model, t.provider, t.usage_source, t.input_tokens, t.output_tokens, t.cache_read_tokens, t.cache_write_tokens,
    t.reasoning_tokens, t.cost_pico,
    p.epoch, p.attempt, p.raw_reason, p.stopped_by, p.error, p.error_message, p.promoted, m.removed_at,
    m.edited_at, m.replaced_by,
    s.provider as superseded_provider, s.model as superseding_model, s.start_offset as superseded_kept
from messages m
left join lateral (
    select p.* from replies p
    where m.role = 'assistant' and p.reply_id = m.message_id and p.tenant is not distinct from m.tenant
    limit 1) p on true
left join lateral (
    select t.* from attempts t
    where t.tenant = m.tenant and t.reply_id = p.reply_id and t.attempt = p.attempt
    limit 1) t on true
-- The last attempt that took the place of one of which words had been seen.
left join lateral (
    select n.model, n.start_offset, b.provider
    from attempts n
    cross join lateral (
        select b.provider from attempts b
        where b.tenant = n.tenant and b.reply_id = n.reply_id and b.attempt = n.attempt - 1
          and (b.first_token_ms is not null or b.output_tokens > 0)
        limit 1) b
    where p.attempt > 1 and m.removed_at is null and n.tenant = m.tenant and n.reply_id = p.reply_id and n.attempt <= p.attempt
    order by n.attempt desc
    limit 1) s on true;

-- As before, one by one along the one path, and what is known of a tombstone's edits goes.
create or replace function verbatim_entomb(p_tenant text, p_room text, p_seqs bigint[], p_nobody text) returns bigint[]
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
    delete from edits e
    where e.message_id = any (array(
        select m.message_id
        from unnest(v_seqs) as s(seq)
        cross join lateral (
            select m.message_id from messages m
            where m.tenant = p_tenant and m.room_id = p_room and m.seq = s.seq and m.edited_at is not null
            limit 1) m));
    update messages m
    set text = '', reasoning = '', refusal = '', tokens = null, removed_at = clock_timestamp(), rev = v_rev + k.nth,
        user_id = case when m.role = 'user' then coalesce(nullif(p_nobody, ''), m.user_id) end,
        name = case when m.role = 'user' and p_nobody is not null then '' else m.name end
    from (
        select k.place, s.nth
        from unnest(v_seqs) with ordinality as s(seq, nth)
        cross join lateral (
            select m.ctid as place from messages m
            where m.tenant = p_tenant and m.room_id = p_room and m.seq = s.seq
            limit 1) k) k
    where m.ctid = k.place;
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

-- The place of the last thing said in a room that is still there; null where the last thousand are tombstones.
create function verbatim_last_seq(p_tenant text, p_room text) returns bigint
language sql stable as $$
    select l.seq
    from (
        select m.seq, m.removed_at from messages m
        where m.tenant = p_tenant and m.room_id = p_room
        order by m.seq desc
        limit 1000) l
    where l.removed_at is null
    order by l.seq desc
    limit 1
$$;

-- Whether an answer may be asked for in a locked room in the place of its last one: none is open, and the budgets allow it.
create function verbatim_may_replace(
    p_tenant text, p_room text, p_user text, p_reply uuid, p_kind text, p_limit bigint, p_room_limit bigint,
    p_held_tokens bigint)
returns table (outcome text, held integer[], day date, reset_ms bigint)
language plpgsql as $$
#variable_conflict use_column
begin
    if exists (
            select from replies p
            where p.tenant || '/' || p.room_id = p_tenant || '/' || p_room and p.state <> 'ended') then
        return query select 'busy', null::integer[], null::date, null::bigint;
    elsif greatest(p_limit, p_room_limit) <= 0 then
        return query select 'ok', null::integer[], null::date, null::bigint;
    else
        return query
        select case when cardinality(a.refused) > 0 then 'limit_exceeded' else 'ok' end, a.held, a.day, a.reset_ms
        from verbatim_admit(
            array[p_tenant], array[p_room], array[p_user], array[null::text], array[p_reply], array[p_kind],
            array[p_limit], p_room_limit, p_held_tokens) a;
    end if;
end $$;

-- Makes an answer a tombstone and asks for another one to the same question, at the end of the room: one rev.
create function verbatim_replace(
    p_tenant text, p_room text, p_user text, p_client text, p_model text, p_question uuid, p_seq bigint, p_reply uuid)
returns void
language plpgsql as $$
declare
    v_room rooms;
    v_now timestamptz := clock_timestamp();
begin
    perform verbatim_entomb(p_tenant, p_room, array[p_seq], null);
    update messages m set replaced_by = p_reply where m.tenant = p_tenant and m.room_id = p_room and m.seq = p_seq;
    update rooms r set seq = r.seq + 1 where r.tenant = p_tenant and r.room_id = p_room returning * into v_room;
    insert into replies (
        tenant, reply_id, room_id, seq, reply_to, user_id, requested_model, state, created_rev, created_at, pending_at, client_id)
    values (
        p_tenant, p_reply, p_room, v_room.seq, p_question, p_user, coalesce(p_model, v_room.model), 'pending', v_room.rev, v_now,
        v_now, p_client);
end $$;

-- What is said to whoever asked: the question, and the answer that is awaited. seqs: the messages that have changed.
create function verbatim_asked_anew(p_outcome text, p_seqs bigint[], p_question uuid, p_reply uuid, p_reset_ms bigint)
returns table (
    outcome text, seqs bigint[], message_id uuid, seq bigint, rev bigint, ts timestamptz,
    reply_id uuid, reply_seq bigint, state text, owner text, epoch bigint, attempt integer, model text, provider text,
    "position" integer, reset_ms bigint)
language sql stable as $$
    select p_outcome, p_seqs, k.message_id, k.seq, k.rev, k.ts,
        p.reply_id, p.seq, p.state, p.owner, p.epoch, p.attempt, coalesce(p.model, p.requested_model), p.provider, 0, p_reset_ms
    from (select 1) one
    left join lateral (select * from messages k where k.message_id = p_question limit 1) k on true
    left join lateral (select * from replies p where p.reply_id = p_reply limit 1) p on true
$$;

-- Gives a message of one's own another text. Where the last thing said in the room is its answer and p_reply is given, that answer is
-- replaced: a rev of its own. An answer of it that is under way makes it busy: whoever reads that would not know to what it is one.
create function verbatim_edit(
    p_tenant text, p_room text, p_user text, p_operator boolean, p_allowed text[], p_message uuid, p_client text, p_hash bytea,
    p_text text, p_edit uuid, p_reply uuid, p_kind text, p_limit bigint, p_room_limit bigint, p_held_tokens bigint)
returns table (
    outcome text, seqs bigint[], message_id uuid, seq bigint, rev bigint, ts timestamptz,
    reply_id uuid, reply_seq bigint, state text, owner text, epoch bigint, attempt integer, model text, provider text,
    "position" integer, reset_ms bigint)
language plpgsql as $$
#variable_conflict use_column
declare
    v_outcome text := verbatim_enter(p_tenant, p_room, p_user, p_operator, p_allowed);
    v_message messages;
    v_known edits;
    v_last bigint;
    v_answer messages;
    v_may record;
    v_rev bigint;
begin
    if v_outcome = 'ok' then
        select * into v_message from messages m
        where m.message_id = p_message and m.tenant is not distinct from p_tenant and m.room_id is not distinct from p_room;
        select * into v_known from edits e where e.message_id = p_message and e.client_id = p_client;
        v_outcome := case
            when v_message.seq is null or v_message.removed_at is not null then 'no_message'
            when v_message.user_id is distinct from p_user then 'not_own'
            when v_known.hash <> p_hash then 'conflict'
            when v_known.edit_id = p_edit then 'accepted'
            when v_known.edit_id is not null then 'duplicate'
            when exists (
                select from replies p
                where p.tenant || '/' || p.room_id = p_tenant || '/' || p_room and p.state <> 'ended'
                  and p.reply_to is not distinct from p_message) then 'busy'
            else 'ok'
        end;
    end if;
    if v_outcome in ('accepted', 'duplicate') then
        return query select * from verbatim_asked_anew(v_outcome, array[v_message.seq], p_message, v_known.reply_id, null);
        return;
    end if;
    if v_outcome = 'ok' and p_reply is not null then
        v_last := verbatim_last_seq(p_tenant, p_room);
        select * into v_answer from messages m
        where m.tenant = p_tenant and m.room_id = p_room and m.seq = v_last and m.role is not distinct from 'assistant'
          and m.reply_to is not distinct from p_message;
        if v_answer.seq is not null then
            select * into v_may from verbatim_may_replace(
                p_tenant, p_room, p_user, p_reply, p_kind, p_limit, p_room_limit, p_held_tokens);
            if v_may.outcome <> 'ok' then
                return query select * from verbatim_asked_anew(v_may.outcome, '{}', null, null, v_may.reset_ms);
                return;
            end if;
        end if;
    end if;
    if v_outcome <> 'ok' then
        return query select * from verbatim_asked_anew(v_outcome, '{}', null, null, null);
        return;
    end if;

    v_rev := verbatim_room_rev(p_tenant, p_room);
    update messages m set text = p_text, tokens = null, edited_at = clock_timestamp(), rev = v_rev
    where m.tenant = p_tenant and m.room_id = p_room and m.seq = v_message.seq;
    insert into edits (message_id, client_id, edit_id, hash, reply_id)
    values (p_message, p_client, p_edit, p_hash, case when v_answer.seq is not null then p_reply end);
    if v_answer.seq is null then
        return query select * from verbatim_asked_anew('accepted', array[v_message.seq], p_message, null, null);
        return;
    end if;
    perform verbatim_replace(p_tenant, p_room, p_user, p_client, null, p_message, v_answer.seq, p_reply);
    perform verbatim_hold(
        v_may.held, v_may.day, array[p_tenant], array[p_room], array[p_user], array[p_reply], array[p_kind], array[p_limit],
        p_room_limit);
    return query
    select * from verbatim_asked_anew('accepted', array[v_message.seq, v_answer.seq], p_message, p_reply, null);
end $$;
comment on function verbatim_edit is 'Another text for a message, and another answer where its answer is the last thing that was said.';

-- Asks for another answer in the place of the last thing that was said. Those of p_own may it for their own questions, those of p_any for
-- anybody's.
create function verbatim_regenerate(
    p_tenant text, p_room text, p_user text, p_operator boolean, p_own text[], p_any text[], p_message uuid, p_client text,
    p_model text, p_reply uuid, p_kind text, p_limit bigint, p_room_limit bigint, p_held_tokens bigint)
returns table (
    outcome text, seqs bigint[], message_id uuid, seq bigint, rev bigint, ts timestamptz,
    reply_id uuid, reply_seq bigint, state text, owner text, epoch bigint, attempt integer, model text, provider text,
    "position" integer, reset_ms bigint)
language plpgsql as $$
#variable_conflict use_column
declare
    v_outcome text := verbatim_enter(p_tenant, p_room, p_user, p_operator, p_own || p_any);
    v_answer messages;
    v_question messages;
    v_known replies;
    v_may record;
begin
    if v_outcome = 'ok' then
        select * into v_answer from messages m
        where m.message_id = p_message and m.tenant is not distinct from p_tenant and m.room_id is not distinct from p_room
          and m.role is not distinct from 'assistant';
        select * into v_question from messages m where m.message_id = v_answer.reply_to;
        select * into v_known from replies p where p.reply_id = coalesce(v_answer.replaced_by, p_message);
        v_outcome := case
            when v_answer.seq is null and v_known.room_id = p_room and v_known.tenant = p_tenant then 'busy'
            when v_answer.seq is null then 'no_message'
            when verbatim_standing(p_tenant, p_room, p_user, p_operator) <> all (p_any)
                and v_question.user_id is distinct from p_user then 'not_own'
            when v_answer.replaced_by is not null and (v_known.user_id, v_known.client_id) is distinct from (p_user, p_client)
                then 'replaced'
            when v_answer.replaced_by = p_reply then 'accepted'
            when v_answer.replaced_by is not null then 'duplicate'
            when v_answer.removed_at is not null or v_question.removed_at is not null then 'no_message'
            when v_answer.seq is distinct from verbatim_last_seq(p_tenant, p_room) then 'not_last'
            else 'ok'
        end;
    end if;
    if v_outcome in ('accepted', 'duplicate') then
        return query
        select * from verbatim_asked_anew(
            v_outcome, array[v_answer.seq], v_question.message_id, v_answer.replaced_by, null);
        return;
    end if;
    if v_outcome = 'ok' then
        select * into v_may from verbatim_may_replace(
            p_tenant, p_room, p_user, p_reply, p_kind, p_limit, p_room_limit, p_held_tokens);
        v_outcome := v_may.outcome;
        if v_outcome = 'limit_exceeded' then
            return query select * from verbatim_asked_anew(v_outcome, '{}', null, null, v_may.reset_ms);
            return;
        end if;
    end if;
    if v_outcome <> 'ok' then
        return query select * from verbatim_asked_anew(v_outcome, '{}', null, null, null);
        return;
    end if;
    perform verbatim_replace(p_tenant, p_room, p_user, p_client, p_model, v_question.message_id, v_answer.seq, p_reply);
    perform verbatim_hold(
        v_may.held, v_may.day, array[p_tenant], array[p_room], array[p_user], array[p_reply], array[p_kind], array[p_limit],
        p_room_limit);
    return query
    select * from verbatim_asked_anew('accepted', array[v_answer.seq], v_question.message_id, p_reply, null);
end $$;
comment on function verbatim_regenerate is 'Another answer to the last question, in the place of the one that was.';
