import {afterEach, beforeEach, describe, mock, test} from 'node:test';
import assert from 'node:assert/strict';
import {Announcer} from '../../main/resources/webroot/app/announcer.js';
import {speak} from '../../main/resources/webroot/app/strings.js';

const BATCH_MS = 3_000;

describe('what a screen reader hears', () => {
  const me = {userId: 'me'};
  const said = (seq, text, userId = 'you') => ({key: `${userId} ${seq}`, seq, role: 'user', userId, name: 'You', status: 'complete', text});
  let region;
  let announcer;

  const heard = () => {
    mock.timers.tick(BATCH_MS);
    const text = region.textContent;
    region.textContent = '';
    return text;
  };

  beforeEach(() => {
    mock.timers.enable({apis: ['setTimeout']});
    speak('en');
    region = {textContent: ''};
    announcer = new Announcer(region);
  });

  afterEach(() => mock.timers.reset());

  test('others’ new messages, not one’s own and not history', () => {
    announcer.skip([said(5, 'old')]);

    announcer.follow([said(3, 'older'), said(5, 'old'), said(6, 'mine', 'me'), said(7, 'New here.')], me);

    assert.match(heard(), /^You: New here\./);
  });

  test('new messages of a room that is younger than the one before', () => {
    announcer.skip([said(1_000, 'in a long room')]);
    announcer.skip([said(2, 'in a short room')]);

    announcer.follow([said(2, 'in a short room'), said(3, 'Hello.')], me);

    assert.match(heard(), /Hello\./);
  });

  test('nothing again of what left the page and came back', () => {
    const all = Array.from({length: 1_000}, (_, index) => said(index + 1, `Message ${index + 1}.`));
    announcer.skip([]);
    for (let end = 1; end <= all.length; end++) announcer.follow(all.slice(Math.max(0, end - 50), end), me);
    heard();

    announcer.follow(all, me);

    assert.equal(heard(), '');
  });

  describe('of an answer', () => {
    const answer = more => ({key: 'r', seq: 2, role: 'assistant', status: 'running', attempt: 1, text: '', ...more});
    const follow = more => announcer.follow([answer(more)], me);

    test('each sentence once, as soon as it is whole', () => {
      follow({text: 'One. Tw'});
      follow({text: 'One. Two. Th'});
      assert.match(heard(), /^Assistant: One\. Two\.$/);

      follow({text: 'One. Two. Three', status: 'complete'});

      assert.equal(heard(), 'Three Answer complete.');
    });

    test('what another attempt writes in the place of words that were told', () => {
      follow({text: 'The first. The second. '});
      heard();

      follow({text: 'The first. Another sec', attempt: 2, superseded: {provider: 'a', model: 'm', kept: 11}});
      follow({text: 'The first. Another second. ', attempt: 2, superseded: {provider: 'a', model: 'm', kept: 11}});

      assert.equal(heard(), 'Continued by m after a broke off Another second.');
    });

    test('and nothing twice where its end comes with a snapshot, which knows no attempts', () => {
      follow({text: 'One. Two. '});
      heard();

      follow({text: 'One. Two. ', attempt: 0, status: 'complete'});

      assert.equal(heard(), 'Answer complete.');
    });

    test('why it failed', () => {
      follow({text: 'One. '});
      heard();

      follow({text: 'One. ', status: 'failed', error: {code: 'timeout', message: 'internal words'}});

      assert.match(heard(), /^Failed: .*The provider took too long\.$/);
    });
  });

  test('that what one wrote was not sent, once', () => {
    const own = status => ({...said(undefined, 'hello', 'me'), status, error: {code: 'at_capacity'}});
    announcer.skip([]);

    announcer.follow([own('sending')], me);
    announcer.follow([own('unsent')], me);
    announcer.follow([own('unsent')], me);

    assert.equal(heard(), 'Not sent. All places are taken right now.');
  });
});
