import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {allowed} from '../../main/resources/webroot/app/anew.js';
import {recalls} from '../../main/resources/webroot/app/composer.js';
import {Editing} from '../../main/resources/webroot/app/editing.js';

const question = (more = {}) => ({messageId: 'q', role: 'user', userId: 'me', status: 'complete', text: 'why?', ...more});
const answer = (more = {}) => ({messageId: 'a', role: 'assistant', replyTo: 'q', status: 'complete', text: 'because', ...more});
const ME = {userId: 'me'};

describe('what may be said anew', () => {
  test('an own message that is stored, and the last answer to it', () => {
    const messages = [question(), answer()];
    const may = allowed(messages, ME, 'member');

    assert.deepEqual(messages.map(may.edits), [true, false]);
    assert.deepEqual(messages.map(message => Boolean(may.regenerates(message))), [false, true]);
  });

  test('nothing while its answer is under way', () => {
    const messages = [question(), answer({status: 'running'})];
    const may = allowed(messages, ME);

    assert.equal(messages.some(may.edits), false);
    assert.equal(messages.some(message => may.regenerates(message)), false);
  });

  test('an answer after which something was said stays', () => {
    const messages = [question(), answer(), question({messageId: 'q2', status: 'sending'})];
    const may = allowed(messages, ME);

    assert.equal(messages.some(message => may.regenerates(message)), false);
    assert.deepEqual(messages.map(may.edits), [true, false, false]);
  });

  test('another’s question is its own and the owner’s to have answered again, and only its own to edit', () => {
    const messages = [question({userId: 'other'}), answer()];

    assert.equal(Boolean(allowed(messages, ME, 'member').regenerates(messages[1])), false);
    assert.equal(Boolean(allowed(messages, ME, 'owner').regenerates(messages[1])), true);
    assert.equal(allowed(messages, ME, 'owner').edits(messages[0]), false);
  });

  test('a viewer, and what was removed, is offered nothing', () => {
    const messages = [question({removed: true}), answer()];

    assert.equal(allowed([question(), answer()], ME, 'viewer').edits(question()), false);
    assert.equal(allowed(messages, ME).edits(messages[0]), false);
    assert.equal(Boolean(allowed(messages, ME).regenerates(messages[1])), false);
  });

  test('ArrowUp in an empty field asks for the last message, and for nothing while it means something else', () => {
    assert.equal(recalls({key: 'ArrowUp'}, ''), true);
    assert.equal(recalls({key: 'ArrowUp'}, 'a'), false);
    assert.equal(recalls({key: 'ArrowUp', altKey: true}, ''), false);
    assert.equal(recalls({key: 'ArrowUp', isComposing: true}, ''), false);
  });
});

describe('editing', () => {
  const settle = () => new Promise(resolve => setImmediate(resolve));
  const parts = () => ({root: {hidden: true}, leave: {addEventListener() {}}});
  const composerOf = log => ({hold: text => log.push(`hold ${text}`), release: () => log.push('release')});

  test('saves another text once, and leaves the field to the draft', async () => {
    const log = [];
    const sent = [];
    const editing = new Editing(parts(), composerOf(log), failure => log.push(failure.code));
    editing.begin(question());

    const taken = editing.save({anew: async (event, data) => sent.push({event, ...data})}, 'why not?', () => true);
    await settle();

    assert.equal(taken, true);
    assert.equal(editing.active, false);
    assert.deepEqual(log, ['hold why?', 'release']);
    assert.deepEqual(sent.map(({event, messageId, text}) => [event, messageId, text]), [['edit', 'q', 'why not?']]);
  });

  test('what was not taken is in the field again, and the same edit when it is saved again', async () => {
    const log = [];
    const ids = [];
    const talk = {
      anew: async (event, {clientId}) => {
        ids.push(clientId);
        if (ids.length === 1) throw Object.assign(new Error(), {code: 'offline'});
      },
    };
    const editing = new Editing(parts(), composerOf(log), failure => log.push(failure.code));
    editing.begin(question());

    editing.save(talk, 'why not?', () => true);
    await settle();
    editing.save(talk, 'why not?', () => true);
    await settle();

    assert.deepEqual(log, ['hold why?', 'release', 'hold why not?', 'offline', 'release']);
    assert.equal(ids[0], ids[1]);
  });

  test('the same text is no edit, and one that the gateway would refuse is not sent', () => {
    const sent = [];
    const talk = {anew: async event => sent.push(event)};
    const editing = new Editing(parts(), composerOf([]), () => undefined);

    editing.begin(question());
    assert.equal(editing.save(talk, 'why?', () => true), true);
    editing.begin(question());
    assert.equal(editing.save(talk, 'x'.repeat(70_000), () => true), false);

    assert.deepEqual(sent, []);
    assert.equal(editing.active, true);
  });
});
