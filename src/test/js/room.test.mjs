import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {
  APPLIED,
  GAP,
  IGNORED,
  applyFrame,
  applyHistory,
  applyJoined,
  applySent,
  createRoom,
  markStopping,
  openReplies,
  position,
  timeline,
  trim,
} from '../../main/resources/webroot/app/room.js';

const ROOM = 'lobby';
const frame = (event, data) => ({event, data: {roomId: ROOM, ...data}});
const said = (seq, rev, more = {}) => ({messageId: `m${seq}`, seq, rev, role: 'user', text: `text ${seq}`, status: 'complete', ...more});
const message = (seq, rev, more) => frame('message', said(seq, rev, more));
const start = (more = {}) => frame('stream', {messageId: 'r', seq: 2, rev: 2, replyTo: 'm1', attempt: 1, offset: 0, start: true, ...more});
const delta = (offset, token, more = {}) => frame('stream', {messageId: 'r', attempt: 1, offset, token, ...more});
const end = (offset, more = {}) => frame('stream', {messageId: 'r', rev: 3, attempt: 1, offset, status: 'complete', end: true, ...more});
const snapshot = (more = {}) => ({roomId: ROOM, seq: 0, rev: 0, recovered: false, messages: [], more: false, replies: [], ...more});
const joinedRoom = more => {
  const room = createRoom(ROOM);
  applyJoined(room, snapshot(more), false);
  return room;
};
/** A room in which `m1` asked and reply `r` runs in attempt 1. */
const running = () => {
  const room = joinedRoom();
  take(room, message(1, 1), start());
  return room;
};
/** A room of which the page from 101 is here, and the reply `r` at 2, which still runs. */
const pageBehindAnOpenReply = () => {
  const open = {messageId: 'r', seq: 2, replyTo: 'm1', state: 'running', attempt: 1, offset: 3, text: 'Hel'};
  return joinedRoom({seq: 102, rev: 201, more: true, messages: [said(101, 200), said(102, 201)], replies: [open]});
};
const take = (room, ...frames) => frames.map(each => applyFrame(room, each));
const reply = room => room.messages.get('r');

describe('a reply that runs', () => {
  test('puts deltas together in order and ends complete', () => {
    const room = running();

    const verdicts = take(room, delta(0, 'Hello'), delta(5, ' world'), end(11, {reason: 'stop', ts: '2026-01-01T00:00:00Z', model: 'demo', cost: '0.000042'}));

    assert.deepEqual(verdicts, [APPLIED, APPLIED, APPLIED]);
    assert.equal(reply(room).text, 'Hello world');
    assert.equal(reply(room).status, 'complete');
    assert.equal(reply(room).model, 'demo');
    assert.equal(reply(room).cost, '0.000042');
    assert.equal(reply(room).ts, '2026-01-01T00:00:00Z');
    assert.equal(room.rev, 3);
    assert.deepEqual(openReplies(room), []);
  });

  test('an attempt that takes over from words that were seen remembers after whom, also once it has ended', () => {
    const room = joinedRoom();
    take(room, message(1, 1), start({provider: 'a', model: 'm1'}), delta(0, 'Hello wo'));

    take(room, start({attempt: 2, offset: 5, rev: 3, provider: 'b', model: 'm2'}), delta(5, '!', {attempt: 2}), end(6, {attempt: 2, rev: 4}));

    assert.deepEqual(reply(room).superseded, {provider: 'a', model: 'm2', kept: 5});
    assert.equal(reply(room).text, 'Hello!');
    assert.equal(reply(room).provider, 'b');
  });

  test('an attempt before which nothing was to be seen is not worth a word', () => {
    const room = joinedRoom();

    take(room, message(1, 1), start({provider: 'a'}), start({attempt: 2, rev: 3, provider: 'b'}), delta(0, 'Hi', {attempt: 2}));

    assert.equal(reply(room).superseded, undefined);
  });

  test('counts each kind from its own offset', () => {
    const room = running();

    const verdicts = take(
      room,
      delta(0, 'thinking', {kind: 'reasoning'}),
      delta(0, 'word'),
      delta(8, ' on', {kind: 'reasoning'}),
      delta(0, 'no', {kind: 'refusal'}),
      delta(4, 's'),
    );

    assert.ok(verdicts.every(verdict => verdict === APPLIED));
    assert.deepEqual(
      [reply(room).text, reply(room).reasoning, reply(room).refusal],
      ['words', 'thinking on', 'no'],
    );
  });

  test('ignores a kind it does not know, also one that is the name of a field', () => {
    const room = running();

    const verdicts = take(room, delta(0, 'x', {kind: 'audio'}), delta(0, 'x', {kind: 'messageId'}));

    assert.deepEqual(verdicts, [IGNORED, IGNORED]);
    assert.equal(reply(room).messageId, 'r');
  });

  test('counts offsets in UTF-16 code units', () => {
    const room = running();

    const verdicts = take(room, delta(0, '😀한'), delta(3, '글'));

    assert.deepEqual(verdicts, [APPLIED, APPLIED]);
    assert.equal(reply(room).text, '😀한글');
  });

  test('does not write a repeated or overlapping delta twice', () => {
    const room = running();

    take(room, delta(0, 'abc'), delta(0, 'abc'), delta(1, 'bcde'), delta(0, 'ab'));

    assert.equal(reply(room).text, 'abcde');
  });

  test('shows queued, waiting and saving, and is running again with the next word', () => {
    const room = running();
    const states = ['waiting', 'saving'].map(state => {
      take(room, frame('stream', {messageId: 'r', state, retryAfterMs: 700}));
      return reply(room).status;
    });

    take(room, delta(0, 'a'));

    assert.deepEqual(states, ['waiting', 'saving']);
    assert.equal(reply(room).status, 'running');
  });

  test('is known as queued before its start names its place', () => {
    const room = joinedRoom();
    take(room, message(1, 1), frame('stream', {messageId: 'r', state: 'queued', position: 2}), message(3, 2));
    assert.deepEqual(timeline(room).map(each => each.messageId), ['m1', 'm3', 'r']);

    take(room, start({rev: 3}));

    assert.deepEqual(timeline(room).map(each => each.messageId), ['m1', 'r', 'm3']);
  });

  test('stands at its place while it is queued, where the state names it', () => {
    const room = joinedRoom();
    const queued = {messageId: 'r', state: 'queued', position: 2};
    take(room, message(1, 1), frame('stream', queued), message(3, 2));

    take(room, frame('stream', {...queued, seq: 2, replyTo: 'm1', position: 1}));

    assert.deepEqual(timeline(room).map(each => each.messageId), ['m1', 'r', 'm3']);
    assert.equal(reply(room).replyTo, 'm1');
  });
});

