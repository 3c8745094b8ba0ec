import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {LANGUAGES, language, locale, say, sayFailure, speak} from '../../main/resources/webroot/app/strings.js';
import {history, note, source} from '../../main/resources/webroot/app/notes.js';
import {readFileSync} from 'node:fs';
import {sends} from '../../main/resources/webroot/app/composer.js';
import {priceOf} from '../../main/resources/webroot/app/prices.js';
import {hashOf, linkOf, roomOf} from '../../main/resources/webroot/app/address.js';
import {changed} from '../../main/resources/webroot/app/room-dialog.js';
import {settleTail} from '../../main/resources/webroot/app/streaming-text.js';

describe('a text that is still being written', () => {
  const cases = {
    'closes bold': ['some **bo', 'some **bo**'],
    'holds back bold that has only begun': ['some **', 'some '],
    'closes code': ['call `foo', 'call `foo`'],
    'does not close at the end of a list what was left open in an item before': ['- a ` b\n- 2 ** 3\n- c', '- a ` b\n- 2 ** 3\n- c'],
    'closes what is open in the last item': ['1. a\n2. some **bo', '1. a\n2. some **bo**'],
    'does not close stars inside code': ['use `a ** b` here', 'use `a ** b` here'],
    'holds back a dash that may be a bullet or an underline': ['Items:\n-', 'Items:\n'],
    'holds back a number that may be a list': ['Items:\n\n1.', 'Items:\n\n'],
    'holds back a fence that has only begun': ['Code:\n\n``', 'Code:\n\n'],
    'shows the name of a link whose address is still coming': ['see [the page](https://exa', 'see the page'],
    'leaves whole text alone': ['**a** `b` [c](https://d.example) e', '**a** `b` [c](https://d.example) e'],
    'holds back the head of a table': ['Hours:\n\n| Day | Ho', 'Hours:\n\n'],
    'completes the rule of a table': ['| Day | Hours |\n| :- | -', '| Day | Hours |\n|:-|-|'],
    'makes a table of its head': ['| Day | Hours |\n', '| Day | Hours |\n|---|---|'],
    'leaves a table that has begun alone': ['| a | b |\n|---|---|\n| c', '| a | b |\n|---|---|\n| c'],
    'leaves lines with bars alone': ['| a\nb', '| a\nb'],
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

  test('a removed message says so, however it had ended', () => {
    assert.equal(note({role: 'user', status: 'complete', removed: true}), 'Removed');
    assert.equal(note({role: 'assistant', status: 'complete', reason: 'length', removed: true}), 'Removed');
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

  test('every failure code of the server has words of its own in both languages', () => {
    const source = readFileSync(new URL('../../main/java/dev/verbatim/contract/FailureCode.java', import.meta.url), 'utf8');
    const codes = [...source.matchAll(/^ {4}([A-Z_]+)\(\d+, (?:true|false)\)/gm)].map(([, name]) => name.toLowerCase());

    assert.ok(codes.length >= 22);
    for (const choice of ['en', 'ko']) {
      speak(choice);
      const unknown = say('error_unknown');
      assert.deepEqual(codes.filter(code => sayFailure({code}) === unknown), []);
    }
    speak('en');
  });

  test('the first of the browser’s languages that is known is spoken, unless the person chose', () => {
    const spoken = (choice, preferred) => {
      speak(choice, preferred);
      return language;
    };

    assert.equal(spoken('auto', ['fr-FR', 'ko-KR', 'en']), 'ko');
    assert.equal(spoken('auto', ['en-GB', 'ko']), 'en');
    assert.equal(spoken('auto', ['kok']), 'en');
    assert.equal(spoken('auto', []), 'en');
    assert.equal(spoken('en', ['ko']), 'en');
    assert.equal(spoken('ko', ['en']), 'ko');
    speak('en');
  });

  test('times and numbers are told as in the viewer’s own region, where it is one of the language’s', () => {
    const told = (choice, preferred) => {
      speak(choice, preferred);
      return locale;
    };

    assert.equal(told('auto', ['fr-FR', 'en-GB', 'en']), 'en-GB');
    assert.equal(told('ko', ['en-GB']), 'ko');
    assert.equal(told('auto', []), 'en');
    speak('en', []);
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

  test('starts a line where only Ctrl or Command with it sends', () => {
    const press = more => sends({key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13, ...more}, 'modifier');

    assert.equal(press({}), false);
    assert.equal(press({ctrlKey: true}), true);
    assert.equal(press({metaKey: true}), true);
    assert.equal(press({ctrlKey: true, isComposing: true}), false);
  });
});

describe('what an answer cost', () => {
  const usage = {source: 'provider', inputTokens: 1_200, outputTokens: 34};

  test('tokens read and written, cost and time stand in one line', () => {
    assert.equal(source({model: 'm', provider: 'p', usage, cost: '0.0042'}, 2_345), 'm · p · 1,200 → 34 tokens · $0.0042 · 2.3 s');
    assert.equal(source({model: 'm', usage}, 75_400), 'm · 1,200 → 34 tokens · 75 s');
  });

  test('a time is as exact as it is short, so that a quick answer does not take 0 s', () => {
    const times = [7, 48, 950, 1240, 12_400, 123_400];

    assert.deepEqual(times.map(ms => source({}, ms)), ['0.007 s', '0.048 s', '0.95 s', '1.2 s', '12 s', '123 s']);
  });

  test('an unknown time is not shown, and neither is one that cannot be', () => {
    assert.equal(source({model: 'm'}, NaN), 'm');
    assert.equal(source({model: 'm'}, -5), 'm');
  });

  test('a price that is not known is never called free', () => {
    assert.equal(priceOf({inputPerMTok: '0', outputPerMTok: '0'}), 'free');
    assert.equal(priceOf({inputPerMTok: null}), 'price unknown');
    assert.equal(priceOf(undefined), 'price unknown');
    assert.match(priceOf({inputPerMTok: '0.1', outputPerMTok: '0.5'}), /\$0\.1 in · \$0\.5 out/);
  });
});

describe('an attempt that took over', () => {
  test('says who went on after whom, and whether the text began anew', () => {
    assert.equal(history({superseded: {provider: 'a', model: 'm2', kept: 12}}), 'Continued by m2 after a broke off');
    assert.equal(history({superseded: {provider: 'a', model: 'm2', kept: 0}}), 'Written anew by m2 after a broke off');
    assert.equal(history({model: 'm'}), '');
  });
});

describe('a room’s address', () => {
  test('names the room, and nothing else is taken for one', () => {
    assert.equal(roomOf(hashOf('tea.room-1_A')), 'tea.room-1_A');
    assert.equal(roomOf('#/room/'), undefined);
    assert.equal(roomOf('#/room/a/b'), undefined);
    assert.equal(roomOf('#/room/<img src=x>'), undefined);
    assert.equal(roomOf('#composer'), undefined);
  });

  test('keeps the path behind a proxy and drops the rest', () => {
    assert.equal(linkOf('tea', 'https://example.com/chat/?x=1#/room/lobby'), 'https://example.com/chat/#/room/tea');
  });
});

describe('a room’s form', () => {
  const entered = {name: 'Tea', visibility: 'private', systemPrompt: null, models: [], temperature: null};

  test('sends of a new room what says something', () => {
    assert.deepEqual(changed(undefined, entered), {name: 'Tea', visibility: 'private'});
  });

  test('sends of a known room what differs, also what is taken away', () => {
    const room = {name: 'Tea', visibility: 'public', systemPrompt: 'Be brief.', models: ['a', 'b']};

    assert.deepEqual(changed(room, {...entered, models: ['b']}), {visibility: 'private', systemPrompt: null, models: ['b']});
  });
});
