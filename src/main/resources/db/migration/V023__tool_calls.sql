alter table attempts add column tool_calls jsonb;
comment on column attempts.tool_calls is 'The tools that the answer wants called: a list of id, name and arguments (a string); null where there are none.';

-- Written just before the attempt is ended, by its owner, row by row through the primary key; again is the same.
create function verbatim_tool_calls(p_tenant text[], p_reply uuid[], p_attempt integer[], p_epoch bigint[], p_calls text[])
returns void language plpgsql as $$
begin
    for i in 1 .. cardinality(p_reply) loop
        update attempts set tool_calls = p_calls[i]::jsonb
        where tenant = p_tenant[i] and reply_id = p_reply[i] and attempt = p_attempt[i] and epoch = p_epoch[i];
    end loop;
end $$;