describe('attempts', () => {
  test('a new attempt keeps offset characters and drops the rest, reasoning and refusal too', () => {
    const room = running();
    take(room, delta(0, 'Hello world'), delta(0, 'why', {kind: 'reasoning'}));

    const [verdict] = take(room, start({rev: 3, attempt: 2, offset: 6}));

    assert.equal(verdict, APPLIED);
    assert.deepEqual([reply(room).text, reply(room).reasoning], ['Hello ', '']);
  });

  test('frames of a lower attempt are dropped and nothing is asked for', () => {
    const room = running();
    take(room, start({rev: 3, attempt: 2}), delta(0, 'new', {attempt: 2}));

    const verdicts = take(room, delta(3, 'old'), delta(99, 'old'), start({rev: 3}), end(3));

    assert.ok(verdicts.every(verdict => verdict === IGNORED));
    assert.equal(reply(room).text, 'new');
    assert.equal(reply(room).status, 'running');
  });

  test('a start of the same attempt takes back what does not stand', () => {
    const room = running();
    take(room, delta(0, 'Hello wrong'), start({offset: 6}), delta(6, 'world'), end(11));

    assert.equal(reply(room).text, 'Hello world');
    assert.equal(reply(room).status, 'complete');
  });

  test('a delta of an attempt whose start was missed is a gap', () => {
    assert.deepEqual(take(running(), delta(0, 'a', {attempt: 2})), [GAP]);
  });

  test('a start beyond what is here is a gap and changes nothing', () => {
    const room = running();
    take(room, delta(0, 'abc'));

    assert.deepEqual(take(room, start({rev: 3, attempt: 2, offset: 9})), [GAP]);
    assert.equal(reply(room).attempt, 1);
    assert.equal(reply(room).text, 'abc');
  });

  test('a new attempt forgets the error of the one before', () => {
    const room = running();
    take(room, frame('error', {messageId: 'r', code: 'stream_cut', message: 'cut'}));
    assert.equal(reply(room).error.code, 'stream_cut');

    take(room, start({rev: 3, attempt: 2}));

    assert.equal(reply(room).error, undefined);
  });
});

