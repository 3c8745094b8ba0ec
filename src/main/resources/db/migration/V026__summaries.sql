-- Summaries of what no longer fits a room's window. A fold is one request to a model that makes a new summary out of the newest one and what
-- came after it; its row is written before the request goes out, like an attempt's, and is its bill. At most one runs per room: whoever
-- wants the next locks the room and finds none, or one whose lease is over. A summary is kept only if nothing of what it covers was
-- changed meanwhile and no other one has become the newest.

create table folds (
    tenant             text collate "C" not null,
    room_id            text collate "C" not null,
    version            integer not null,
    fold_id            uuid not null,
    base               integer,
    from_seq           bigint not null,
    through_seq        bigint not null,
    owner              text not null,
    provider           text not null,
    model              text not null,
    started_at         timestamptz not null,
    lease_until        timestamptz not null,
    ended_at           timestamptz,
    outcome            text not null default 'running',
    error              text,
    usage_source       text not null default 'unknown',
    input_tokens       bigint not null default 0,
    output_tokens      bigint not null default 0,
    cache_read_tokens  bigint not null default 0,
    cache_write_tokens bigint not null default 0,
    reasoning_tokens   bigint not null default 0,
    cost_pico          bigint,
    first_token_ms     bigint,
    duration_ms        bigint,
    request_id         text,
    failures           integer not null,
    dropped            boolean not null default false,
    constraint folds_pk primary key (tenant, room_id, version),
    constraint folds_room foreign key (tenant, room_id) references rooms,
    constraint folds_outcome check (
        outcome in ('running', 'complete', 'stopped', 'failed', 'interrupted', 'not_sent', 'abandoned')),
    constraint folds_usage_source check (usage_source in ('provider', 'estimated', 'unknown')),
    constraint folds_open_or_closed check ((outcome = 'running') = (ended_at is null)),
    constraint folds_place check (version > 0 and from_seq > 0 and through_seq >= from_seq and failures >= 0)
) with (fillfactor = 60);
create unique index folds_one_running_per_room on folds ((room_id || '/' || tenant)) where outcome = 'running';
create index folds_ended on folds ((tenant || '/'), ended_at) where ended_at is not null;
comment on table folds is 'One row per request for a summary, committed before it is sent. The bill; versions are never given twice.';
comment on column folds.base is 'The summary that it goes on from; null: none.';
comment on column folds.failures is 'How many in a row came to nothing, this one included once it has.';
comment on column folds.dropped is 'Something that it covers was changed while it ran: its text is not kept.';

create table summaries (
    tenant      text collate "C" not null,
    room_id     text collate "C" not null,
    version     integer not null,
    from_seq    bigint not null,
    through_seq bigint not null,
    through_id  uuid not null,
    text        text not null,
    tokens      integer not null,
    created_at  timestamptz not null,
    constraint summaries_pk primary key (tenant, room_id, version),
    constraint summaries_fold foreign key (tenant, room_id, version) references folds,
    constraint summaries_place check (from_seq > 0 and through_seq >= from_seq and tokens >= 0 and text <> '')
);
comment on table summaries is 'What models wrote down of a room''s older messages; gone with any word that it covers.';

-- Words that go, or change, take every summary with them that covers them, in the same transaction, whoever takes them. Older summaries that
-- do not reach them stay, and are gone on from.
create function verbatim_forget_summaries() returns trigger
language plpgsql as $$
begin
    delete from summaries s
    where s.tenant = old.tenant and s.room_id = old.room_id and s.from_seq <= old.seq and s.through_seq >= old.seq;
    update folds f set dropped = true
    where f.room_id || '/' || f.tenant = old.room_id || '/' || old.tenant and f.outcome = 'running'
      and f.from_seq <= old.seq and f.through_seq >= old.seq;
    return null;
end $$;
create trigger messages_forget_summaries after update of text on messages
    for each row when (old.text is distinct from new.text)
    execute function verbatim_forget_summaries();

