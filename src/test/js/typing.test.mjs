import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {Typing} from '../../main/resources/webroot/app/typing.js';

const ada = {roomId: 'lobby', userId: 'a', name: 'Ada'};

describe('who is writing', () => {
  test('is known for a few seconds, or until the message', () => {
    const typing = new Typing({});

    typing.hear('typing', ada, 1_000);
    typing.hear('typing', {...ada, userId: 'b', name: 'Ben'}, 1_000);

    assert.deepEqual(typing.names('lobby', 'me', 5_900), ['Ada', 'Ben']);
    typing.hear('message', ada, 2_000);
    assert.deepEqual(typing.names('lobby', 'me', 2_000), ['Ben']);
    assert.deepEqual(typing.names('lobby', 'me', 6_000), []);
  });

  test('is not oneself, and not somebody in another room', () => {
    const typing = new Typing({});

    typing.hear('typing', ada, 0);

    assert.deepEqual(typing.names('lobby', 'a', 0), []);
    assert.deepEqual(typing.names('tea', 'me', 0), []);
  });

  test('one says so of oneself once in a while, at once after a message, and never where nobody hears', () => {
    const told = [];
    const chat = {connection: {tell: (event, data) => told.push([event, data.roomId])}, talk: {live: true, roomId: 'lobby'}};
    const typing = new Typing({});

    typing.say(chat, 0);
    typing.say(chat, 2_900);
    typing.say(chat, 3_000);
    typing.sent();
    typing.say(chat, 3_100);
    typing.say({...chat, talk: {live: false}}, 9_000);

    assert.deepEqual(told, [['typing', 'lobby'], ['typing', 'lobby'], ['typing', 'lobby']]);
  });
});
