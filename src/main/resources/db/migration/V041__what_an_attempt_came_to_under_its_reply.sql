-- As before, under the lock of the reply, as whoever ends it or begins its next attempt has it: an ending that looked for the row before
-- it was moved here did not find it again, and left it running without its bill. It waits for no lock: what somebody else holds is being
-- ended, or is told again.
create or replace function verbatim_so_far(
    p_tenant text[], p_reply uuid[], p_epoch bigint[], p_attempt integer[], p_input bigint[], p_output bigint[], p_calls text[])
returns void language plpgsql as $$
begin
    for i in 1 .. cardinality(p_reply) loop
        perform from replies p
        where p.reply_id = p_reply[i] and p.tenant is not distinct from p_tenant[i]
          and p.state is not distinct from 'running' and p.epoch = p_epoch[i]
        for no key update skip locked;
        continue when not found;
        perform from attempts t
        where t.tenant = p_tenant[i] and t.reply_id = p_reply[i] and t.attempt = p_attempt[i] and t.epoch = p_epoch[i]
          and t.outcome = 'running'
        for no key update skip locked;
        continue when not found;
        update attempts t
        set usage_source = case when p_input[i] is null then t.usage_source else 'estimated' end,
            input_tokens = coalesce(p_input[i], t.input_tokens), output_tokens = coalesce(p_output[i], t.output_tokens),
            tool_calls = coalesce(p_calls[i]::jsonb, t.tool_calls)
        where t.tenant = p_tenant[i] and t.reply_id = p_reply[i] and t.attempt = p_attempt[i];
    end loop;
end $$;