-- Begins a fold where there is enough to fold: what came after the newest summary is over p_after_tokens or p_after_messages. All of it but the
-- newest p_keep_tokens and p_keep_messages is folded, oldest first, at most p_max_bytes. No row: not now. The same fold asked for
-- again is answered as it was.
create function verbatim_fold(
    p_tenant text, p_room text, p_fold uuid, p_owner text, p_provider text, p_model text, p_lease_ms bigint, p_rest_ms bigint,
    p_after_tokens bigint, p_after_messages integer, p_keep_tokens bigint, p_keep_messages integer, p_max_bytes bigint)
returns table (
    version integer, base_version integer, base_seq bigint, base_id uuid, base_text text, base_tokens integer,
    ids uuid[], roles text[], users text[], names text[], texts text[], tokens integer[])
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_last folds;
    v_base summaries;
    v_after bigint;
    v_first bigint;
    v_through bigint;
    v_version integer;
begin
    select r.retained_seq into v_after from rooms r
    where r.tenant = p_tenant and r.room_id = p_room and r.removed_at is null and r.prompt_strategy is not distinct from 'summary'
    for no key update;
    if not found then
        return;
    end if;
    v_now := clock_timestamp();
    select * into v_last from folds f where f.tenant = p_tenant and f.room_id = p_room order by f.version desc limit 1;
    if v_last.outcome = 'running' and v_last.fold_id <> p_fold then
        if v_last.lease_until > v_now then
            return;
        end if;
        -- Its owner is gone. What it used nobody knows; it may still say so.
        update folds f set outcome = 'abandoned', ended_at = v_now, failures = f.failures + 1
        where f.tenant = p_tenant and f.room_id = p_room and f.version = v_last.version;
        v_last.failures := v_last.failures + 1;
    elsif v_last.outcome <> 'running' and v_last.failures > 0
        and v_last.ended_at + least(p_rest_ms * power(2, least(v_last.failures, 20) - 1), 3600000) * interval '1 millisecond' > v_now
    then
        return;
    end if;

    select * into v_base from summaries s where s.tenant = p_tenant and s.room_id = p_room order by s.version desc limit 1;
    v_after := greatest(v_after, v_base.through_seq);
    if v_last.outcome = 'running' and v_last.fold_id = p_fold then
        v_version := v_last.version;
        v_through := v_last.through_seq;
    else
        select min(t.seq), max(t.seq) filter (
                where (t.newer_tokens > p_keep_tokens or t.newer > p_keep_messages)
                  and (t.older_bytes <= p_max_bytes or t.older = 1))
        into v_first, v_through
        from (
            select n.seq,
                sum(n.tokens) over (order by n.seq desc) as newer_tokens, row_number() over (order by n.seq desc) as newer,
                sum(n.bytes) over (order by n.seq) as older_bytes, row_number() over (order by n.seq) as older,
                sum(n.tokens) over () as all_tokens, count(*) over () as all_messages
            from (
                select m.seq, coalesce(m.tokens, verbatim_tokens(octet_length(m.text))) as tokens,
                    octet_length(m.text) as bytes
                from messages m
                where m.tenant = p_tenant and m.room_id = p_room and m.seq > v_after
                  -- An answer that has not ended will stand before what came after it.
                  and m.seq < coalesce(
                    (select min(p.seq) from replies p
                     where p.tenant || '/' || p.room_id = p_tenant || '/' || p_room and p.state <> 'ended'),
                    9223372036854775807)
                  and m.removed_at is null and m.text <> '' and m.role in ('user', 'assistant')
                order by m.seq
                limit 1000) n) t
        where t.all_tokens > p_after_tokens or t.all_messages > p_after_messages;
        if v_through is null then
            return;
        end if;
        v_version := coalesce(v_last.version, 0) + 1;
        insert into folds (
            tenant, room_id, version, fold_id, base, from_seq, through_seq, owner, provider, model, started_at, lease_until,
            failures)
        values (
            p_tenant, p_room, v_version, p_fold, v_base.version, coalesce(v_base.from_seq, v_first), v_through, p_owner,
            p_provider, p_model, v_now, v_now + p_lease_ms * interval '1 millisecond', coalesce(v_last.failures, 0));
    end if;

    return query
    select v_version, v_base.version, v_base.through_seq, v_base.through_id, v_base.text, v_base.tokens,
        array_agg(m.message_id order by m.seq), array_agg(m.role order by m.seq), array_agg(m.user_id order by m.seq),
        array_agg(m.name order by m.seq), array_agg(m.text order by m.seq), array_agg(m.tokens order by m.seq)
    from messages m
    where m.tenant = p_tenant and m.room_id = p_room and m.seq > v_after and m.seq <= v_through
      and m.removed_at is null and m.text <> '' and m.role in ('user', 'assistant');
