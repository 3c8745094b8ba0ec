-- What outlives its use: budgets of days long past, tokens taken back whose time is over, and the name of somebody whose account is erased where
-- others' rows have it.

-- An expression, so that nobody who looks for a budget by its key comes this way.
create index token_budgets_day on token_budgets ((day + 0));

-- Deletes a piece of them; whether there were any. Any number of nodes may do so at once. 0 days keep budgets for ever.
create function verbatim_forget(p_budgets_days integer, p_rows integer) returns boolean
language plpgsql as $$
declare
    v_budgets bigint;
    v_revocations bigint;
begin
    delete from token_budgets b
    where b.ctid = any (array(
        select o.ctid from token_budgets o
        where o.day + 0 < (clock_timestamp() at time zone 'UTC')::date - p_budgets_days and p_budgets_days > 0
        order by o.day + 0 limit p_rows
        for update skip locked));
    get diagnostics v_budgets = row_count;
    delete from revocations r
    where r.ctid = any (array(
        select o.ctid from revocations o
        where o.expires_at < clock_timestamp()
        order by o.expires_at limit p_rows
        for update skip locked));
    get diagnostics v_revocations = row_count;
    return v_budgets + v_revocations > 0;
end $$;
comment on function verbatim_forget is 'Deletes budgets of days long past and revocations that have expired, a piece at a time.';

-- Few answers are stopped: both indexes are small.
create index replies_stopped_by on replies ((stopped_by || '/' || tenant)) where stopped_by is not null;
create index replies_stop_requested_by on replies ((stop_requested_by || '/' || tenant)) where stop_requested_by is not null;

-- The last piece of an account's erasure: its name at others' answers that it stopped, and in what is remembered of tokens. That all of its tokens
-- until then are no good must stay known until they expire: under a hash of the id. Whether there was anything.
create function verbatim_erase_traces(p_tenant text, p_user text, p_nobody text, p_rows integer) returns boolean
language plpgsql as $$
declare
    v_mark text := 'sha256:' || encode(sha256(convert_to(p_user, 'UTF8')), 'hex');
    v_stopped uuid[] := array(
        (select p.reply_id from replies p
         where p.stopped_by is not null and p.stopped_by || '/' || p.tenant = p_user || '/' || p_tenant
           and p.stopped_by is not distinct from p_user
         limit p_rows)
        union
        (select p.reply_id from replies p
         where p.stop_requested_by is not null and p.stop_requested_by || '/' || p.tenant = p_user || '/' || p_tenant
           and p.stop_requested_by is not distinct from p_user
         limit p_rows));
    v_revocations bigint;
begin
    if cardinality(v_stopped) > 0 then
        perform verbatim_lock_replies(array_fill(p_tenant, array[cardinality(v_stopped)]), v_stopped);
        update replies p
        set stopped_by = case when p.stopped_by = p_user then p_nobody else p.stopped_by end,
            stop_requested_by = case when p.stop_requested_by = p_user then p_nobody else p.stop_requested_by end
        where p.reply_id = any (v_stopped) and p.tenant is not distinct from p_tenant;
    end if;

    -- A mark of an erasure before this one says less than the row that takes its place.
    delete from revocations r
    where r.tenant = p_tenant and r.user_id = v_mark and r.token_id is null
      and exists (
        select from revocations n where n.tenant = p_tenant and n.user_id = p_user and n.token_id is null);
    update revocations r
    set user_id = case
            when r.user_id is distinct from p_user then r.user_id
            when r.token_id is null then v_mark
            else p_nobody
        end,
        done_by = case when r.done_by = p_user then p_nobody else r.done_by end
    where r.tenant = p_tenant and (r.user_id = p_user or r.done_by = p_user);
    get diagnostics v_revocations = row_count;
    return cardinality(v_stopped) > 0 or v_revocations > 0;
end $$;
comment on function verbatim_erase_traces is 'Takes an erased account''s name out of what belongs to others.';
