-- As before, and the attempt's row says whether somebody else than the first choice is asked.
drop function verbatim_claim(
    text[], text[], uuid[], uuid[], text[], text[], text[], integer[], bigint[], bigint[], bigint[], bigint, integer);

create function verbatim_claim(
    p_tenant text[], p_room text[], p_reply uuid[], p_claim uuid[], p_owner text[], p_provider text[], p_model text[],
    p_max_messages integer[], p_max_bytes bigint[], p_input_price bigint[], p_output_price bigint[],
    p_fallback boolean[], p_lease_ms bigint, p_max_takeovers integer)
returns table (
    ord integer, outcome text, epoch bigint, attempt integer, seq bigint, reply_to uuid, rev bigint,
    system_prompt text, models text[], max_output_tokens integer, temperature double precision, on_empty text, on_cut text,
    prompt_strategy text, turn_policy text, stopped_by text,
    tail_ids uuid[], tail_roles text[], tail_users text[], tail_names text[], tail_texts text[], tail_tokens integer[],
    dead_attempt integer, dead_provider text, dead_model text, dead_user text, dead_source text, dead_input bigint,
    dead_output bigint, dead_cost bigint, dead_ms bigint)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_running integer[];
    v_lost integer[] := '{}';
begin
    perform verbatim_lock_rooms(p_tenant, p_room);

    -- Replies, each in id order; which of them somebody runs.
    select array_agg(a.ord::integer) filter (where locked.state = 'running') into v_running
    from (select k.* from unnest(p_tenant, p_reply) with ordinality as k(tenant, reply_id, ord)
          order by k.tenant collate "C", k.reply_id) a
    cross join lateral (
        select r.state from replies r where r.reply_id = a.reply_id and r.tenant is not distinct from a.tenant
        for no key update) locked;
    v_now := clock_timestamp();

    -- A takeover closes the dead attempt's row.
    if v_running is not null then
        select coalesce(array_agg(o.ord), '{}') into v_lost
        from unnest(v_running) as o(ord)
        cross join lateral (
            select from replies p
            where p.reply_id = p_reply[o.ord] and p.room_id is not distinct from p_room[o.ord]
              and p.state is not distinct from 'running' and p.claim_id is distinct from p_claim[o.ord] and p.lease_until < v_now
              and p.takeovers < p_max_takeovers and verbatim_leases_count(p_lease_ms)
            limit 1) p;
        perform verbatim_abandon(
            array(select p_tenant[o] from unnest(v_lost) o), array(select p_reply[o] from unnest(v_lost) o), v_now);
    end if;

    return query
    with asked as (
        select a.*, p.*, r.place as room_place, r.rev as room_rev, r.system_prompt, r.models, r.max_output_tokens,
            r.temperature, r.on_empty, r.on_cut, r.prompt_strategy, r.turn_policy,
            coalesce(p.state = 'pending' or a.ord = any (v_lost), false) as may_win
        from unnest(p_tenant, p_room, p_reply, p_claim)
            with ordinality as a(tenant, room_id, reply_id, claim_id, ord)
        left join lateral (
            select p.ctid as place, p.state, p.epoch, p.attempt, p.claim_id as held_by, p.seq, p.reply_to, p.user_id,
                p.started_rev, p.stop_requested_by
            from replies p
            where p.reply_id = a.reply_id and p.tenant is not distinct from a.tenant
              and p.room_id is not distinct from a.room_id
            limit 1) p on true
        left join lateral (
            select r.ctid as place, r.rev, r.system_prompt, r.models, r.max_output_tokens, r.temperature, r.on_empty, r.on_cut,
                r.prompt_strategy, r.turn_policy
            from rooms r
            where r.tenant = a.tenant and r.room_id = a.room_id and p.place is not null
            limit 1) r on true
    ), decided as (
        select s.*, first_value(s.may_win) over w as is_won,
            first_value(s.may_win) over w and first_value(s.ord) over w = s.ord as wins,
            case when first_value(s.may_win) over w then first_value(s.claim_id) over w
                when s.state = 'running' then s.held_by end as holder
        from asked s
        window w as (partition by s.place order by s.may_win desc, s.ord)
    ), answered as (
        select d.*, tail.*
        from decided d
        left join lateral (
            select array_agg(t.message_id) as ids, array_agg(t.role) as roles, array_agg(t.user_id) as users,
                array_agg(t.name) as names, array_agg(t.text) as texts, array_agg(t.tokens) as tokens,
                sum(coalesce(t.tokens, verbatim_tokens(octet_length(t.text)))) as estimate
            from verbatim_tail(d.tenant, d.room_id, d.seq, p_max_messages[d.ord], p_max_bytes[d.ord]) t
            where d.holder = d.claim_id) tail on true
    ), changed as (
        update rooms r set rev = r.rev + 1 from decided d where r.ctid = d.room_place and d.wins
    ), started as (
        update replies p
        set state = 'running', epoch = p.epoch + 1, attempt = p.attempt + 1,
            takeovers = p.takeovers + (p.state = 'running')::integer,
            claim_id = d.claim_id, owner = p_owner[d.ord], provider = p_provider[d.ord], model = p_model[d.ord],
            lease_until = v_now + p_lease_ms * interval '1 millisecond', started_at = v_now, started_rev = d.room_rev + 1
        from decided d
        where p.ctid = d.place and d.wins
    ), billed as (
        insert into attempts (
            tenant, reply_id, attempt, epoch, claim_id, owner, provider, model, prompt_estimate, input_price_pico,
            output_price_pico, started_at, fallback)
        select d.tenant, d.reply_id, d.attempt + 1, d.epoch + 1, d.claim_id, p_owner[d.ord], p_provider[d.ord],
            p_model[d.ord], verbatim_tokens(coalesce(octet_length(d.system_prompt), 0)) + coalesce(d.estimate, 0),
            p_input_price[d.ord], p_output_price[d.ord], v_now, p_fallback[d.ord]
        from answered d
        where d.wins
    )
    select d.ord::integer,
        case when d.place is null then 'not_found' when d.holder = d.claim_id then 'claimed' else 'conflict' end,
        d.epoch + d.is_won::integer, d.attempt + d.is_won::integer, d.seq, d.reply_to,
        case when d.is_won then d.room_rev + 1 else d.started_rev end, d.system_prompt, d.models, d.max_output_tokens,
        d.temperature, d.on_empty, d.on_cut, d.prompt_strategy, d.turn_policy, d.stop_requested_by,
        d.ids, d.roles, d.users, d.names, d.texts, d.tokens,
        t.attempt, t.provider, t.model, d.user_id, t.usage_source, t.input_tokens, t.output_tokens, t.cost_pico,
        t.duration_ms
    from answered d
    left join lateral (
        select t.* from attempts t
        where d.ord = any (v_lost) and t.tenant = d.tenant and t.reply_id = d.reply_id and t.attempt = d.attempt
          and t.outcome = 'abandoned'
        limit 1) t on true
    order by d.ord;
end $$;