end $$;
comment on function verbatim_fold is 'Begins the next summary of a room, if it is time and nobody is at it.';

-- Closes a fold's row and keeps its text, where there is one and nothing has come between. What it used is booked in the room's budget of the
-- day, where it has one; one that had been given up is booked too, but its text comes too late.
create function verbatim_end_fold(
    p_tenant text, p_room text, p_version integer, p_fold uuid, p_text text, p_tokens integer,
    p_outcome text, p_error text, p_source text, p_input bigint, p_output bigint, p_cache_read bigint, p_cache_write bigint,
    p_reasoning_tokens bigint, p_cost bigint, p_first_token_ms bigint, p_duration_ms bigint, p_request_id text)
returns table (stored boolean)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_fold folds;
    v_through uuid;
    v_keep boolean;
begin
    perform from rooms r where r.tenant = p_tenant and r.room_id = p_room for no key update;
    v_now := clock_timestamp();
    select * into v_fold from folds f where f.tenant = p_tenant and f.room_id = p_room and f.version = p_version;
    if v_fold.fold_id = p_fold and v_fold.usage_source = 'unknown' and v_fold.outcome in ('running', 'abandoned') then
        select m.message_id into v_through from messages m
        where m.tenant = p_tenant and m.room_id = p_room and m.seq = v_fold.through_seq;
        v_keep := v_fold.outcome = 'running' and p_text is not null and not v_fold.dropped
            and v_fold.base is not distinct from (
                select max(s.version) from summaries s where s.tenant = p_tenant and s.room_id = p_room);
        update folds f
        set outcome = case when f.outcome = 'running' then p_outcome else f.outcome end, ended_at = coalesce(f.ended_at, v_now),
            error = p_error, usage_source = p_source, input_tokens = p_input, output_tokens = p_output,
            cache_read_tokens = p_cache_read, cache_write_tokens = p_cache_write, reasoning_tokens = p_reasoning_tokens,
            cost_pico = p_cost, first_token_ms = p_first_token_ms, duration_ms = p_duration_ms, request_id = p_request_id,
            failures = case
                when f.outcome <> 'running' or p_outcome = 'stopped' then f.failures
                when p_text is null then f.failures + 1
                else 0
            end
        where f.tenant = p_tenant and f.room_id = p_room and f.version = p_version;
        if v_keep then
            insert into summaries (tenant, room_id, version, from_seq, through_seq, through_id, text, tokens, created_at)
            values (
                p_tenant, p_room, p_version, v_fold.from_seq, v_fold.through_seq, v_through, p_text, p_tokens, v_now);
        end if;
        update token_budgets b set used = b.used + p_input + p_output
        where b.tenant = p_tenant and b.kind = 'room' and b.id = p_room and b.day = (v_now at time zone 'UTC')::date;
    end if;
    return query select exists (
        select from summaries s where s.tenant = p_tenant and s.room_id = p_room and s.version = p_version);
end $$;
comment on function verbatim_end_fold is 'The end of a fold: its bill, and its summary where it still stands.';

