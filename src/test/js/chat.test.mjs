import {afterEach, beforeEach, describe, mock, test} from 'node:test';
import assert from 'node:assert/strict';
import {Chat} from '../../main/resources/webroot/app/chat.js';
import {Outbox} from '../../main/resources/webroot/app/outbox.js';
import {safeStorage} from '../../main/resources/webroot/app/storage.js';

const settle = async () => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
};
const memory = () => safeStorage(() => undefined);
const snapshot = (more = {}) => ({roomId: 'lobby', seq: 0, rev: 0, recovered: false, messages: [], more: false, replies: [], ...more});

describe('a chat', () => {
  let sent;
  let listener;
  let chat;
  let outbox;
  let failures;
  let joins;

  const receive = (event, data, ref) => listener.onMessage(JSON.stringify({event, ref, data: {roomId: 'lobby', ...data}}));
  const of = event => sent.filter(frame => frame.event === event);
  const openTransport = async given => {
    listener = given;
    return {name: 'fake', close() {}, send: text => answer(JSON.parse(text))};
  };
  const answer = frame => {
    sent.push(frame);
    if (frame.event === 'auth') receive('authenticated', {}, frame.ref);
    if (frame.event === 'ping') receive('pong', {}, frame.ref);
    if (frame.event === 'join') receive(...joinAnswer(joins.shift() ?? snapshot()), frame.ref);
  };
  const joinAnswer = next => (next.code ? ['error', next] : ['joined', next]);
  const guest = {identity: async () => ({token: 't', userId: 'u', name: 'U', roomId: 'lobby'}), drop() {}};
  const enter = async () => {
    chat.connection.open();
    await settle();
  };
  const lineLost = async (code = 1006) => {
    listener.onClose(code, '');
    await settle();
  };
  const newChat = storage => {
    outbox = new Outbox(storage);
    chat = new Chat(openTransport, guest, outbox, {onChange() {}, onState() {}, onFailure: failure => failures.push(failure.code)});
  };

  beforeEach(() => {
    mock.timers.enable({apis: ['setTimeout', 'setInterval']});
    sent = [];
    failures = [];
    joins = [];
    newChat(memory());
  });

  afterEach(() => mock.timers.reset());

  test('sends what was written before it was connected, after the join', async () => {
    chat.talk.send('early');
    assert.equal(chat.talk.messages[0].status, 'kept');
    await enter();

    assert.deepEqual(sent.map(frame => frame.event), ['auth', 'join', 'send']);
    assert.deepEqual(chat.talk.messages.map(message => [message.text, message.status]), [['early', 'sending']]);
  });

  test('an unacknowledged message is sent again under its own id, after a join that names the position', async () => {
    joins = [snapshot({seq: 4, rev: 7})];
    await enter();
    chat.talk.send('hello');
    await lineLost();
    chat.connection.wake();
    await settle();

    assert.equal(of('send').length, 2);
    assert.equal(of('send')[0].data.clientId, of('send')[1].data.clientId);
    assert.deepEqual(of('join')[1].data, {roomId: 'lobby', rev: 7, since: 4});
  });

  test('what was on its way when the line went, or when the page was loaded anew, says that it waits until the next line takes it', async () => {
    const storage = memory();
    newChat(storage);
    await enter();
    chat.talk.send('hello');
    const status = () => chat.talk.messages[0].status;
    assert.equal(status(), 'sending');

    await lineLost();
    assert.equal(status(), 'kept');
    chat.connection.wake();
    await settle();
    assert.equal(status(), 'sending');

    newChat(storage);
    assert.equal(status(), 'kept');
  });

  test('a message that the snapshot holds is not sent again', async () => {
    await enter();
    chat.talk.send('hello');
    const {clientId} = of('send')[0].data;
    await lineLost();
    const stored = {messageId: 'm1', seq: 1, rev: 1, role: 'user', userId: 'u', clientId, text: 'hello', status: 'complete'};
    joins = [snapshot({seq: 1, rev: 1, recovered: true, messages: [stored]})];
    chat.connection.wake();
    await settle();

    assert.equal(of('send').length, 1);
    assert.deepEqual(chat.talk.messages.map(message => message.messageId), ['m1']);
  });

  test('sent replaces the waiting message and opens its reply', async () => {
    await enter();
    chat.talk.send('hello');
    const {ref, data} = of('send')[0];

    receive('sent', {messageId: 'm1', seq: 1, ts: 1, clientId: data.clientId, replyId: 'm2'}, ref);

    assert.deepEqual(chat.talk.messages.map(message => [message.messageId, message.role]), [['m1', 'user'], ['m2', 'assistant']]);
    assert.deepEqual(outbox.entries, []);
  });

  test('a refused message stays, says why, and goes again under its own id', async () => {
    await enter();
    chat.talk.send('hello');
    const {ref, data} = of('send')[0];
    receive('error', {code: 'rate_limited', message: 'slowly', retryAfterMs: 500}, ref);
    await settle();
    assert.equal(chat.talk.messages[0].status, 'unsent');
    assert.equal(chat.talk.messages[0].error.code, 'rate_limited');

    chat.talk.retry(data.clientId);

    assert.equal(of('send')[1].data.clientId, data.clientId);
  });

  const noPlace = async frame => {
    receive('error', {code: 'at_capacity', message: 'full', retryAfterMs: 500}, frame.ref);
    await settle();
  };
  const shown = () => chat.talk.messages.map(message => [message.text, message.status]);

  test('what the server has no place for goes again by itself, and what was written meanwhile behind it', async () => {
    await enter();
    chat.talk.send('one');
    await noPlace(of('send')[0]);
    chat.talk.send('two');
    assert.deepEqual(shown(), [['one', 'deferred'], ['two', 'deferred']]);
    assert.equal(of('send').length, 1);

    mock.timers.tick(499);
    assert.equal(of('send').length, 1);
    mock.timers.tick(501);

    assert.deepEqual(of('send').map(frame => frame.data.text), ['one', 'one', 'two']);
    assert.equal(of('send')[0].data.clientId, of('send')[1].data.clientId);
    assert.deepEqual(shown(), [['one', 'sending'], ['two', 'sending']]);
  });

  test('what a server that stops has no place for goes to the next one, once', async () => {
    await enter();
    chat.talk.send('hello');
    await noPlace(of('send')[0]);
    await lineLost(4409);
    assert.deepEqual(shown(), [['hello', 'kept']]);

    chat.connection.wake();
    await settle();
    mock.timers.tick(5_000);

    assert.equal(of('send').length, 2);
    assert.equal(of('send')[0].data.clientId, of('send')[1].data.clientId);
  });

  test('where there is no place for long a person decides, and that begins anew', async () => {
    mock.timers.reset();
    mock.timers.enable({apis: ['setTimeout', 'setInterval', 'Date'], now: 1_000_000});
    await enter();
    chat.talk.send('hello');
    for (let tries = 1; shown()[0][1] !== 'unsent'; tries++) {
      assert.equal(of('send').length, tries);
      await noPlace(of('send').at(-1));
      mock.timers.tick(30_000);
    }
    assert.equal(Date.now(), 1_000_000 + 4 * 30_000);
    assert.equal(chat.talk.messages[0].error.code, 'at_capacity');

    chat.talk.retry(of('send')[0].data.clientId);
    await noPlace(of('send').at(-1));

    assert.deepEqual(shown(), [['hello', 'deferred']]);
  });

  test('a room that is left sends nothing by itself any more', async () => {
    await enter();
    chat.talk.send('hello');
    await noPlace(of('send')[0]);
    chat.show('other');
    await settle();
    chat.forget('lobby');

    mock.timers.tick(60_000);

    assert.equal(of('send').length, 1);
  });

  test('a frame that the server could not take is not sent for ever', async () => {
    await enter();
    chat.talk.send('hello');

    await lineLost(1009);

    assert.equal(chat.talk.messages[0].status, 'unsent');
  });

  test('a text that cannot fit into a frame is refused here', async () => {
    await enter();

    assert.equal(chat.talk.send('한'.repeat(22_000)), false);
    assert.equal(of('send').length, 0);
  });

  test('what a reload left unacknowledged is sent by the next page', async () => {
    const storage = memory();
    newChat(storage);
    await enter();
    chat.talk.send('hello');
    newChat(storage);
    await enter();

    assert.equal(of('send').length, 2);
    assert.equal(of('send')[0].data.clientId, of('send')[1].data.clientId);
  });

  test('what another user left is not sent in this one’s name', async () => {
    const storage = memory();
    const left = new Outbox(storage);
    left.add('secret', 'lobby', {userId: 'someone else', name: 'S'});
    newChat(storage);

    await enter();

    assert.equal(of('send').length, 0);
    assert.equal(chat.talk.messages[0].error.code, 'other_user');
  });

  test('joins again, once, when a frame is missing, and takes the frames that come right behind the snapshot', async () => {
    joins = [snapshot({rev: 1, seq: 1}), snapshot({rev: 4, seq: 3, recovered: true})];
    await enter();

    receive('message', {messageId: 'm3', seq: 3, rev: 3, role: 'user', text: 'x'});
    receive('message', {messageId: 'm4', seq: 4, rev: 5, role: 'user', text: 'y'});
    await settle();

    assert.equal(of('join').length, 2);
    assert.deepEqual(of('join')[1].data, {roomId: 'lobby', rev: 1, since: 3});
    assert.ok(chat.talk.messages.some(message => message.messageId === 'm4'));
  });

  test('joins without a position when a snapshot says nothing of a reply that was open', async () => {
    const open = {messageId: 'r', seq: 2, replyTo: 'm1', state: 'running', attempt: 1, offset: 1, text: 'a'};
    const ended = {messageId: 'r', seq: 2, rev: 3, role: 'assistant', text: 'ab', status: 'complete'};
    joins = [
      snapshot({rev: 2, seq: 2, replies: [open]}),
      snapshot({rev: 3, seq: 2, recovered: true}),
      snapshot({rev: 3, seq: 2, messages: [ended]}),
    ];
    await enter();
    receive('stream', {messageId: 'r', attempt: 1, offset: 9, token: 'z'});
    await settle();

    assert.deepEqual(of('join')[2].data, {roomId: 'lobby'});
    assert.deepEqual(chat.talk.messages.map(message => [message.text, message.status]), [['ab', 'complete']]);
  });

  test('an error that belongs to no message is told; one of a message is its own', async () => {
    await enter();
    chat.talk.send('q');
    receive('sent', {messageId: 'm1', seq: 1, clientId: of('send')[0].data.clientId, replyId: 'm2'}, of('send')[0].ref);

    receive('error', {code: 'rate_limited', message: ''});
    receive('error', {code: 'timeout', message: '', messageId: 'm2'});

    assert.deepEqual(failures, ['rate_limited']);
    assert.equal(chat.talk.messages[1].error.code, 'timeout');
  });

  test('history is asked for before the page, not before an open reply above it', async () => {
    const open = {messageId: 'r', seq: 2, replyTo: 'm1', state: 'running', attempt: 1, offset: 1, text: 'a'};
    const page = [{messageId: 'm101', seq: 101, rev: 200, role: 'user', text: 'x', status: 'complete'}];
    joins = [snapshot({seq: 101, rev: 200, more: true, messages: page, replies: [open]})];
    await enter();

    chat.talk.loadOlder();

    assert.equal(of('history')[0].data.before, 101);
  });

  test('sent for what was committed long ago only settles the outbox', async () => {
    const page = [{messageId: 'm101', seq: 101, rev: 200, role: 'user', text: 'x', status: 'complete'}];
    joins = [snapshot({seq: 101, rev: 200, more: true, messages: page})];
    chat.talk.send('from long ago');
    await enter();

    receive('sent', {messageId: 'm7', seq: 7, ts: 1, clientId: of('send')[0].data.clientId, replyId: 'r8'}, of('send')[0].ref);

    assert.deepEqual(outbox.entries, []);
    assert.deepEqual(chat.talk.messages.map(message => message.messageId), ['m101']);
    assert.deepEqual(chat.talk.openReplies, []);
  });

  test('a reply that turns out to have ended already is asked for again', async () => {
    const open = {messageId: 'r', seq: 2, replyTo: 'm1', state: 'running', attempt: 1, offset: 1, text: 'a'};
    const ended = {messageId: 'r', seq: 2, rev: 3, role: 'assistant', text: 'ab', status: 'complete'};
    joins = [snapshot({rev: 2, seq: 2, replies: [open]}), snapshot({rev: 3, seq: 2, recovered: true, messages: [ended]})];
    await enter();

    chat.talk.stop('r');
    receive('already_ended', {messageId: 'r'}, of('stop')[0].ref);
    await settle();

    assert.deepEqual(of('join')[1].data, {roomId: 'lobby', rev: 2, since: 2});
    assert.deepEqual(chat.talk.messages.map(message => [message.text, message.status]), [['ab', 'complete']]);
    assert.deepEqual(chat.talk.openReplies, []);
  });

  test('an answer that is asked for anew is awaited in the place of the one that was', async () => {
    const question = {messageId: 'm1', seq: 1, rev: 1, role: 'user', userId: 'u', text: 'why?', status: 'complete'};
    const answer = {messageId: 'r', seq: 2, rev: 3, role: 'assistant', replyTo: 'm1', text: 'because', status: 'complete'};
    joins = [snapshot({rev: 3, seq: 2, messages: [question, answer]})];
    await enter();

    const asked = chat.talk.anew('regenerate', {messageId: 'r', clientId: 'c'});
    receive('message', {...answer, rev: 4, text: '', removed: true, replacedBy: 's'});
    receive('sent', {messageId: 'm1', seq: 1, replyId: 's', clientId: 'c', ts: '2026-01-01T00:00:00Z'}, of('regenerate')[0].ref);
    await asked;

    assert.deepEqual(chat.talk.messages.map(message => [message.messageId, message.status]), [['m1', 'complete'], ['s', 'pending']]);
    receive('stream', {messageId: 's', seq: 3, rev: 5, replyTo: 'm1', attempt: 1, offset: 0, start: true});
    assert.equal(chat.talk.messages.at(-1).seq, 3);
    assert.equal(of('join').length, 1);
  });

  test('an edited message keeps its place, and what the server does not take is told', async () => {
    const question = {messageId: 'm1', seq: 1, rev: 1, role: 'user', userId: 'u', clientId: 'c', text: 'why?', status: 'complete'};
    joins = [snapshot({rev: 1, seq: 1, messages: [question]})];
    await enter();
    const key = chat.talk.messages[0].key;

    const edited = chat.talk.anew('edit', {messageId: 'm1', text: 'why not?', clientId: 'e'});
    receive('sent', {messageId: 'm1', seq: 1, clientId: 'e', ts: '2026-01-01T00:00:00Z'}, of('edit')[0].ref);
    receive('message', {...question, rev: 2, text: 'why not?', editedAt: '2026-01-01T00:00:01Z'});
    await edited;
    const refused = chat.talk.anew('edit', {messageId: 'm1', text: 'x', clientId: 'f'});
    receive('error', {code: 'conflict', message: 'busy', messageId: 'm1'}, of('edit')[1].ref);

    await assert.rejects(refused, {code: 'conflict'});
    assert.deepEqual(chat.talk.messages.map(message => [message.key, message.text]), [[key, 'why not?']]);
    assert.equal(chat.talk.messages[0].error, undefined);
  });

  test('already_ended for a reply whose end has come asks for nothing', async () => {
    const open = {messageId: 'r', seq: 2, replyTo: 'm1', state: 'running', attempt: 1, offset: 1, text: 'a'};
    joins = [snapshot({rev: 2, seq: 2, replies: [open]})];
    await enter();
    chat.talk.stop('r');
    receive('stream', {messageId: 'r', rev: 3, attempt: 1, offset: 1, status: 'complete', end: true});

    receive('already_ended', {messageId: 'r'}, of('stop')[0].ref);
    await settle();

    assert.equal(of('join').length, 1);
  });

  test('a room that may not be joined again says so, the line stays, and showing it tries once more', async () => {
    joins = [snapshot({rev: 1, seq: 1}), {code: 'forbidden', message: 'Not yours.'}];
    await enter();

    receive('message', {messageId: 'm3', seq: 3, rev: 3, role: 'user', text: 'x'});
    await settle();

    assert.equal(chat.connection.state.name, 'online');
    assert.equal(chat.talk.refused.code, 'forbidden');
    chat.show('lobby');
    await settle();
    assert.equal(chat.talk.refused, undefined);
    assert.equal(chat.talk.live, true);
  });

  test('a first room that may not be read leaves the line open for others', async () => {
    joins = [{code: 'not_found', message: 'No such room.'}];
    await enter();

    assert.equal(chat.connection.state.name, 'online');
    assert.equal(chat.talk.refused.code, 'not_found');
  });

  test('a room that was refused is tried again by whoever has become a member of it', async () => {
    joins = [{code: 'not_found'}];
    await enter();
    receive('member', {userId: 'other', role: 'member', rev: 5});
    assert.equal(chat.talk.refused.code, 'not_found');

    receive('member', {userId: 'u', role: 'member', rev: 6});
    await settle();

    assert.equal(chat.talk.refused, undefined);
    assert.equal(of('join').length, 2);
  });

  test('a page that cannot join again just now tries later on the same line', async () => {
    joins = [snapshot({rev: 1, seq: 1}), {code: 'storage_unavailable', retryAfterMs: 2_000}, snapshot({rev: 3, seq: 3})];
    await enter();
    receive('message', {messageId: 'm3', seq: 3, rev: 3, role: 'user', text: 'x'});
    await settle();
    assert.equal(chat.connection.state.name, 'online');

    mock.timers.tick(3_000);
    await settle();

    assert.equal(of('join').length, 3);
    assert.equal(of('auth').length, 1);
  });

  test('a token that ran out is renewed without a word', async () => {
    await enter();

    receive('error', {code: 'unauthenticated', message: 'The token has expired.'});

    assert.deepEqual(failures, []);
  });

  describe('with several rooms', () => {
    const inRoom = (roomId, more) => ({...snapshot(more), roomId});

    test('shows another room without a new line, and goes on hearing the first', async () => {
      joins = [snapshot(), inRoom('tea')];
      await enter();

      chat.show('tea');
      await settle();
      receive('message', {messageId: 'm1', seq: 1, rev: 1, role: 'user', text: 'meanwhile'});

      assert.deepEqual(of('join').map(frame => frame.data.roomId), ['lobby', 'tea']);
      assert.deepEqual(of('auth').length, 1);
      assert.equal(chat.roomId, 'tea');
      assert.deepEqual(chat.talk.messages, []);
      assert.deepEqual(chat.talks.map(talk => [talk.roomId, talk.seq]), [['lobby', 1], ['tea', 0]]);
    });

    test('a message goes to the room it was written in, also when another is shown', async () => {
      joins = [snapshot(), inRoom('tea')];
      await enter();
      chat.talk.send('for the lobby');
      chat.show('tea');
      await settle();
      chat.talk.send('for tea');

      assert.deepEqual(of('send').map(frame => [frame.data.roomId, frame.data.text]), [['lobby', 'for the lobby'], ['tea', 'for tea']]);
      assert.deepEqual(chat.talk.messages.map(message => message.text), ['for tea']);
    });

    test('after a lost line the shown room is joined first, then the others', async () => {
      joins = [snapshot(), inRoom('tea'), inRoom('tea'), snapshot()];
      await enter();
      chat.show('tea');
      await settle();

      await lineLost();
      chat.connection.wake();
      await settle();

      assert.deepEqual(of('join').map(frame => frame.data.roomId), ['lobby', 'tea', 'tea', 'lobby']);
      assert.ok(chat.talks.every(talk => talk.live));
    });

    test('a room chosen before the line is there is the one that is joined', async () => {
      joins = [inRoom('tea')];
      chat.show('tea');

      await enter();

      assert.equal(of('join')[0].data.roomId, 'tea');
    });

    test('a changed room, its members and one’s own role are heard, in the order of their revisions', async () => {
      joins = [snapshot({name: 'Lobby', members: [{userId: 'u', name: 'U', role: 'member'}], role: 'member'})];
      await enter();

      receive('room', {rev: 1, name: 'Hall', visibility: 'private', models: ['m']});
      receive('member', {rev: 2, userId: 'v', name: 'V', role: 'viewer'});
      receive('member', {rev: 3, userId: 'u', name: 'U', role: 'owner'});
      receive('member', {rev: 4, userId: 'v', name: 'V', role: 'viewer', removed: true});

      const {details, members} = chat.talk.setup;
      assert.deepEqual([details.name, details.role, details.models], ['Hall', 'owner', ['m']]);
      assert.deepEqual(members, [{userId: 'u', name: 'U', role: 'owner'}]);
      assert.equal(of('join').length, 1);
    });

    test('who is taken out hears why, in that room and nowhere else', async () => {
      joins = [snapshot(), inRoom('tea')];
      await enter();
      chat.show('tea');
      await settle();

      receive('room', {roomId: 'tea', removed: true});
      receive('error', {roomId: 'tea', code: 'not_found', message: 'Gone.'});
      receive('error', {roomId: 'lobby', code: 'forbidden', message: 'Not any more.'});

      assert.deepEqual(chat.talks.map(talk => [talk.roomId, talk.refused.code]), [['lobby', 'forbidden'], ['tea', 'deleted']]);
      assert.deepEqual(failures, []);
    });

    test('of a room that nobody looks at the newest are kept, and the rest is history', async () => {
      joins = [snapshot(), inRoom('tea')];
      await enter();
      chat.show('tea');
      await settle();

      for (let seq = 1; seq <= 450; seq++) receive('message', {messageId: `m${seq}`, seq, rev: seq, role: 'user', text: 'x'});

      const lobby = chat.talks.find(talk => talk.roomId === 'lobby');
      assert.deepEqual([lobby.messages.length, lobby.messages[0].seq, lobby.seq, lobby.hasOlder], [400, 51, 450, true]);
    });

    test('too many rooms: who was shown longest ago is left', async () => {
      await enter();
      for (let room = 1; room <= 16; room++) {
        joins = [inRoom(`room-${room}`)];
        chat.show(`room-${room}`);
        await settle();
      }

      assert.deepEqual(of('leave').map(frame => frame.data.roomId), ['lobby']);
      assert.equal(chat.talks.length, 16);
    });
  });
});
