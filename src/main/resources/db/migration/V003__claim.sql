-- Ended messages before a place of the room that a prompt may hold, oldest first: the newest ones within both limits, and the
-- newest one in any case. One range of the primary key.
create function verbatim_tail(
    p_tenant text, p_room text, p_before bigint, p_max_messages integer, p_max_bytes bigint)
returns table (seq bigint, message_id uuid, role text, user_id text, name text, text text, tokens integer)
language sql stable as $$
    select t.seq, t.message_id, t.role, t.user_id, t.name, t.text, t.tokens
    from (
        select n.*,
            row_number() over (order by n.seq desc) as place,
            sum(octet_length(n.text)) over (order by n.seq desc) as bytes
        from (
            select m.* from messages m
            where m.tenant = p_tenant and m.room_id = p_room and m.seq < p_before
              and m.removed_at is null and m.text <> '' and m.role in ('user', 'assistant')
            order by m.seq desc
            limit p_max_messages) n) t
    where t.place = 1 or t.bytes <= p_max_bytes
    order by t.seq
$$;

-- Our estimate where nobody counted: four bytes of UTF-8 are about a token, in English and in Korean.
create function verbatim_tokens(p_bytes bigint) returns bigint
language sql immutable as $$ select (p_bytes + 3) / 4 $$;

-- Whether expired leases mean anything: after a restart of the server nobody could renew.
create function verbatim_leases_count(p_lease_ms bigint) returns boolean
language sql volatile as $$
    select pg_postmaster_start_time() < clock_timestamp() - p_lease_ms * interval '1 millisecond'
$$;

-- Claims a batch of replies: pending ones, and running ones whose lease has run out (a takeover, which closes the dead attempt's
-- row). Read back at the end, so that a claim that is repeated, for whatever reason, is answered as it was the first time.
create function verbatim_claim(
    p_tenant text[], p_room text[], p_reply uuid[], p_claim uuid[], p_owner text[], p_provider text[], p_model text[],
    p_max_messages integer[], p_max_bytes bigint[], p_input_price bigint[], p_output_price bigint[],
    p_lease_ms bigint, p_max_takeovers integer)
returns table (
    ord integer, outcome text, epoch bigint, attempt integer, seq bigint, reply_to uuid, rev bigint,
    system_prompt text, stopped_by text,
    tail_ids uuid[], tail_roles text[], tail_users text[], tail_names text[], tail_texts text[], tail_tokens integer[],
    dead_attempt integer, dead_provider text, dead_model text, dead_user text, dead_source text, dead_input bigint,
    dead_output bigint, dead_cost bigint, dead_ms bigint)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_won integer[];
    v_taken_over integer[];
