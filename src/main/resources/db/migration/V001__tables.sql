-- Every key begins with the tenant. Keys compare by byte ("C"), so that lock order is the same whatever the database's locale.
-- Every change of a room happens under its row's lock; locks are taken in the order rooms, replies, each by id.

create table rooms (
    tenant        text collate "C" not null,
    room_id       text collate "C" not null,
    name          text not null,
    visibility    text not null default 'public',
    system_prompt text,
    model         text,
    seq           bigint not null default 0,
    rev           bigint not null default 0,
    created_by    text collate "C",
    created_at    timestamptz not null default clock_timestamp(),
    removed_at    timestamptz,
    constraint rooms_pk primary key (tenant, room_id),
    constraint rooms_id_form check (room_id ~ '^[A-Za-z0-9._-]{1,64}$'),
    constraint rooms_visibility check (visibility in ('public', 'private')),
    constraint rooms_counters_grow_from_zero check (seq >= 0 and rev >= 0)
) with (fillfactor = 70);
comment on table rooms is
    'A room and its two counters: seq orders messages, rev counts committed changes. Removed rooms keep their row.';

create table members (
    tenant    text collate "C" not null,
    room_id   text collate "C" not null,
    user_id   text collate "C" not null,
    name      text not null,
    role      text not null,
    joined_at timestamptz not null default clock_timestamp(),
    constraint members_pk primary key (tenant, room_id, user_id),
    constraint members_room foreign key (tenant, room_id) references rooms,
    constraint members_role check (role in ('owner', 'member', 'viewer'))
);
comment on table members is 'Who belongs to a room. A public room also admits everybody of its tenant who has no row here.';

create table replies (
    tenant            text collate "C" not null,
    reply_id          uuid not null,
    room_id           text collate "C" not null,
    seq               bigint not null,
    reply_to          uuid not null,
    user_id           text collate "C" not null,
    requested_model   text,
    state             text not null,
    epoch             bigint not null default 0,
    attempt           integer not null default 0,
    takeovers         integer not null default 0,
    claim_id          uuid,
    owner             text,
    lease_until       timestamptz,
    model             text,
    provider          text,
    stop_requested_by text,
    created_rev       bigint not null,
    started_rev       bigint,
    created_at        timestamptz not null,
    pending_at        timestamptz,
    offered_at        timestamptz,
    started_at        timestamptz,
    ended_at          timestamptz,
    end_id            uuid,
    raw_reason        text,
    stopped_by        text,
    error             text,
    error_message     text,
    promoted          uuid,
    constraint replies_pk primary key (tenant, reply_id),
    constraint replies_room foreign key (tenant, room_id) references rooms,
    constraint replies_one_per_seq unique (tenant, room_id, seq),
    constraint replies_state check (state in ('queued', 'pending', 'running', 'ended')),
    constraint replies_counters check (
        seq > 0 and epoch >= 0 and attempt >= 0 and takeovers >= 0 and created_rev > 0 and started_rev > created_rev),
    constraint replies_queued_untouched check (state <> 'queued' or (epoch = 0 and pending_at is null)),
    constraint replies_pending_since check (state = 'queued' or pending_at is not null),
    constraint replies_owner_while_running check (
        (state = 'running') = (owner is not null) and (state = 'running') = (lease_until is not null)),
    constraint replies_claimed_before_run check (
        state in ('queued', 'pending')
        or (epoch > 0 and attempt > 0 and claim_id is not null and started_rev is not null and model is not null
            and provider is not null and started_at is not null)),
    constraint replies_end_known check (
        (state = 'ended') = (ended_at is not null) and (state = 'ended') = (end_id is not null)),
    constraint replies_nothing_after_end check (
        state = 'ended'
        or (raw_reason is null and stopped_by is null and error is null and error_message is null and promoted is null))
) with (fillfactor = 60);
comment on table replies is
    'The life of an answer: queued, pending, running, ended. epoch is the fencing token; the text becomes a message at the end.';
comment on column replies.seq is 'The place in the room that is kept for the answer.';
comment on column replies.claim_id is 'The claim that won the present epoch; the same claim again is answered the same.';
comment on column replies.end_id is 'The call that ended it; tells a repeated call from the one that did it.';
comment on column replies.offered_at is 'When a heartbeat last offered it to somebody, so that two sweepers do not get it at once.';

create unique index replies_one_open_per_room on replies (tenant, room_id) where state in ('pending', 'running');
create index replies_not_ended on replies (tenant, room_id, seq) where state <> 'ended';
create index replies_pending on replies (pending_at) where state = 'pending';
-- Without lease_until, so that renewals stay on their page (HOT): running replies are few enough to be looked at one by one.
create index replies_running on replies (tenant, reply_id) where state = 'running';

