-- What an attempt has come to beside its words, told by its owner's beats while it runs: the provider's count so far, and the calls of
-- tools. Its own row holds it until it is closed. It waits for no lock: what somebody else holds is being ended, or is told again.
create function verbatim_so_far(
    p_tenant text[], p_reply uuid[], p_epoch bigint[], p_attempt integer[], p_input bigint[], p_output bigint[], p_calls text[])
returns void language plpgsql as $$
begin
    for i in 1 .. cardinality(p_reply) loop
        perform from attempts t
        where t.tenant = p_tenant[i] and t.reply_id = p_reply[i] and t.attempt = p_attempt[i] and t.epoch = p_epoch[i]
          and t.outcome = 'running'
        for no key update skip locked;
        if found then
            update attempts t
            set usage_source = case when p_input[i] is null then t.usage_source else 'estimated' end,
                input_tokens = coalesce(p_input[i], t.input_tokens), output_tokens = coalesce(p_output[i], t.output_tokens),
                tool_calls = coalesce(p_calls[i]::jsonb, t.tool_calls)
            where t.tenant = p_tenant[i] and t.reply_id = p_reply[i] and t.attempt = p_attempt[i];
        end if;
    end loop;
end $$;
comment on function verbatim_so_far is 'Counts and calls of attempts that run; the bill of those whose owner is lost.';

-- As before, with what the owner had told: the provider's count of the prompt instead of ours, and no fewer tokens of the answer than it
-- counted; calls of tools are paid for as words are. The beginning that an attempt was given is of the prompt, not of its answer.
create or replace function verbatim_abandon(p_tenant text[], p_reply uuid[], p_now timestamptz) returns void
language plpgsql as $$
begin
    with dead as (
        select t.place, t.is_counted, nullif(coalesce(words.bytes, 0) + coalesce(calls.bytes, 0), 0) as bytes,
            case when t.is_counted and t.input_tokens > 0 then t.input_tokens
                else t.prompt_estimate + verbatim_tokens(t.start_offset) end as input
        from unnest(p_tenant, p_reply) as a(tenant, reply_id)
        cross join lateral (
            select p.attempt from replies p
            where p.reply_id = a.reply_id and p.tenant is not distinct from a.tenant
              and p.state is not distinct from 'running'
            limit 1) p
        cross join lateral (
            select t.ctid as place, t.usage_source <> 'unknown' as is_counted, t.input_tokens, t.prompt_estimate, t.start_offset,
                t.tool_calls
            from attempts t
            where t.tenant = a.tenant and t.reply_id = a.reply_id and t.attempt = p.attempt and t.outcome = 'running'
            limit 1) t
        cross join lateral (
            select sum(case
                when c.kind <> 'text' or c.chunk_offset >= t.start_offset then octet_length(c.text)
                else octet_length(c.text)::bigint
                    * greatest(c.chunk_offset + c.chunk_length - t.start_offset, 0) / c.chunk_length end)::bigint as bytes
            from reply_chunks c
            where c.tenant = a.tenant and c.reply_id = a.reply_id and c.attempt = p.attempt) words
        cross join lateral (
            select sum(octet_length(c.call ->> 'name') + octet_length(c.call ->> 'arguments')) as bytes
            from jsonb_array_elements(t.tool_calls) as c(call)) calls
    ), billed as (
        select d.*, case when d.bytes is not null or d.is_counted then 'estimated' else 'unknown' end as source
        from dead d
    )
    update attempts t
    set outcome = 'abandoned', ended_at = p_now,
        duration_ms = greatest(0, (extract(epoch from p_now - t.started_at) * 1000)::bigint),
        usage_source = b.source,
        input_tokens = case when b.source = 'unknown' then 0 else b.input end,
        output_tokens = greatest(t.output_tokens, coalesce(verbatim_tokens(b.bytes), 0)),
        cost_pico = case when b.source <> 'unknown' then verbatim_cost(
            b.input, t.input_price_pico, greatest(t.output_tokens, coalesce(verbatim_tokens(b.bytes), 0)),
            t.output_price_pico) end
    from billed b
    where t.ctid = b.place;

    delete from reply_chunks c
    where c.ctid = any (array(
        select k.place
        from unnest(p_tenant, p_reply) as a(tenant, reply_id)
        cross join lateral (
            select k.ctid as place from reply_chunks k where k.tenant = a.tenant and k.reply_id = a.reply_id
            offset 0) k));
end $$;