-- As before, with what summaries took: the room's and the model's, of no user.
create or replace function verbatim_usage(
    p_tenant text, p_user text, p_from timestamptz, p_to timestamptz, p_by text,
    p_after_key text, p_after_provider text, p_after_source text, p_limit integer, p_most integer)
returns table (
    too_many boolean, key text, provider text, source text, attempts bigint, input_tokens bigint, output_tokens bigint,
    cache_read_tokens bigint, cache_write_tokens bigint, reasoning_tokens bigint, cost_pico numeric, unpriced bigint)
language plpgsql stable as $$
#variable_conflict use_column
begin
    return query
    with chosen as materialized (
        (select p.reply_id, p.user_id, p.room_id, p.ended_at from replies p
         where p.tenant || '/' = p_tenant || '/' and p.state = 'ended' and p.ended_at >= p_from and p.ended_at < p_to
           and p_user is null
         order by p.tenant || '/', p.ended_at
         limit p_most + 1)
        union all
        (select p.reply_id, p.user_id, p.room_id, p.ended_at from replies p
         where p.user_id = p_user and p.state = 'ended' and p.ended_at >= p_from and p.ended_at < p_to
           and p.tenant is not distinct from p_tenant
         order by p.user_id, p.ended_at
         limit p_most + 1)
    ), folded as materialized (
        select f.room_id, f.model, f.provider, f.usage_source collate "C" as source, f.input_tokens, f.output_tokens,
            f.cache_read_tokens, f.cache_write_tokens, f.reasoning_tokens,
            case when f.outcome = 'not_sent' then 0 else f.cost_pico end as cost, f.ended_at
        from folds f
        where f.tenant || '/' = p_tenant || '/' and f.ended_at is not null and f.ended_at >= p_from and f.ended_at < p_to
          and p_user is null
        order by f.tenant || '/', f.ended_at
        limit p_most + 1
    ), asked as (
        select c.user_id, c.room_id, c.ended_at, t.*
        from chosen c
        cross join lateral (
            select t.model, t.provider, t.usage_source collate "C" as source, t.input_tokens, t.output_tokens,
                t.cache_read_tokens, t.cache_write_tokens, t.reasoning_tokens,
                case when t.outcome = 'not_sent' then 0 else t.cost_pico end as cost
            from attempts t
            where t.tenant = p_tenant and t.reply_id = c.reply_id and t.outcome <> 'running'
            limit 1000) t
        union all
        select '', f.room_id, f.ended_at, f.model, f.provider, f.source, f.input_tokens, f.output_tokens,
            f.cache_read_tokens, f.cache_write_tokens, f.reasoning_tokens, f.cost
        from folded f
    ), billed as (
        select a.*,
            case p_by
                when 'user' then a.user_id
                when 'room' then a.room_id
                when 'model' then a.model
                else to_char(a.ended_at at time zone 'UTC', 'YYYY-MM-DD')
            end collate "C" as key,
            case when p_by = 'model' then a.provider else '' end collate "C" as seller
        from asked a
        where (select count(*) from chosen) <= p_most and (select count(*) from folded) <= p_most
    )
    select true, null, null, null, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint,
        null::numeric, null::bigint
    where (select count(*) from chosen) > p_most or (select count(*) from folded) > p_most
    union all
    (select false, b.key, b.seller, b.source, count(*), sum(b.input_tokens)::bigint, sum(b.output_tokens)::bigint,
        sum(b.cache_read_tokens)::bigint, sum(b.cache_write_tokens)::bigint, sum(b.reasoning_tokens)::bigint,
        sum(b.cost), count(*) filter (where b.cost is null)
     from billed b
     where p_after_key is null or (b.key, b.seller, b.source) > (p_after_key, p_after_provider, p_after_source)
     group by b.key, b.seller, b.source
     order by b.key, b.seller, b.source
     limit p_limit);
end $$;