describe('gaps', () => {
  test('a delta beyond the text is a gap and is not shown', () => {
    const room = running();

    assert.deepEqual(take(room, delta(0, 'abc'), delta(4, 'e')), [APPLIED, GAP]);
    assert.equal(reply(room).text, 'abc');
  });

  test('a revision that is missing is a gap; what came is shown, the position stays', () => {
    const room = joinedRoom({seq: 4, rev: 4});

    assert.deepEqual(take(room, message(7, 6)), [GAP]);
    assert.deepEqual(position(room), {rev: 4, since: 7});
    assert.ok(room.messages.has('m7'));
  });

  test('frames without a revision, of another room, or before the join are no gap', () => {
    const fresh = createRoom(ROOM);
    const room = joinedRoom({rev: 4});

    assert.equal(applyFrame(fresh, message(9, 9)), IGNORED);
    assert.equal(applyFrame(room, {event: 'message', data: {...said(9, 9), roomId: 'other'}}), IGNORED);
    assert.equal(applyFrame(room, frame('presence', {})), IGNORED);
    assert.equal(room.rev, 4);
  });

  test('any fact of the room moves the revision on, also one that shows nothing', () => {
    const room = joinedRoom({rev: 4});

    assert.deepEqual(take(room, frame('member', {rev: 5}), message(1, 6)), [IGNORED, APPLIED]);
    assert.equal(room.rev, 6);
  });

  test('a delta or an end of a reply that is not known is a gap', () => {
    assert.deepEqual(take(joinedRoom({rev: 2}), delta(0, 'a')), [GAP]);
    const room = joinedRoom({rev: 2});
    assert.deepEqual(take(room, end(5)), [GAP]);
    assert.equal(room.rev, 2);
  });
});

describe('endings', () => {
  for (const status of ['stopped', 'interrupted', 'failed', 'budget_exhausted']) {
    test(`${status} is kept as what it is, with the text so far`, () => {
      const room = running();

      take(room, delta(0, 'half'), end(4, {status, stoppedBy: 'u1'}));

      assert.equal(reply(room).status, status);
      assert.equal(reply(room).text, 'half');
      assert.equal(reply(room).stoppedBy, 'u1');
    });
  }

  test('an end of another length is a gap: the reply is not called complete', () => {
    const room = running();

    assert.deepEqual(take(room, delta(0, 'half'), end(9)), [APPLIED, GAP]);
    assert.equal(reply(room).status, 'running');
    assert.equal(room.rev, 2);
  });

  test('an end without a start is taken when the answer is empty', () => {
    const room = joinedRoom();
    applySent(room, {messageId: 'm1', seq: 1, clientId: 'c', replyId: 'r'}, {text: 'q', userId: 'u', name: 'U'});
    take(room, message(1, 1));

    const verdicts = take(room, frame('error', {messageId: 'r', code: 'provider_unavailable'}), end(0, {rev: 2, status: 'failed'}));

    assert.deepEqual(verdicts, [APPLIED, APPLIED]);
    assert.equal(reply(room).status, 'failed');
    assert.equal(reply(room).error.code, 'provider_unavailable');
  });

  test('an end without a start is a gap when words are missing', () => {
    const room = joinedRoom();
    applySent(room, {messageId: 'm1', seq: 1, clientId: 'c', replyId: 'r'}, {text: 'q', userId: 'u', name: 'U'});
    take(room, message(1, 1));

    assert.deepEqual(take(room, end(5, {rev: 2})), [GAP]);
    assert.equal(reply(room).status, 'pending');
  });

  test('what comes after the end changes nothing', () => {
    const room = running();
    take(room, delta(0, 'a'), end(1));

    take(room, delta(1, 'b'), end(1, {status: 'failed'}), start({attempt: 2}), frame('stream', {messageId: 'r', state: 'saving'}));

    assert.equal(reply(room).text, 'a');
    assert.equal(reply(room).status, 'complete');
  });

  test('a stop is only asked for until the end says so', () => {
    const room = running();
    take(room, delta(0, 'a'));
    markStopping(room, 'r', true);
    assert.deepEqual([reply(room).status, reply(room).stopping], ['running', true]);

    take(room, end(1, {status: 'stopped'}));

    assert.deepEqual([reply(room).status, reply(room).stopping], ['stopped', false]);
  });
});

