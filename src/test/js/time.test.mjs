import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {clockTime, dayName, dayOf, fullTime} from '../../main/resources/webroot/app/time.js';

const at = (...parts) => new Date(...parts).getTime();
const NOW = at(2026, 10, 30, 9, 15);

describe('a day', () => {
  const named = (then, language = 'en') => dayName(dayOf(then), language, NOW);

  test('is one from its midnight to the next, in the viewer’s zone', () => {
    assert.equal(dayOf(at(2026, 10, 30, 0, 0)), dayOf(at(2026, 10, 30, 23, 59)));
    assert.notEqual(dayOf(at(2026, 10, 29, 23, 59)), dayOf(at(2026, 10, 30, 0, 0)));
  });

  test('that is near has a name of its own', () => {
    assert.equal(named(NOW), 'today');
    assert.equal(named(at(2026, 10, 29, 23, 59)), 'yesterday');
    assert.equal(named(at(2026, 10, 29, 23, 59), 'ko'), '어제');
  });

  test('that is not is told by its date, with the year where it is another one', () => {
    assert.equal(named(at(2026, 10, 27)), 'Friday, November 27');
    assert.equal(named(at(2025, 11, 31)), 'Wednesday, December 31, 2025');
    assert.equal(named(at(2026, 10, 27), 'ko'), '11월 27일 금요일');
  });

  test('is another one tomorrow, on a page that was never closed', () => {
    const day = dayOf(NOW);

    assert.equal(dayName(day, 'en', at(2026, 11, 1, 0, 1)), 'yesterday');
  });
});

test('a message’s time is its hour, and in full for who asks', () => {
  assert.match(clockTime(new Date(NOW).toISOString(), 'en'), /^9:15\sAM$/);
  assert.match(fullTime(NOW, 'en'), /Monday, November 30, 2026/);
  assert.equal(clockTime(undefined, 'en'), '');
  assert.equal(fullTime(undefined, 'en'), '');
});
