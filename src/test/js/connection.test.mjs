import {afterEach, beforeEach, describe, mock, test} from 'node:test';
import assert from 'node:assert/strict';
import {Connection} from '../../main/resources/webroot/app/connection.js';
import {afterLoss} from '../../main/resources/webroot/app/backoff.js';

/** Lets everything run that waits only for promises. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

/** A gateway at the other end of transports that never touch a network. */
class Gateway {
  opened = [];
  dropped = [];
  tokens = 0;
  answers = {auth: () => ['authenticated', {}], ping: () => ['pong', {}]};
  token = undefined;

  openTransport = async listener => {
    const transport = {listener, sent: [], name: 'fake', closed: false};
    transport.close = () => (transport.closed = true);
    transport.send = text => {
      const frame = JSON.parse(text);
      transport.sent.push(frame);
      const answer = this.answers[frame.event]?.(frame.data);
      if (answer) listener.onMessage(JSON.stringify({event: answer[0], ref: frame.ref, data: answer[1]}));
    };
    this.opened.push(transport);
    return transport;
  };

  identity = async () => {
    this.token ??= `t${++this.tokens}`;
    return {token: this.token, userId: this.token};
  };

  drop = token => {
    this.dropped.push(token);
    this.token = undefined;
  };

  get last() {
    return this.opened.at(-1);
  }
}

describe('a connection', () => {
  let gateway;
  let connection;
  let states;
  let frames;

  beforeEach(() => {
    mock.timers.enable({apis: ['setTimeout', 'setInterval', 'Date'], now: 1_000_000});
    gateway = new Gateway();
    states = [];
    frames = [];
    connection = new Connection(gateway.openTransport, gateway, {
      onFrame: (frame, request) => frames.push([frame.event, request?.event]),
      onReady: async () => undefined,
      onState: state => states.push(state.name),
    });
  });

  afterEach(() => mock.timers.reset());

  const online = async () => {
    connection.open();
    await settle();
    assert.equal(connection.state.name, 'online');
  };

  test('signs in with the first frame and is online when it is ready', async () => {
    await online();

    assert.deepEqual(gateway.last.sent[0], {event: 'auth', ref: 1, data: {token: 't1'}});
    assert.deepEqual(states, ['connecting', 'online']);
  });

  test('gives each answer to its request and hands every frame on in order', async () => {
    await online();
    const first = connection.request('send', {text: 'a'});
    const second = connection.request('send', {text: 'b'});

    gateway.last.listener.onMessage('{"event":"sent","ref":3,"data":{"seq":2}}');
    gateway.last.listener.onMessage('{"event":"error","ref":2,"data":{"code":"at_capacity","retryAfterMs":9}}');
    gateway.last.listener.onMessage('{"event":"message","data":{}}');

    assert.deepEqual(await second, {seq: 2});
    await assert.rejects(first, {code: 'at_capacity', retryAfterMs: 9});
    assert.deepEqual(frames.slice(1), [['sent', 'send'], ['error', 'send'], ['message', undefined]]);
  });

  test('survives frames that are not JSON or no frames', async () => {
    await online();

    for (const text of ['{', 'null', '[]', '"x"', '{"event":5}']) gateway.last.listener.onMessage(text);

    assert.equal(connection.state.name, 'online');
  });

  test('fails what is under way when the line is lost, and comes back by itself', async () => {
    await online();
    const request = connection.request('send', {});

    gateway.last.listener.onClose(1006, '');

    await assert.rejects(request, {code: 'offline', lost: true});
    assert.equal(connection.state.name, 'reconnecting');
    mock.timers.tick(connection.state.retryAt - Date.now());
    await settle();
    assert.equal(connection.state.name, 'online');
    assert.equal(gateway.opened.length, 2);
  });

  test('frames of a connection that was given up are not heard', async () => {
    await online();
    const old = gateway.last;
    old.listener.onClose(1006, '');
    const heard = frames.length;

    old.listener.onMessage('{"event":"message","data":{}}');
    old.listener.onClose(4429, '');

    assert.equal(frames.length, heard);
    assert.equal(connection.state.name, 'reconnecting');
  });

  test('gets a new token once after 4401, and stays closed after the second', async () => {
    await online();

    gateway.last.listener.onClose(4401, 'expired');
    await settle();
    assert.equal(connection.state.name, 'online');
    gateway.last.listener.onClose(4401, 'expired');
    await settle();

    assert.deepEqual(gateway.dropped, ['t1']);
    assert.equal(connection.state.name, 'closed');
    assert.equal(connection.state.failure.closeCode, 4401);
  });

  test('gets a new token when auth is refused', async () => {
    gateway.answers.auth = ({token}) => (token === 't1' ? ['error', {code: 'unauthenticated'}] : ['authenticated', {}]);

    await online();

    assert.equal(gateway.last.sent[0].data.token, 't2');
    assert.equal(gateway.opened[0].closed, true);
  });

  test('stays closed after 4429 until a person opens it', async () => {
    await online();

    gateway.last.listener.onClose(4429, 'flood');
    mock.timers.tick(3_600_000);
    await settle();
    assert.equal(connection.state.name, 'closed');
    await online();
  });

  describe('over SockJS, which ends every session with 3000', () => {
    const told = (...notices) => {
      for (const data of notices) gateway.last.listener.onMessage(JSON.stringify({event: 'notice', data}));
      gateway.last.listener.onClose(3000, 'Go away!');
    };
    const closing = closeCode => ({code: 'closing', closeCode, message: 'why'});

    test('a flood that a notice names stays closed', async () => {
      await online();

      told(closing(4429));
      mock.timers.tick(3_600_000);
      await settle();

      assert.equal(connection.state.name, 'closed');
      assert.equal(connection.state.failure.closeCode, 4429);
    });

    test('a refused token that a notice names is renewed once', async () => {
      await online();

      told(closing(4401));
      await settle();
      assert.equal(connection.state.name, 'online');
      told(closing(4401));
      await settle();

      assert.deepEqual(gateway.dropped, ['t1']);
      assert.equal(connection.state.name, 'closed');
    });

    test('a draining server is come back to after the time it named', async () => {
      await online();

      told({code: 'draining', message: 'bye', retryAfterMs: 1_900}, closing(4409));

      assert.equal(connection.state.name, 'reconnecting');
      assert.equal(connection.state.failure.closeCode, 4409);
      const wait = connection.state.retryAt - Date.now();
      assert.ok(wait >= 1_900 && wait <= 2_150, String(wait));
    });

    test('what one connection was told does not count for the next', async () => {
      await online();
      told({code: 'draining', retryAfterMs: 500}, closing(4409));
      mock.timers.tick(connection.state.retryAt - Date.now());
      await settle();
      assert.equal(connection.state.name, 'online');

      gateway.last.listener.onClose(1006, '');

      assert.equal(connection.state.failure.closeCode, 1006);
      assert.equal(connection.state.failure.retryAfterMs, undefined);
    });
  });

  test('a draining server that names a time and then dies is not asked before', async () => {
    await online();

    gateway.last.listener.onMessage('{"event":"notice","data":{"code":"draining","retryAfterMs":1900}}');
    gateway.last.listener.onClose(1006, '');

    assert.ok(connection.state.retryAt - Date.now() >= 1_900);
    assert.equal(connection.state.failure.closeCode, 4409);
  });

  test('notices a line on which nothing comes back', async () => {
    await online();
    gateway.answers.ping = () => undefined;

    mock.timers.tick(25_000);
    mock.timers.tick(10_000);

    assert.equal(connection.state.name, 'reconnecting');
    assert.equal(gateway.opened[0].closed, true);
  });

  test('looks at once whether a line is alive that may be dead, and leaves one alone that it waits for', async () => {
    await online();
    gateway.answers.ping = () => undefined;

    connection.check();
    mock.timers.tick(10_000);
    assert.equal(connection.state.name, 'reconnecting');
    connection.check();
    assert.equal(connection.state.name, 'reconnecting');
  });

  test('a wake while it waits tries at once', async () => {
    await online();
    gateway.last.listener.onClose(4409, 'draining');

    connection.wake();
    await settle();

    assert.equal(connection.state.name, 'online');
  });

  test('a page that is put away is gone at once, and begins anew when it comes back', async () => {
    await online();

    connection.leave();
    mock.timers.tick(60_000);

    assert.equal(gateway.opened[0].closed, true);
    assert.equal(gateway.opened.length, 1);
    connection.open();
    await settle();
    assert.equal(connection.state.name, 'online');
  });

  test('opening twice makes one connection', async () => {
    connection.open();
    connection.open();
    await settle();

    assert.equal(gateway.opened.length, 1);
  });
});