describe('joining', () => {
  test('the first join names no position, a later one where to go on', () => {
    const room = createRoom(ROOM);
    assert.deepEqual(position(room), {});

    applyJoined(room, snapshot({seq: 5, rev: 9, messages: [said(5, 9)]}), false);

    assert.deepEqual(position(room), {rev: 9, since: 5});
  });

  test('recovered: true adds what was missed and replaces the open replies', () => {
    const room = running();
    take(room, delta(0, 'Hel'));
    const listed = {messageId: 'r', seq: 2, replyTo: 'm1', state: 'running', attempt: 1, offset: 5, text: 'Hello', model: 'demo'};

    const verdict = applyJoined(room, snapshot({seq: 3, rev: 4, recovered: true, messages: [said(3, 4)], replies: [listed]}), true);

    assert.equal(verdict, APPLIED);
    assert.deepEqual(timeline(room).map(each => each.text), ['text 1', 'Hello', 'text 3']);
    assert.equal(room.rev, 4);
    assert.deepEqual(take(room, delta(5, '!')), [APPLIED]);
  });

  test('recovered: true brings the end of a reply that was open', () => {
    const room = running();
    take(room, delta(0, 'Hel'));
    const ended = said(2, 3, {messageId: 'r', role: 'assistant', text: 'Hello', status: 'stopped'});

    applyJoined(room, snapshot({seq: 2, rev: 3, recovered: true, messages: [ended]}), true);

    assert.equal(reply(room).text, 'Hello');
    assert.equal(reply(room).status, 'stopped');
  });

  test('recovered: true without a reply that was open asks for a fresh snapshot', () => {
    assert.equal(applyJoined(running(), snapshot({seq: 2, rev: 3, recovered: true}), true), GAP);
  });

  test('recovered: false replaces everything by the newest page', () => {
    const room = running();

    const verdict = applyJoined(room, snapshot({seq: 90, rev: 99, more: true, messages: [said(90, 99)]}), true);

    assert.equal(verdict, APPLIED);
    assert.deepEqual(timeline(room).map(each => each.seq), [90]);
    assert.equal(room.more, true);
    assert.equal(room.rev, 99);
  });

  test('a change to a message that is not loaded does not appear out of its place', () => {
    const room = joinedRoom({seq: 50, rev: 60, more: true, messages: [said(49, 59), said(50, 60)]});

    applyJoined(room, snapshot({seq: 51, rev: 62, recovered: true, messages: [said(7, 61), said(51, 62)]}), true);

    assert.deepEqual(timeline(room).map(each => each.seq), [49, 50, 51]);
    assert.equal(room.more, true);
  });

  test('frames that the snapshot already holds change nothing', () => {
    const room = joinedRoom({seq: 1, rev: 5, messages: [said(1, 5, {text: 'edited'})]});

    take(room, message(1, 3));

    assert.equal(room.messages.get('m1').text, 'edited');
    assert.equal(room.rev, 5);
  });

  test('recovered: true brings the end of an open reply that is older than the page', () => {
    const room = pageBehindAnOpenReply();
    const ended = said(2, 202, {messageId: 'r', role: 'assistant', text: 'Hello'});

    const verdict = applyJoined(room, snapshot({seq: 102, rev: 202, recovered: true, messages: [ended]}), true);

    assert.equal(verdict, APPLIED);
    assert.equal(reply(room).status, 'complete');
    assert.equal(room.oldest, 101);
  });

  test('a failed answer names its error, in the snapshot and in history', () => {
    const failed = (seq, code) => said(seq, seq, {role: 'assistant', text: '', status: 'failed', error: {code, message: 'why'}});
    const room = joinedRoom({seq: 3, rev: 3, more: true, messages: [failed(3, 'timeout')]});

    applyHistory(room, {messages: [said(1, 1), failed(2, 'provider_quota')], more: false}, 3);

    assert.deepEqual(timeline(room).map(each => each.error?.code), [undefined, 'provider_quota', 'timeout']);
    assert.equal(room.messages.get('m2').error.message, 'why');
  });

  test('joining again keeps the time to try again that the live error had', () => {
    const room = running();
    take(room, frame('error', {messageId: 'r', code: 'at_capacity', message: 'full', retryAfterMs: 9000}), end(0, {status: 'failed'}));
    const ended = said(2, 3, {messageId: 'r', role: 'assistant', text: '', status: 'failed', error: {code: 'at_capacity', message: 'full'}});

    applyJoined(room, snapshot({seq: 2, rev: 3, messages: [said(1, 1), ended]}), true);

    assert.equal(reply(room).error.retryAfterMs, 9000);
  });

  test('a snapshot says the same of earlier attempts as was seen live', () => {
    const superseded = {provider: 'a', model: 'm2', kept: 5};
    const room = joinedRoom({messages: [said(1, 1, {role: 'assistant', superseded})]});

    assert.deepEqual(room.messages.get('m1').superseded, superseded);
    const open = {messageId: 'r', seq: 2, replyTo: 'm1', state: 'running', attempt: 2, offset: 3, text: 'Hel', superseded};
    assert.deepEqual(reply(joinedRoom({replies: [open]})).superseded, superseded);
  });

  test('an answer in whose place another stands is not shown, one that was removed is', () => {
    const gone = said(2, 4, {role: 'assistant', text: '', removed: true});
    const room = joinedRoom({messages: [said(1, 1), {...gone, replacedBy: 'm3'}, {...gone, messageId: 'm4', seq: 4}]});

    assert.deepEqual(timeline(room).map(each => each.messageId), ['m1', 'm4']);
  });

  test('an answer of the snapshot names its provider and its cost', () => {
    const room = joinedRoom({messages: [said(1, 1, {role: 'assistant', provider: 'demo', cost: '0.000042'})]});

    assert.deepEqual([room.messages.get('m1').provider, room.messages.get('m1').cost], ['demo', '0.000042']);
  });
});

