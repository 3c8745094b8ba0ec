import {afterEach, beforeEach, describe, mock, test} from 'node:test';
import assert from 'node:assert/strict';
import {Guest} from '../../main/resources/webroot/app/guest.js';
import {safeStorage} from '../../main/resources/webroot/app/storage.js';

const NOW = Date.UTC(2026, 10, 23);
const DAY_MS = 86_400_000;
const LIMIT_MS = 20_000;

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

describe('a guest', () => {
  let storage;
  let asked;
  let answer;

  const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
  /** A token as the gateway's clock dates it. */
  const given = (lifeMs, atMs = NOW) => {
    const token = `${part({alg: 'HS256'})}.${part({sub: `g${asked}`, iat: atMs / 1000, exp: (atMs + lifeMs) / 1000})}.x`;
    return new Response(JSON.stringify({token, userId: `g${asked}`, expiresAt: new Date(atMs + lifeMs).toISOString()}));
  };
  const guest = () => new Guest(new URL('http://localhost/api/guest'), storage, async (url, options) => {
    asked++;
    return answer(options);
  });

  beforeEach(() => {
    mock.timers.enable({apis: ['setTimeout', 'Date'], now: NOW});
    storage = safeStorage(() => undefined);
    asked = 0;
    answer = () => given(7 * DAY_MS);
  });

  afterEach(() => mock.timers.reset());

  test('is the same person in every tab until the token runs out', async () => {
    const first = await guest().identity();
    mock.timers.tick(6 * DAY_MS);

    assert.deepEqual(await guest().identity(), first);
    mock.timers.tick(2 * DAY_MS);
    assert.notEqual((await guest().identity()).token, first.token);
  });

  test('stays one person where this machine’s clock is a year ahead', async () => {
    mock.timers.setTime(NOW + 365 * DAY_MS);
    const one = guest();

    const ids = [(await one.identity()).userId, (await one.identity()).userId, (await guest().identity()).userId];

    assert.deepEqual(ids, ['g1', 'g1', 'g1']);
  });

  test('uses a token of a minute for most of it', async () => {
    answer = () => given(60_000);
    const one = guest();
    const {token} = await one.identity();
    mock.timers.tick(50_000);

    assert.equal((await one.identity()).token, token);
    mock.timers.tick(9_000);
    assert.notEqual((await one.identity()).token, token);
  });

  test('is one person for all who ask at once', async () => {
    const one = guest();

    const ids = (await Promise.all([one.identity(), one.identity()])).map(({userId}) => userId);

    assert.deepEqual([ids, asked], [['g1', 'g1'], 1]);
  });

  test('is one person in tabs that open together', async () => {
    let last = Promise.resolve();
    const locks = {request: (name, act) => (last = last.then(act))};
    const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    Object.defineProperty(globalThis, 'navigator', {value: {locks}, configurable: true});

    const ids = (await Promise.all([guest().identity(), guest().identity()])).map(({userId}) => userId);

    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else delete globalThis.navigator;
    assert.deepEqual([ids, asked], [['g1', 'g1'], 1]);
  });

  test('asks again after a failure', async () => {
    const one = guest();
    answer = () => new Response('', {status: 503});
    await assert.rejects(one.identity(), {code: 'offline'});

    answer = () => given(DAY_MS);

    assert.equal((await one.identity()).userId, 'g2');
  });

  test('waits for an answer that does not come only so long', async () => {
    answer = ({signal}) => new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const identity = guest().identity();
    const refused = assert.rejects(identity, {code: 'offline', lost: true});
    await settle();

    mock.timers.tick(LIMIT_MS);

    await refused;
  });

  test('an answer that is no token is none', async () => {
    answer = () => new Response('<html>Please sign in to this network</html>');

    await assert.rejects(guest().identity(), {code: 'offline'});
    assert.equal(storage.getItem('verbatim.guest'), null);
  });

  test('a refusal says whether it passes', async () => {
    answer = () => new Response('{"detail":"Slowly."}', {status: 429, headers: {'retry-after': '3'}});
    await assert.rejects(guest().identity(), {code: 'offline', message: 'Slowly.', retryAfterMs: 3_000});

    answer = () => new Response('{"title":"No guests"}', {status: 403});
    await assert.rejects(guest().identity(), {code: 'no_guests', message: 'No guests'});
  });
});
