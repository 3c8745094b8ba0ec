import {afterEach, beforeEach, describe, mock, test} from 'node:test';
import assert from 'node:assert/strict';
import {oncePerFrame} from '../../main/resources/webroot/app/once-per-frame.js';

describe('drawing', () => {
  let frames;
  let now;
  let drawn;
  let act;

  const frame = () => frames.splice(0).forEach(run => run());
  const draw = oncePerFrame(() => {
    drawn++;
    act();
  });

  beforeEach(() => {
    mock.timers.enable({apis: ['setTimeout']});
    frames = [];
    now = 0;
    drawn = 0;
    act = () => undefined;
    globalThis.requestAnimationFrame = run => frames.push(run);
    mock.method(performance, 'now', () => now);
  });

  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  test('of many wishes is one frame’s', () => {
    draw();
    draw();
    frame();
    frame();

    assert.equal(drawn, 1);
  });

  test('goes on with the next wish after one that failed', () => {
    act = () => {
      throw new Error('a message that cannot be drawn');
    };
    draw();
    assert.throws(frame);
    act = () => undefined;

    draw();
    frame();

    assert.equal(drawn, 2);
  });

  test('is done again for a wish that came while it was under way', () => {
    act = () => drawn === 1 && draw();
    draw();
    frame();
    frame();
    frame();

    assert.equal(drawn, 2);
  });

  test('leaves three quarters of the time to everything else', () => {
    act = () => (now += 20);
    draw();
    frame();
    draw();
    mock.timers.tick(59);
    frame();
    assert.equal(drawn, 1);

    mock.timers.tick(1);
    frame();
    assert.equal(drawn, 2);
  });
});
