import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {NewLine} from '../../main/resources/webroot/app/new-line.js';
import {ReadTeller} from '../../main/resources/webroot/app/read-teller.js';
import {changedSetup, setupOf} from '../../main/resources/webroot/app/setup.js';
import {othersHere, wordsOf} from '../../main/resources/webroot/app/present-view.js';
import {speak} from '../../main/resources/webroot/app/strings.js';

const ada = {userId: 'a', name: 'Ada'};
const ben = {userId: 'b', name: 'Ben'};

describe('who is here', () => {
  test('is what the room said last', () => {
    const joined = setupOf({presence: {count: 1, users: [ada]}});
    const later = changedSetup(joined, 'presence', {count: 2, users: [ada, ben]}, 'a');

    assert.deepEqual(joined.present, {count: 1, users: [ada]});
    assert.deepEqual(later.present, {count: 2, users: [ada, ben]});
    assert.deepEqual(changedSetup(later, 'presence', {count: 90}, 'a').present, {count: 90, users: undefined});
    assert.equal(setupOf({}).present.count, 0);
  });

  test('is the others, by name, or how many they are', () => {
    assert.deepEqual(othersHere({count: 2, users: [ben, ada]}, 'a'), {count: 1, names: ['Ben']});
    assert.deepEqual(othersHere({count: 3, users: [ben, ada, {userId: 'c', name: ''}]}, 'x').names, ['Ada', 'Ben', 'c']);
    assert.deepEqual(othersHere({count: 90}, 'a'), {count: 89, names: []});
    assert.deepEqual(othersHere({count: 0}, 'a'), {count: 0, names: []});
  });

  test('is said in words of both languages, a few names at most', () => {
    const many = Array.from({length: 15}, (unused, i) => `P${i}`);

    assert.equal(wordsOf({count: 0, names: []}), '');
    assert.equal(wordsOf({count: 89, names: []}), '89 others are here now');
    assert.match(wordsOf({count: 15, names: many}), /P11 \+3$/);
    speak('ko');
    assert.match(wordsOf({count: 1, names: ['Ben']}), /Ben/);
    speak('en');
  });
});

describe('how far one has read', () => {
  const chatOf = (told, more = {}) => ({
    connection: {tell: (event, data) => told.push([event, data.seq])},
    talk: {roomId: 'tea', seq: 4, live: true, setup: {}, ...more},
  });

  test('is told once, once in a while, and only where the server does not know it', () => {
    const told = [];
    const chat = chatOf(told);
    const teller = new ReadTeller();

    teller.markRead(chat, () => undefined, 0);
    teller.markRead(chat, () => undefined, 9_000);
    chat.talk.seq = 6;
    chat.talk.setup = {readSeq: 6};
    teller.markRead(chat, () => undefined, 20_000);

    assert.deepEqual(told, [['read', 4]]);
  });

  test('waits for its time, and is told then', async () => {
    const told = [];
    const chat = chatOf(told);
    const teller = new ReadTeller();
    teller.markRead(chat, () => undefined, 0);
    chat.talk.seq = 5;

    await new Promise(resolve => teller.markRead(chat, resolve, 1_990));
    teller.markRead(chat, () => undefined, 2_000);

    assert.deepEqual(told, [['read', 4], ['read', 5]]);
  });

  test('is told again where the line went away, and never where nobody hears', () => {
    const told = [];
    const teller = new ReadTeller();
    const chat = chatOf(told);
    teller.markRead(chat, () => undefined, 0);

    teller.lineLost();
    teller.markRead({...chat, talk: {...chat.talk, live: false}}, () => undefined, 5_000);
    teller.markRead(chat, () => undefined, 9_000);

    assert.deepEqual(told, [['read', 4], ['read', 4]]);
  });

  test('is not told again of a room that was left and opened anew', () => {
    const told = [];
    const teller = new ReadTeller();

    teller.markRead(chatOf(told), () => undefined, 0);
    teller.markRead(chatOf(told), () => undefined, 9_000);

    assert.deepEqual(told, [['read', 4]]);
  });

  test('only grows, whichever connection said it', () => {
    const setup = changedSetup(setupOf({readSeq: 3}), 'read', {seq: 5}, 'a');

    assert.equal(setup.readSeq, 5);
    assert.equal(changedSetup(setup, 'read', {seq: 4}, 'a').readSeq, 5);
    assert.equal(setupOf({}).readSeq, undefined);
  });
});

describe('where the new begins', () => {
  const messages = [1, 2, 3, 4].map(seq => ({seq, userId: seq === 3 ? 'me' : 'a'}));

  test('is behind what was read when one came, at the first message of somebody else', () => {
    const line = new NewLine();

    line.look('tea', 2, 4);
    assert.equal(line.first(messages, 'me').seq, 4);
    line.look('tea', 4, 4);
    assert.equal(line.first(messages, 'me').seq, 4);
  });

  test('is nowhere in a room that was read or never seen', () => {
    const line = new NewLine();

    line.look('tea', 4, 4);
    assert.equal(line.first(messages, 'me'), undefined);
    line.look('plan', undefined, 4);
    assert.equal(line.first(messages, 'me'), undefined);
  });

  test('is looked for again in another room and after coming back', () => {
    const line = new NewLine();
    line.look('tea', 4, 4);
    line.comeBack();

    line.look('tea', 3, 4);

    assert.equal(line.first(messages, 'me').seq, 4);
  });
});
