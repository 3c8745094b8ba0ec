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
});