create table messages (
    tenant      text collate "C" not null,
    room_id     text collate "C" not null,
    seq         bigint not null,
    message_id  uuid not null,
    role        text not null,
    user_id     text collate "C",
    name        text,
    text        text not null,
    reasoning   text not null default '',
    refusal     text not null default '',
    status      text not null,
    reason      text,
    client_id   text collate "C",
    client_hash bytea,
    reply_to    uuid,
    tokens      integer,
    created_rev bigint not null,
    rev         bigint not null,
    ts          timestamptz not null,
    removed_at  timestamptz,
    constraint messages_pk primary key (tenant, room_id, seq),
    constraint messages_room foreign key (tenant, room_id) references rooms,
    constraint messages_one_per_id unique (tenant, message_id),
    constraint messages_one_rev_one_change unique (tenant, room_id, rev),
    constraint messages_one_per_client_id unique (tenant, room_id, user_id, client_id),
    constraint messages_role check (role in ('user', 'assistant', 'system')),
    constraint messages_status check (status in ('complete', 'stopped', 'failed', 'interrupted', 'budget_exhausted')),
    constraint messages_reason check (reason in ('stop', 'length', 'content_filter', 'refusal', 'tool_calls')),
    constraint messages_reason_only_if_complete check (reason is null or (role = 'assistant' and status = 'complete')),
    constraint messages_of_users check (
        role <> 'user'
        or (user_id is not null and name is not null and client_id is not null and client_hash is not null
            and status = 'complete' and reply_to is null and reasoning = '' and refusal = '')),
    constraint messages_of_assistants check (
        role <> 'assistant'
        or (user_id is null and client_id is null and client_hash is null and reply_to is not null)),
    constraint messages_client_id_length check (char_length(client_id) between 1 and 200),
    constraint messages_client_hash_length check (octet_length(client_hash) = 32),
    constraint messages_counters check (
        seq > 0 and created_rev > 0 and rev >= created_rev and (tokens is null or tokens >= 0)),
    constraint messages_removed_without_text check (
        removed_at is null or (text = '' and reasoning = '' and refusal = ''))
);
comment on table messages is
    'What was said and has ended: users'' messages from their acceptance, answers from their end. Removal leaves a tombstone.';
comment on column messages.client_hash is 'SHA-256 of text, model and the wish for an answer: the same clientId must mean the same.';
comment on column messages.tokens is 'Tokens of the text alone: the provider''s count, else our own; null while nobody counted.';

create table attempts (
    tenant             text collate "C" not null,
    reply_id           uuid not null,
    attempt            integer not null,
    epoch              bigint not null,
    claim_id           uuid not null,
    owner              text not null,
    provider           text not null,
    model              text not null,
    prompt_estimate    bigint not null,
    input_price_pico   bigint,
    output_price_pico  bigint,
    started_at         timestamptz not null,
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
    constraint attempts_pk primary key (tenant, reply_id, attempt),
    constraint attempts_reply foreign key (tenant, reply_id) references replies,
    constraint attempts_outcome check (
        outcome in ('running', 'complete', 'stopped', 'failed', 'interrupted', 'not_sent', 'abandoned')),
    constraint attempts_usage_source check (usage_source in ('provider', 'estimated', 'unknown')),
    constraint attempts_open_or_closed check ((outcome = 'running') = (ended_at is null)),
    constraint attempts_counters check (
        attempt > 0 and epoch > 0 and prompt_estimate >= 0 and input_price_pico >= 0 and output_price_pico >= 0),
    constraint attempts_usage_not_negative check (
        input_tokens >= 0 and output_tokens >= 0 and cache_read_tokens >= 0 and cache_write_tokens >= 0
        and reasoning_tokens >= 0 and cost_pico >= 0 and first_token_ms >= 0 and duration_ms >= 0),
    constraint attempts_no_tokens_unless_counted check (
        (usage_source <> 'unknown' and outcome <> 'not_sent')
        or (input_tokens = 0 and output_tokens = 0 and cache_read_tokens = 0 and cache_write_tokens = 0
            and reasoning_tokens = 0))
);
comment on table attempts is 'One row per request to a provider, committed before it is sent; its second half when it is over. The bill.';
comment on column attempts.prompt_estimate is 'Tokens of the prompt tail as estimated at the claim; the bill of an attempt whose owner was lost.';
comment on column attempts.input_price_pico is 'Of one token at the claim, 10^-12 USD: prices an attempt whose owner was lost.';
comment on column attempts.cost_pico is '10^-12 USD; null where the price is not known.';

create table reply_chunks (
    tenant       text collate "C" not null,
    reply_id     uuid not null,
    attempt      integer not null,
    kind         text not null,
    chunk_offset integer not null,
    chunk_length integer not null,
    text         text not null,
    constraint reply_chunks_pk primary key (tenant, reply_id, attempt, kind, chunk_offset),
    constraint reply_chunks_attempt foreign key (tenant, reply_id, attempt) references attempts,
    constraint reply_chunks_kind check (kind in ('text', 'reasoning', 'refusal')),
    constraint reply_chunks_place check (chunk_offset >= 0 and chunk_length > 0)
);
comment on table reply_chunks is
    'Checkpoints of running answers, appended by heartbeats, deleted at the end. Offset and length in UTF-16 code units.';
