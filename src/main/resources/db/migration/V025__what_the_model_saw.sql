-- What the request of each attempt held: ids and counts, never a word, so that whatever words are taken away later, nothing of them is left
-- here. Written by the owner while the request goes out. No foreign key: the one who writes looks at the reply, and neither row goes.
create table attempt_contexts (
    tenant          text collate "C" not null,
    reply_id        uuid not null,
    attempt         integer not null,
    strategy        text not null,
    window_tokens   integer not null,
    answer_tokens   integer not null,
    system_hash     text,
    system_tokens   integer not null,
    summary_version integer,
    summary_seq     bigint,
    summary_tokens  integer,
    messages        uuid[] not null,
    tokens          integer[] not null,
    counted         boolean[] not null,
    narrowed        boolean not null,
    truncated       boolean not null,
    continued_chars integer not null,
    constraint attempt_contexts_pk primary key (reply_id, attempt),
    constraint attempt_contexts_strategy check (strategy in ('recent', 'summary')),
    constraint attempt_contexts_summary check (
        (summary_version is null) = (summary_seq is null) and (summary_version is null) = (summary_tokens is null)),
    constraint attempt_contexts_per_message check (
        cardinality(tokens) = cardinality(messages) and cardinality(counted) = cardinality(messages))
);
comment on table attempt_contexts is 'The manifest of each request to a model: which messages it held, never their words.';
comment on column attempt_contexts.messages is 'Oldest first, the message to answer last.';
comment on column attempt_contexts.counted is 'Per message: somebody counted its tokens; else they are estimated by its bytes.';
comment on column attempt_contexts.truncated is 'Older messages were neither in the request nor covered by its summary.';

-- The lists of a row come as array literals. Fenced by the epoch, also after the owner's own ending, which may be faster; the same again
-- changes nothing. Whether there was something older is looked for among the 200 messages before the first one.
create function verbatim_record_context(
    p_tenant text[], p_room text[], p_reply uuid[], p_epoch bigint[], p_attempt integer[], p_strategy text[],
    p_window integer[], p_answer integer[], p_system_hash text[], p_system_tokens integer[], p_summary integer[],
    p_summary_seq bigint[], p_summary_tokens integer[], p_messages text[], p_tokens text[], p_counted text[],
    p_narrowed boolean[], p_continued integer[])
returns table (ord integer, recorded boolean)
language plpgsql as $$
#variable_conflict use_column
begin
    return query
    with asked as (
        select a.*, p.place is not null as is_mine, older.is_there as is_truncated
        from unnest(p_tenant, p_room, p_reply, p_epoch, p_attempt, p_summary_seq, p_messages)
            with ordinality as a(tenant, room_id, reply_id, epoch, attempt, summary_seq, messages, ord)
        left join lateral (
            select p.ctid as place from replies p
            where p.reply_id = a.reply_id and p.tenant is not distinct from a.tenant
              and p.room_id is not distinct from a.room_id and p.epoch = a.epoch
            limit 1) p on true
        left join lateral (
            select m.seq from messages m where m.message_id = (a.messages::uuid[])[1] and p.place is not null
            limit 1) oldest on true
        left join lateral (
            select true as is_there
            from (
                select m.removed_at, m.text, m.role from messages m
                where m.tenant = a.tenant and m.room_id = a.room_id and m.seq < oldest.seq
                  and m.seq > coalesce(a.summary_seq, 0)
                order by m.seq desc
                limit 200) m
            where m.removed_at is null and m.text <> '' and m.role <> 'system'
            limit 1) older on true
    ), stored as (
        insert into attempt_contexts (
            tenant, reply_id, attempt, strategy, window_tokens, answer_tokens, system_hash, system_tokens, summary_version,
            summary_seq, summary_tokens, messages, tokens, counted, narrowed, truncated, continued_chars)
        select a.tenant, a.reply_id, a.attempt, p_strategy[a.ord], p_window[a.ord], p_answer[a.ord], p_system_hash[a.ord],
            p_system_tokens[a.ord], p_summary[a.ord], a.summary_seq, p_summary_tokens[a.ord], a.messages::uuid[],
            p_tokens[a.ord]::integer[], p_counted[a.ord]::boolean[], p_narrowed[a.ord], coalesce(a.is_truncated, false),
            p_continued[a.ord]
        from asked a
        where a.is_mine
        on conflict on constraint attempt_contexts_pk do nothing
    )
    select a.ord::integer, a.is_mine from asked a order by a.ord;
end $$;
comment on function verbatim_record_context is 'What the requests of attempts hold.';

-- One row per attempt; one with found and no attempt where there is none yet; none where the room is not there for this reader.
create function verbatim_context(
    p_tenant text, p_room text, p_user text, p_operator boolean, p_readers text[], p_prompt_readers text[], p_reply uuid)
returns table (
    found boolean, attempt integer, provider text, model text, outcome text, usage_source text, input_tokens bigint,
    output_tokens bigint, cache_read_tokens bigint, cache_write_tokens bigint, reasoning_tokens bigint,
    strategy text, window_tokens integer, answer_tokens integer, system_hash text, system_tokens integer,
    summary_version integer, summary_seq bigint, summary_tokens integer, messages uuid[], tokens integer[],
    counted boolean[], narrowed boolean, truncated boolean, continued_chars integer)
language sql stable as $$
    select p.reply_id is not null, t.attempt, t.provider, t.model, t.outcome, t.usage_source, t.input_tokens,
        t.output_tokens, t.cache_read_tokens, t.cache_write_tokens, t.reasoning_tokens,
        c.strategy, c.window_tokens, c.answer_tokens, case when s.standing = any (p_prompt_readers) then c.system_hash end,
        c.system_tokens, c.summary_version, c.summary_seq, c.summary_tokens, c.messages, c.tokens, c.counted, c.narrowed,
        c.truncated, c.continued_chars
    from (select verbatim_standing(p_tenant, p_room, p_user, p_operator) as standing) s
    left join lateral (
        select p.reply_id from replies p
        where p.reply_id = p_reply and p.tenant is not distinct from p_tenant and p.room_id is not distinct from p_room
        limit 1) p on true
    left join lateral (
        select t.* from attempts t where t.tenant = p_tenant and t.reply_id = p.reply_id
        order by t.attempt
        limit 1000) t on true
    left join lateral (
        select c.* from attempt_contexts c where c.reply_id = t.reply_id and c.attempt = t.attempt
        limit 1) c on true
    where s.standing = any (p_readers)
    order by t.attempt
$$;
comment on function verbatim_context is 'What the model saw for an answer, attempt by attempt.';