describe('sending and paging', () => {
  test('sent gives the message its place and the reply the next', () => {
    const room = joinedRoom();

    applySent(room, {messageId: 'm1', seq: 1, ts: 5, clientId: 'c', replyId: 'r'}, {text: 'q', userId: 'u', name: 'U'});
    const key = room.messages.get('m1').key;
    take(room, message(1, 1, {clientId: 'c', userId: 'u'}));

    assert.deepEqual(timeline(room).map(each => [each.messageId, each.status]), [['m1', 'complete'], ['r', 'pending']]);
    assert.equal(room.messages.get('m1').key, key);
  });

  test('sent for a message that is already here opens no second reply', () => {
    const room = joinedRoom({seq: 1, rev: 1, messages: [said(1, 1)]});

    assert.equal(applySent(room, {messageId: 'm1', seq: 1, clientId: 'c', replyId: 'r'}, {text: 'q'}), IGNORED);
    assert.equal(room.messages.size, 1);
  });

  test('the same clientId of two people is two messages', () => {
    const room = joinedRoom();

    take(room, message(1, 1, {clientId: 'c', userId: 'a'}), message(2, 2, {clientId: 'c', userId: 'b'}));

    assert.equal(new Set(timeline(room).map(each => each.key)).size, 2);
  });

  test('history goes before the oldest; a page that no longer joins on is dropped', () => {
    const room = joinedRoom({seq: 4, rev: 4, more: true, messages: [said(3, 3), said(4, 4)]});

    assert.equal(applyHistory(room, {messages: [said(1, 1), said(2, 2)], more: false}, 3), APPLIED);
    assert.equal(applyHistory(room, {messages: [said(0, 1)], more: true}, 3), IGNORED);

    assert.deepEqual(timeline(room).map(each => each.seq), [1, 2, 3, 4]);
    assert.equal(room.more, false);
  });

  test('an open reply far above does not hide the history between it and the page', () => {
    const room = pageBehindAnOpenReply();
    assert.equal(room.oldest, 101);

    assert.equal(applyHistory(room, {messages: [said(99, 99), said(100, 100)], more: true}, 101), APPLIED);

    assert.equal(room.oldest, 99);
    assert.deepEqual(timeline(room).map(each => each.seq), [2, 99, 100, 101, 102]);
  });

  test('a message heard or sent does not move where history goes on', () => {
    const room = pageBehindAnOpenReply();

    take(room, message(103, 202), message(50, 203));
    applySent(room, {messageId: 'm104', seq: 104, clientId: 'c', replyId: 'r2'}, {text: 'q', userId: 'u', name: 'U'});

    assert.equal(room.oldest, 101);
  });

  test('a room that was empty has no history before its first message', () => {
    const room = joinedRoom();

    take(room, message(1, 1));

    assert.equal(room.oldest, 1);
  });

  test('sent for a message older than what is here shows nothing and waits for no reply', () => {
    const room = joinedRoom({seq: 102, rev: 201, more: true, messages: [said(101, 200), said(102, 201)]});

    assert.equal(applySent(room, {messageId: 'm7', seq: 7, clientId: 'c', replyId: 'r8'}, {text: 'q', userId: 'u'}), IGNORED);

    assert.deepEqual(timeline(room).map(each => each.seq), [101, 102]);
    assert.deepEqual(openReplies(room), []);
  });

  test('trim lets go of the oldest and says that there is more, but keeps what is open', () => {
    const room = running();
    take(room, message(3, 3), message(4, 4));

    trim(room, 1);

    assert.deepEqual(timeline(room).map(each => each.messageId), ['r', 'm4']);
    assert.equal(room.more, true);
    assert.equal(room.oldest, 4);
  });

  test('trim never makes history go on before what an older page has left out', () => {
    const room = pageBehindAnOpenReply();
    take(room, end(3, {rev: 202}));

    trim(room, 2);

    assert.deepEqual(timeline(room).map(each => each.seq), [101, 102]);
    assert.equal(room.oldest, 101);
  });
});