begin
    perform verbatim_lock_rooms(p_tenant, p_room);
    perform verbatim_lock_replies(p_tenant, p_reply);
    v_now := clock_timestamp();

    select coalesce(array_agg(w.ord), '{}'), coalesce(array_agg(w.ord) filter (where w.state = 'running'), '{}')
    into v_won, v_taken_over
    from (
        select distinct on (p.tenant, p.reply_id) a.ord::integer as ord, p.state
        from unnest(p_tenant, p_room, p_reply, p_claim) with ordinality as a(tenant, room_id, reply_id, claim_id, ord)
        join replies p on p.tenant = a.tenant and p.reply_id = a.reply_id and p.room_id = a.room_id
        where p.state = 'pending'
           or (p.state = 'running' and p.claim_id <> a.claim_id and p.lease_until < v_now
               and p.takeovers < p_max_takeovers and verbatim_leases_count(p_lease_ms))
        order by p.tenant, p.reply_id, a.ord) w;

    if cardinality(v_taken_over) > 0 then
        perform verbatim_abandon(
            array(select p_tenant[o] from unnest(v_taken_over) o), array(select p_reply[o] from unnest(v_taken_over) o),
            v_now);
    end if;

    if cardinality(v_won) > 0 then
        with won as (
            select a.*
            from unnest(p_tenant, p_room, p_reply, p_claim, p_owner, p_provider, p_model)
                with ordinality as a(tenant, room_id, reply_id, claim_id, owner, provider, model, ord)
            where a.ord = any (v_won)
        ), changed as (
            update rooms r set rev = r.rev + 1 from won w
            where r.tenant = w.tenant and r.room_id = w.room_id
            returning r.tenant, r.room_id, r.rev
        )
        update replies p
        set state = 'running', epoch = p.epoch + 1, attempt = p.attempt + 1,
            takeovers = p.takeovers + (p.state = 'running')::integer,
            claim_id = w.claim_id, owner = w.owner, provider = w.provider, model = w.model,
            lease_until = v_now + p_lease_ms * interval '1 millisecond', started_at = v_now, started_rev = c.rev
        from won w
        join changed c on c.tenant = w.tenant and c.room_id = w.room_id
        where p.tenant = w.tenant and p.reply_id = w.reply_id;

        insert into attempts (
            tenant, reply_id, attempt, epoch, claim_id, owner, provider, model, prompt_estimate, input_price_pico,
            output_price_pico, started_at)
        select p.tenant, p.reply_id, p.attempt, p.epoch, p.claim_id, p.owner, p.provider, p.model,
            verbatim_tokens(coalesce(octet_length(r.system_prompt), 0)) + coalesce((
                select sum(coalesce(t.tokens, verbatim_tokens(octet_length(t.text))))
                from verbatim_tail(p.tenant, p.room_id, p.seq, a.max_messages, a.max_bytes) t), 0),
            a.input_price, a.output_price, v_now
        from unnest(p_tenant, p_reply, p_max_messages, p_max_bytes, p_input_price, p_output_price)
            with ordinality as a(tenant, reply_id, max_messages, max_bytes, input_price, output_price, ord)
        join replies p on p.tenant = a.tenant and p.reply_id = a.reply_id
        join rooms r on r.tenant = p.tenant and r.room_id = p.room_id
        where a.ord = any (v_won);
    end if;

    return query
    select a.ord::integer,
        case
            when p.reply_id is null then 'not_found'
            when p.state = 'running' and p.claim_id = a.claim_id then 'claimed'
            else 'conflict'
        end,
        p.epoch, p.attempt, p.seq, p.reply_to, p.started_rev, r.system_prompt, p.stop_requested_by,
        tail.ids, tail.roles, tail.users, tail.names, tail.texts, tail.tokens,
        d.attempt, d.provider, d.model, p.user_id, d.usage_source, d.input_tokens, d.output_tokens,
        d.cost_pico, d.duration_ms
    from unnest(p_tenant, p_room, p_reply, p_claim, p_max_messages, p_max_bytes)
        with ordinality as a(tenant, room_id, reply_id, claim_id, max_messages, max_bytes, ord)
    left join replies p on p.tenant = a.tenant and p.reply_id = a.reply_id and p.room_id = a.room_id
    left join rooms r on r.tenant = p.tenant and r.room_id = p.room_id
    left join attempts d on a.ord = any (v_taken_over) and d.tenant = p.tenant and d.reply_id = p.reply_id
        and d.attempt = p.attempt - 1 and d.outcome = 'abandoned'
    left join lateral (
        select array_agg(t.message_id order by t.seq) as ids, array_agg(t.role order by t.seq) as roles,
            array_agg(t.user_id order by t.seq) as users, array_agg(t.name order by t.seq) as names,
            array_agg(t.text order by t.seq) as texts, array_agg(t.tokens order by t.seq) as tokens
        from verbatim_tail(p.tenant, p.room_id, p.seq, a.max_messages, a.max_bytes) t
        where p.state = 'running' and p.claim_id = a.claim_id) tail on true
    order by a.ord;
end $$;
comment on function verbatim_claim is
    'Makes an owner: epoch, lease and the row of the attempt, before any request is sent; returns what its prompt may hold.';

-- Tokens by price; null where something of it is not known, or too large to be money.
create function verbatim_cost(p_input bigint, p_input_price bigint, p_output bigint, p_output_price bigint) returns bigint
language sql immutable as $$
    select case when c.cost <= 9223372036854775807 then c.cost::bigint end
    from (select p_input::numeric * p_input_price + p_output::numeric * p_output_price as cost) c
$$;

-- Closes the rows of attempts whose owner was lost and forgets their checkpoints. What they used is estimated from the checkpoint
-- and priced as at the claim; where there is none, nobody knows.
create function verbatim_abandon(p_tenant text[], p_reply uuid[], p_now timestamptz) returns void
language plpgsql as $$
begin
    update attempts t
    set outcome = 'abandoned', ended_at = p_now,
        duration_ms = greatest(0, (extract(epoch from p_now - t.started_at) * 1000)::bigint),
        usage_source = case when seen.bytes is null then 'unknown' else 'estimated' end,
        input_tokens = case when seen.bytes is null then 0 else t.prompt_estimate end,
        output_tokens = coalesce(verbatim_tokens(seen.bytes), 0),
        cost_pico = verbatim_cost(
            t.prompt_estimate, t.input_price_pico, verbatim_tokens(seen.bytes), t.output_price_pico)
    from unnest(p_tenant, p_reply) as a(tenant, reply_id)
    join replies p on p.tenant = a.tenant and p.reply_id = a.reply_id and p.state = 'running'
    left join lateral (
        select sum(octet_length(c.text)) as bytes from reply_chunks c
        where c.tenant = p.tenant and c.reply_id = p.reply_id and c.attempt = p.attempt) seen on true
    where t.tenant = p.tenant and t.reply_id = p.reply_id and t.attempt = p.attempt and t.outcome = 'running';

    delete from reply_chunks c using unnest(p_tenant, p_reply) as a(tenant, reply_id)
    where c.tenant = a.tenant and c.reply_id = a.reply_id;
end $$;
