-- Makes the lobby old and the rooms many: the lobby had $known questions, each answered by at most two attempts, and gets $questions
-- of them.
set session_replication_role = replica;
update rooms set seq = 2 * $questions, rev = $known + 3 * $questions where room_id = 'lobby';
insert into rooms (tenant, room_id, name, seq, rev)
select 'main', 'room-' || i, 'R', 2, 3 from generate_series(1, $rooms) i;
insert into messages (tenant, room_id, seq, message_id, role, user_id, name, text, status, client_id, client_hash,
    created_rev, rev, ts)
select 'main', 'lobby', 2 * i - 1, gen_random_uuid(), 'user', 'anna', 'Anna', 'a question', 'complete', 'c-' || i,
    sha256('x'), $known + 3 * i - 2, $known + 3 * i - 2, now()
from generate_series($known + 1, $questions) i
union all
select 'main', 'room-' || i, 1, gen_random_uuid(), 'user', 'anna', 'Anna', 'a question', 'complete', 'c-' || i,
    sha256('x'), 1, 1, now()
from generate_series(1, $rooms) i;
insert into replies (tenant, reply_id, room_id, seq, reply_to, user_id, state, epoch, attempt, claim_id, model,
    provider, created_rev, started_rev, created_at, pending_at, started_at, ended_at, end_id)
select 'main', gen_random_uuid(), 'lobby', 2 * i, gen_random_uuid(), 'anna', 'ended', 1, 1, gen_random_uuid(), 'm',
    'p', $known + 3 * i - 2, $known + 3 * i - 1, now(), now(), now(), now(), gen_random_uuid()
from generate_series($known + 1, $questions) i
union all
select 'main', gen_random_uuid(), 'room-' || i, 2, gen_random_uuid(), 'anna', 'ended', 1, 1, gen_random_uuid(), 'm',
    'p', 1, 2, now(), now(), now(), now(), gen_random_uuid()
from generate_series(1, $rooms) i;
insert into attempts (tenant, reply_id, attempt, epoch, claim_id, owner, provider, model, prompt_estimate, started_at,
    ended_at, outcome)
select tenant, reply_id, 1, 1, claim_id, 'o', 'p', 'm', 1, now(), now(), 'complete' from replies
where state = 'ended' on conflict do nothing;
insert into messages (tenant, room_id, seq, message_id, role, text, status, reason, reply_to, created_rev, rev, ts)
select tenant, room_id, seq, reply_id, 'assistant', 'an answer', 'complete', 'stop', reply_to, created_rev,
    created_rev + 2, now()
from replies where state = 'ended' on conflict do nothing;
insert into members (tenant, room_id, user_id, name, role)
select 'main', 'lobby', 'member-' || i, 'M', 'member' from generate_series(1, 100) i
union all
select 'main', 'room-' || i, 'anna', 'Anna', 'member' from generate_series(1, $rooms) i;
set session_replication_role = origin;