describe('after a loss', () => {
  const past = (failures, renewed = false) => ({failures, renewed});

  test('the wait doubles up to its limit, half of it by chance', () => {
    const waits = random => [0, 1, 2, 20].map(failures => afterLoss({code: 'offline'}, past(failures), () => random).delayMs);

    assert.deepEqual(waits(0), [250, 500, 1_000, 15_000]);
    assert.deepEqual(waits(1), [500, 1_000, 2_000, 30_000]);
  });

  test('a slow or draining server is left and come back to', () => {
    assert.equal(afterLoss({code: 'offline', closeCode: 4408}, past(0)).action, 'wait');
    assert.equal(afterLoss({code: 'offline', closeCode: 4409}, past(0), () => 1).delayMs, 3_000);
    assert.equal(afterLoss({code: 'offline', closeCode: 4409, retryAfterMs: 0}, past(0), () => 1).delayMs, 500);
  });

  test('the server is not asked before the time it named', () => {
    const {action, delayMs} = afterLoss({code: 'storage_unavailable', retryAfterMs: 5_000}, past(0));

    assert.equal(action, 'wait');
    assert.ok(delayMs >= 5_000 && delayMs <= 5_250);
  });

  test('what cannot change by waiting is not tried again', () => {
    for (const code of ['forbidden', 'not_found', 'no_guests', 'bad_frame']) {
      assert.equal(afterLoss({code}, past(0)).action, 'close', code);
    }
  });
});
