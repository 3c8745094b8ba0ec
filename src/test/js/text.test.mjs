import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {LANGUAGES, say} from '../../main/resources/webroot/app/strings.js';
import {note, source} from '../../main/resources/webroot/app/notes.js';
import {sends} from '../../main/resources/webroot/app/composer.js';
import {settleTail} from '../../main/resources/webroot/app/streaming-text.js';

describe('a text that is still being written', () => {
  const cases = {
    'closes bold': ['some **bo', 'some **bo**'],
    'holds back bold that has only begun': ['some **', 'some '],
    'closes code': ['call `foo', 'call `foo`'],
    'does not close stars inside code': ['use `a ** b` here', 'use `a ** b` here'],
    'holds back a dash that may be a bullet or an underline': ['Items:\n-', 'Items:\n'],
    'holds back a number that may be a list': ['Items:\n\n1.', 'Items:\n\n'],
    'holds back a fence that has only begun': ['Code:\n\n``', 'Code:\n\n'],
    'shows the name of a link whose address is still coming': ['see [the page](https://exa', 'see the page'],
    'leaves whole text alone': ['**a** `b` [c](https://d.example) e', '**a** `b` [c](https://d.example) e'],
    'leaves code blocks alone': ['```\na ** b\n-', '```\na ** b\n-'],
    'takes a closed code block for what it is': ['```\n**\n```\n\nnow **bo', '```\n**\n```\n\nnow **bo**'],
  };
  for (const [name, [text, shown]] of Object.entries(cases)) {
    test(name, () => assert.equal(settleTail(text), shown));
  }

  test('is looked at in bounded time, whatever it is made of', () => {
    for (const piece of ['[', '![](', '`', '**', '- ', '(', '\n-', ' ']) {
      assert.equal(typeof settleTail(piece.repeat(60_000 / piece.length)), 'string');
    }
  });
});

describe('notes', () => {
  test('only a complete answer that ended as it should has none', () => {
    const answer = (status, more) => note({role: 'assistant', status, ...more});

    assert.equal(answer('complete', {reason: 'stop'}), '');
    for (const status of ['stopped', 'interrupted', 'failed', 'budget_exhausted', 'saving', 'queued', 'waiting', 'running']) {
      assert.notEqual(answer(status), '', status);
    }
    for (const reason of ['length', 'content_filter', 'refusal', 'tool_calls']) {
      assert.notEqual(answer('complete', {reason}), '', reason);
    }
  });

  test('a status of a later version is shown by its name', () => {
    assert.equal(note({role: 'assistant', status: 'superseded'}), 'superseded');
  });

  test('the source names model and provider, and no tokens that nobody counted', () => {
    const usage = {source: 'unknown', outputTokens: 0};

    assert.equal(source({model: 'm', provider: 'p', usage}), 'm · p');
    assert.equal(source({model: 'm', usage: {source: 'provider', outputTokens: 7}}), 'm · 7 tokens');
  });

  test('the source names a cost that is known, also a very small one', () => {
    assert.equal(source({model: 'm', cost: '0.000042'}), 'm · $0.000042');
    assert.equal(source({model: 'm', cost: '1.23456'}), 'm · $1.23');
    assert.equal(source({model: 'm', cost: '0'}), 'm');
    assert.equal(source({model: 'm', cost: 'much'}), 'm');
    assert.equal(source({model: 'm'}), 'm');
  });
});

describe('strings', () => {
  test('both languages say the same things with the same values', () => {
    const values = text => (text.match(/\{\w+\}/g) ?? []).sort();

    assert.deepEqual(Object.keys(LANGUAGES.ko).sort(), Object.keys(LANGUAGES.en).sort());
    for (const key of Object.keys(LANGUAGES.en)) {
      assert.deepEqual(values(LANGUAGES.ko[key]), values(LANGUAGES.en[key]), key);
    }
  });

  test('a text that is too long is not told a number, which is the server’s to set', () => {
    for (const {tooLong} of Object.values(LANGUAGES)) assert.doesNotMatch(tooLong, /\d/);
  });

  test('an unknown key has no text', () => {
    assert.equal(say('constructor'), undefined);
    assert.equal(say('nonsense'), undefined);
  });
});

describe('the Enter key', () => {
  test('sends, but not with Shift and not while a syllable is composed', () => {
    const press = more => sends({key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13, ...more});

    assert.equal(press({}), true);
    assert.equal(press({shiftKey: true}), false);
    assert.equal(press({isComposing: true}), false);
    assert.equal(press({keyCode: 229}), false);
  });
});
