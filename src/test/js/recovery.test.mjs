import {test} from 'node:test';
import assert from 'node:assert/strict';
import {GAP, applyFrame, applyJoined, createRoom, position, timeline} from '../../main/resources/webroot/app/room.js';

/** The same numbers for the same seed (a linear congruential generator), so that a failure can be looked at again. */
const numbers = seed => {
  let state = seed;
  return limit => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
};

/** A room as the server has it: it runs replies with several attempts, and knows what a snapshot of any moment holds. */
class ServerRoom {
  rev = 0;
  seq = 0;
  ended = [];
  open;

  constructor(random) {
    this.random = random;
  }

  /** One more step of its life, as frames. */
  step() {
    if (!this.open) return this.accept();
    const choice = this.random(12);
    if (this.open.attempt === 0 || choice === 0) return this.begin();
    return choice === 1 ? this.end() : this.delta(choice === 2 ? 'reasoning' : 'text');
  }

  accept() {
    const rev = ++this.rev;
    const asked = {messageId: `m${++this.seq}`, seq: this.seq, rev, role: 'user', text: `q${this.seq}`, status: 'complete'};
    this.ended.push(asked);
    this.open = {messageId: `m${++this.seq}`, seq: this.seq, replyTo: asked.messageId, state: 'pending', attempt: 0, text: '', reasoning: ''};
    return [{event: 'message', data: asked}];
  }

  begin() {
    const offset = this.random(this.open.text.length + 1);
    Object.assign(this.open, {attempt: this.open.attempt + 1, state: 'running', text: this.open.text.slice(0, offset), reasoning: ''});
    const {messageId, seq, replyTo, attempt} = this.open;
    return [{event: 'stream', data: {messageId, seq, replyTo, attempt, offset, rev: ++this.rev, start: true}}];
  }

  delta(kind) {
    const token = 'abcdefghij'.slice(this.random(10));
    const {messageId, attempt} = this.open;
    const data = {messageId, attempt, kind, offset: this.open[kind].length, token};
    this.open[kind] += token;
    return [{event: 'stream', data}];
  }

  end() {
    const {messageId, seq, replyTo, attempt, text} = this.open;
    const status = ['complete', 'stopped', 'failed', 'interrupted'][this.random(4)];
    const rev = ++this.rev;
    this.ended.push({messageId, seq, replyTo, rev, role: 'assistant', text, status});
    this.open = undefined;
    return [{event: 'stream', data: {messageId, rev, attempt, offset: text.length, status, end: true}}];
  }

  snapshot({rev} = {}) {
    const messages = this.ended.filter(message => rev === undefined || message.rev > rev);
    const replies = this.open ? [{...this.open, offset: this.open.text.length}] : [];
    return {roomId: 'lobby', seq: this.seq, rev: this.rev, recovered: rev !== undefined, messages, more: false, replies};
  }
}

const join = (room, server, from) => {
  if (applyJoined(room, server.snapshot(from), from.rev !== undefined) === GAP) applyJoined(room, server.snapshot(), false);
};

const shown = messages => messages.map(({messageId, text, status}) => ({messageId, text, status}));

const bySeq = (a, b) => a.seq - b.seq;

function live(seed) {
  const random = numbers(seed);
  const server = new ServerRoom(random);
  const room = createRoom('lobby');
  join(room, server, position(room));
  let before = [];
  for (let step = 0; step < 400; step++) {
    const frames = server.step();
    const delivered = [[], [...frames, ...frames], [...before, ...frames]][random(20)] ?? frames;
    before = frames;
    const verdicts = delivered.map(({event, data}) => applyFrame(room, {event, data: {roomId: 'lobby', ...data}}));
    if (verdicts.includes(GAP) || random(60) === 0) join(room, server, position(room));
    assertNothingWrong(room, server, seed);
  }
  join(room, server, position(room));
  assertNothingWrong(room, server, seed);
  if (server.open) assert.equal(room.messages.get(server.open.messageId).text, server.open.text, `seed ${seed}`);
}

/** What is shown as ended is exact as soon as no revision is missing; what runs is never ahead of the server or beside it. */
function assertNothingWrong(room, server, seed) {
  const open = room.messages.get(server.open?.messageId);
  if (open?.attempt === server.open?.attempt) assert.ok((server.open?.text ?? '').startsWith(open?.text ?? ''), `seed ${seed}`);
  if (room.rev !== server.rev) return;
  const ended = timeline(room).filter(message => message.messageId !== server.open?.messageId);
  assert.deepEqual(shown(ended), shown([...server.ended].sort(bySeq)), `seed ${seed}`);
}

test('lost, repeated and late frames leave every word exact', () => {
  for (let seed = 1; seed <= 200; seed++) live(seed);
});
