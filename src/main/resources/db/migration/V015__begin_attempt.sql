-- A reply is a sequence of attempts. The first comes with the claim; the next ones, by the same owner within its epoch, begin here.
alter table attempts
    add column start_offset integer not null default 0,
    add column fallback boolean not null default false,
    add constraint attempts_start_offset check (start_offset >= 0);
comment on column attempts.start_offset is 'UTF-16 code units of the text before it that stood when it began.';
comment on column attempts.fallback is 'Somebody else than the first choice was asked.';
comment on column attempts.claim_id is 'The claim or the beginning that made the row; the same again is answered the same.';
comment on column replies.started_rev is 'When the present attempt began.';

-- Closes the attempt that is over, writes the next one's row and takes a rev, fenced by the epoch. Whoever repeats the beginning that
-- made the present attempt is answered as it was the first time. One statement decides, writes and answers.
create function verbatim_begin(
    p_tenant text[], p_room text[], p_reply uuid[], p_begin uuid[], p_epoch bigint[], p_former integer[], p_provider text[],
    p_model text[], p_offset integer[], p_fallback boolean[], p_input_price bigint[], p_output_price bigint[],
    p_outcome text[], p_error text[], p_source text[], p_input bigint[], p_output bigint[], p_cache_read bigint[],
    p_cache_write bigint[], p_reasoning_tokens bigint[], p_cost bigint[], p_first_token_ms bigint[], p_duration_ms bigint[],
    p_request_id text[])
returns table (
    ord integer, begun boolean, attempt integer, seq bigint, reply_to uuid, rev bigint, owner text, stopped_by text,
    user_id text, former_provider text, former_model text)
language plpgsql as $$
#variable_conflict use_column
declare
    v_now timestamptz;
begin
    perform verbatim_lock_rooms(p_tenant, p_room);
    perform verbatim_lock_replies(p_tenant, p_reply);
    v_now := clock_timestamp();

    return query
    with asked as (
        select a.*, p.*, r.place as room_place, r.rev as room_rev, f.place as former_place, f.prompt_estimate,
            f.provider as former_provider, f.model as former_model, n.claim_id as made_by,
            coalesce(p.attempt = a.former, false) as may_win
        from unnest(p_tenant, p_room, p_reply, p_begin, p_epoch, p_former)
            with ordinality as a(tenant, room_id, reply_id, begin_id, epoch, former, ord)
        left join lateral (
            select p.ctid as place, p.attempt, p.seq, p.reply_to, p.user_id, p.owner, p.started_rev, p.stop_requested_by
            from replies p
            where p.reply_id = a.reply_id and p.tenant is not distinct from a.tenant
              and p.room_id is not distinct from a.room_id and p.state is not distinct from 'running' and p.epoch = a.epoch
            limit 1) p on true
        left join lateral (
            select r.ctid as place, r.rev from rooms r
            where r.tenant = a.tenant and r.room_id = a.room_id and p.place is not null
            limit 1) r on true
        left join lateral (
            select t.ctid as place, t.prompt_estimate, t.provider, t.model from attempts t
            where t.tenant = a.tenant and t.reply_id = a.reply_id and t.attempt = a.former and p.place is not null
            limit 1) f on true
        left join lateral (
            select t.claim_id from attempts t
            where t.tenant = a.tenant and t.reply_id = a.reply_id and t.attempt = a.former + 1 and p.attempt > a.former
            limit 1) n on true
    ), decided as (
        select s.*, s.may_win and first_value(s.ord) over w = s.ord as wins,
            s.place is not null and case when s.may_win then first_value(s.begin_id) over w = s.begin_id
                else s.made_by = s.begin_id and s.attempt = s.former + 1 end as is_begun
        from asked s
        window w as (partition by s.place order by s.ord)
    ), changed as (
        update rooms r set rev = r.rev + 1 from decided d where r.ctid = d.room_place and d.wins
    ), started as (
        update replies p
        set attempt = d.former + 1, provider = p_provider[d.ord], model = p_model[d.ord], started_rev = d.room_rev + 1
        from decided d
        where p.ctid = d.place and d.wins
    ), closed as (
        update attempts t
        set outcome = p_outcome[d.ord], ended_at = v_now, error = p_error[d.ord], usage_source = p_source[d.ord],
            input_tokens = p_input[d.ord], output_tokens = p_output[d.ord], cache_read_tokens = p_cache_read[d.ord],
            cache_write_tokens = p_cache_write[d.ord], reasoning_tokens = p_reasoning_tokens[d.ord],
            cost_pico = p_cost[d.ord], first_token_ms = p_first_token_ms[d.ord], duration_ms = p_duration_ms[d.ord],
            request_id = p_request_id[d.ord]
        from decided d
        where t.ctid = d.former_place and d.wins
    ), billed as (
        insert into attempts (
            tenant, reply_id, attempt, epoch, claim_id, owner, provider, model, prompt_estimate, input_price_pico,
            output_price_pico, started_at, start_offset, fallback)
        select d.tenant, d.reply_id, d.former + 1, d.epoch, d.begin_id, d.owner, p_provider[d.ord], p_model[d.ord],
            d.prompt_estimate, p_input_price[d.ord], p_output_price[d.ord], v_now, p_offset[d.ord], p_fallback[d.ord]
        from decided d
        where d.wins
    )
    select d.ord::integer, coalesce(d.is_begun, false), d.former + 1, d.seq, d.reply_to,
        case when d.may_win then d.room_rev + 1 else d.started_rev end, d.owner, d.stop_requested_by, d.user_id,
        d.former_provider, d.former_model
    from decided d
    order by d.ord;
end $$;
comment on function verbatim_begin is 'The next attempt of an owner: one row closed, one made, one rev, before the request goes out.';
