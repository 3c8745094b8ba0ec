-- Tokens that were taken back before they expire. A row without a token is all of a user's that were issued until revoked_at.
create table revocations (
    revocation_id bigint generated always as identity constraint revocations_pk primary key,
    tenant        text collate "C" not null,
    token_id      text collate "C",
    user_id       text collate "C",
    revoked_at    timestamptz not null default clock_timestamp(),
    expires_at    timestamptz not null,
    done_by       text collate "C" not null,
    constraint revocations_of_somebody check (token_id is not null or user_id is not null)
);
create unique index revocations_token on revocations (token_id, tenant) where token_id is not null;
create unique index revocations_user on revocations (user_id, tenant) where token_id is null;
create index revocations_tokens_of_user on revocations ((user_id || '/' || tenant)) where token_id is not null;
create index revocations_expired on revocations (expires_at);
comment on table revocations is 'What must be remembered of tokens until they expire; what has expired goes with the next one that is taken back.';

-- Takes tokens back: one, or all of a user's until now; the same row for asking again about one. Where p_most_of_user of one user are
-- remembered one by one, all of that user's are taken back instead. Nothing comes back where p_most are remembered.
create function verbatim_revoke(
    p_tenant text, p_token text, p_user text, p_expires timestamptz, p_by text, p_most_of_user integer, p_most integer)
returns table (id bigint, token_id text, user_id text, revoked_at timestamptz, expires_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
    v_token text := p_token;
    v_expires timestamptz := p_expires;
    v_of_user bigint;
begin
    delete from revocations where revocation_id in (
        select r.revocation_id from revocations r where r.expires_at < now() order by r.expires_at limit 1000
        for update skip locked);

    return query
    select r.revocation_id, r.token_id, r.user_id, r.revoked_at, r.expires_at
    from revocations r where r.token_id = v_token and r.tenant = p_tenant;
    if found then
        return;
    end if;

    if (select count(*) from (select from revocations limit p_most) all_of_them) >= p_most then
        return;
    end if;

    if v_token is not null and p_user is not null then
        select count(*), max(mine.expires_at) into v_of_user, v_expires
        from (select r.expires_at from revocations r
              where r.user_id || '/' || r.tenant = p_user || '/' || p_tenant and r.token_id is not null
              limit p_most_of_user) mine;
        if v_of_user >= p_most_of_user then
            v_token := null;
            delete from revocations r
            where r.user_id || '/' || r.tenant = p_user || '/' || p_tenant and r.token_id is not null
              and r.user_id = p_user and r.tenant = p_tenant;
        end if;
        v_expires := greatest(v_expires, p_expires);
        if v_token is not null then
            v_expires := p_expires;
        end if;
    end if;

    if v_token is null then
        return query
        insert into revocations as r (tenant, user_id, expires_at, done_by)
        values (p_tenant, p_user, v_expires, p_by)
        on conflict (user_id, tenant) where token_id is null do update
            set revocation_id = default, revoked_at = excluded.revoked_at, done_by = excluded.done_by,
                expires_at = greatest(r.expires_at, excluded.expires_at)
        returning r.revocation_id, r.token_id, r.user_id, r.revoked_at, r.expires_at;
    else
        return query
        insert into revocations as r (tenant, token_id, user_id, expires_at, done_by)
        values (p_tenant, v_token, p_user, v_expires, p_by)
        on conflict (token_id, tenant) where token_id is not null do update set done_by = r.done_by
        returning r.revocation_id, r.token_id, r.user_id, r.revoked_at, r.expires_at;
    end if;
end $$;
comment on function verbatim_revoke is 'Takes one token back, or all of a user until now.';

-- What is remembered, in the order of ids.
create function verbatim_revocations(p_after bigint, p_limit integer)
returns table (id bigint, tenant text, token_id text, user_id text, revoked_at timestamptz, expires_at timestamptz)
language sql stable as $$
    select r.revocation_id, r.tenant, r.token_id, r.user_id, r.revoked_at, r.expires_at
    from revocations r
    where r.revocation_id > p_after
    order by r.revocation_id
    limit p_limit
$$;
