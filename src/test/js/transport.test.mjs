import {afterEach, beforeEach, describe, mock, test} from 'node:test';
import assert from 'node:assert/strict';
import {openTransport} from '../../main/resources/webroot/app/transport.js';

const LOAD_LIMIT_MS = 30_000;

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

/** No WebSocket gets through. */
class Refused {
  constructor() {
    queueMicrotask(() => this.onclose({code: 1006}));
  }
  close() {}
}

describe('a transport where no WebSocket gets through', () => {
  const before = {WebSocket: globalThis.WebSocket, document: globalThis.document, SockJS: globalThis.SockJS};
  let scripts;

  beforeEach(() => {
    mock.timers.enable({apis: ['setTimeout']});
    scripts = [];
    globalThis.WebSocket = Refused;
    globalThis.document = {createElement: () => ({remove() {}}), head: {append: script => scripts.push(script)}};
  });

  afterEach(() => {
    mock.timers.reset();
    Object.assign(globalThis, before);
  });

  test('waits only so long for the other way, and asks for it anew', async () => {
    const refused = assert.rejects(openTransport({}), {code: 'offline'});
    await settle();

    mock.timers.tick(LOAD_LIMIT_MS);

    await refused;
    const again = openTransport({onMessage() {}, onClose() {}});
    await settle();
    assert.equal(scripts.length, 2);
    globalThis.SockJS = class {
      constructor() {
        queueMicrotask(() => this.onopen());
      }
    };
    scripts[1].onload();
    assert.equal((await again).name, 'sockjs');
  });
});
