/**
 * One lasting connection to the gateway: it signs in, hands every frame on in order, gives each request its answer by
 * `ref`, notices a line that went dead, and comes back by itself.
 *
 * States: `connecting`, `online` (signed in and ready), `reconnecting` (with `retryAt`), `closed` (with the reason; only a
 * person opens it again). It knows nothing of rooms: `onReady` joins, and may be called again and again.
 */
import {CLOSE, afterLoss} from './backoff.js';
import {Failure, OURS} from './failure.js';

const ANSWER_LIMIT_MS = 15_000;
const PING_EVERY_MS = 25_000;
const PONG_LIMIT_MS = 10_000;
const STABLE_AFTER_MS = 10_000;
const RENEW_AT_MOST_EVERY_MS = 60_000;

export class Connection {
  #openTransport;
  #guest;
  #listener;
  #transport;
  #token;
  #requests = new Map();
  #notice = {};
  #nextRef = 1;
  #generation = 0;
  #failures = 0;
  #onlineSince = Infinity;
  #renewedAt = -Infinity;
  #retryTimer;
  #pingTimer;
  #state = {name: 'idle'};

  /**
   * @param openTransport see transport.js
   * @param guest see guest.js
   * @param {{onFrame: Function, onReady: Function, onState: Function}} listener `onFrame(frame, request)` gets every frame
   *   synchronously and in order, with the request it answers, if any; `onReady(identity)` is awaited before `online`
   */
  constructor(openTransport, guest, listener) {
    this.#openTransport = openTransport;
    this.#guest = guest;
    this.#listener = listener;
  }

  get state() {
    return this.#state;
  }

  /** Connects now, whatever it was waiting for; does nothing while connected or connecting. */
  open() {
    if (this.#state.name === 'online' || this.#state.name === 'connecting') return;
    clearTimeout(this.#retryTimer);
    this.#show({name: 'connecting'});
    this.#connect(++this.#generation);
  }

  /** The network or the screen came back: try at once, or see whether the line is still alive. */
  wake() {
    if (this.#state.name === 'reconnecting') this.open();
    else this.check();
  }

  /** Something says that the line may be dead: see whether it is. */
  check() {
    if (this.#state.name === 'online') this.#ping();
  }

  /** The page is put away and may never come back: whoever looked at it is gone for the others. `open` begins anew. */
  leave() {
    if (this.#state.name === 'closed') return;
    clearTimeout(this.#retryTimer);
    this.#detach(new Failure(OURS.OFFLINE));
    this.#state = {name: 'idle'};
  }

  /**
   * Sends a frame and waits for its answer.
   * @returns {Promise<object>} the answer's data; rejected with a Failure, `lost` if the connection went away before
   */
  request(event, data, limitMs) {
    if (!this.#transport) return Promise.reject(new Failure(OURS.OFFLINE));
    const ref = this.#nextRef++;
    const answer = new Promise((resolve, reject) => {
      const timer = limitMs && setTimeout(() => this.#abandon(), limitMs);
      this.#requests.set(ref, {event, data, resolve, reject, timer});
    });
    this.#transport.send(JSON.stringify({event, ref, data}));
    return answer;
  }

  /** Says something that is not answered; nothing where there is no line. */
  tell(event, data) {
    this.#transport?.send(JSON.stringify({event, data}));
  }

  async #connect(generation) {
    try {
      const identity = await this.#guest.identity();
      if (generation !== this.#generation) return;
      this.#token = identity.token;
      await this.#attach(generation);
      await this.request('auth', {token: identity.token}, ANSWER_LIMIT_MS);
      await this.#listener.onReady(identity, this);
      if (generation === this.#generation) this.#ready();
    } catch (failure) {
      if (!(failure instanceof Failure)) console.error(failure);
      if (generation === this.#generation) this.#lost(failure);
    }
  }

  async #attach(generation) {
    const current = () => generation === this.#generation;
    const transport = await this.#openTransport({
      onMessage: text => current() && this.#receive(text),
      onClose: (closeCode, message) => current() && this.#lost(new Failure(OURS.OFFLINE, {closeCode, message, ...this.#notice})),
    });
    if (!current()) {
      transport.close();
      throw new Failure(OURS.OFFLINE);
    }
    this.#transport = transport;
  }

  #ready() {
    this.#onlineSince = Date.now();
    this.#pingTimer = setInterval(() => this.#ping(), PING_EVERY_MS);
    this.#show({name: 'online', transport: this.#transport.name});
  }

  #receive(text) {
    const frame = parse(text);
    if (!frame) return;
    if (frame.event === 'notice') this.#notice = {...this.#notice, ...announced(frame.data ?? {})};
    const request = this.#requests.get(frame.ref);
    this.#requests.delete(frame.ref);
    clearTimeout(request?.timer);
    this.#listener.onFrame(frame, request && {event: request.event, data: request.data});
    if (!request) return;
    if (frame.event === 'error') request.reject(new Failure(frame.data.code, frame.data));
    else request.resolve(frame.data ?? {});
  }

  #ping() {
    this.request('ping', {}, PONG_LIMIT_MS).catch(() => undefined);
  }

  /** The line is dead though nobody said so. */
  #abandon() {
    this.#lost(new Failure(OURS.OFFLINE));
  }

  #lost(failure) {
    this.#detach(failure);
    if (Date.now() - this.#onlineSince > STABLE_AFTER_MS) this.#failures = 0;
    this.#onlineSince = Infinity;
    const renewed = Date.now() - this.#renewedAt < RENEW_AT_MOST_EVERY_MS;
    const next = afterLoss(failure, {failures: this.#failures++, renewed});
    if (next.action === 'renew') this.#renew();
    else if (next.action === 'close') this.#show({name: 'closed', failure});
    else this.#retryIn(next.delayMs, failure);
  }

  #detach(failure) {
    this.#generation++;
    this.#notice = {};
    clearInterval(this.#pingTimer);
    const transport = this.#transport;
    this.#transport = undefined;
    transport?.close();
    const lost = new Failure(OURS.OFFLINE, {closeCode: failure.closeCode, message: failure.message});
    for (const request of this.#requests.values()) {
      clearTimeout(request.timer);
      request.reject(lost);
    }
    this.#requests.clear();
  }

  #renew() {
    this.#renewedAt = Date.now();
    this.#guest.drop(this.#token);
    this.#show({name: 'connecting'});
    this.#connect(++this.#generation);
  }

  #retryIn(delayMs, failure) {
    this.#show({name: 'reconnecting', retryAt: Date.now() + delayMs, failure});
    this.#retryTimer = setTimeout(() => this.open(), delayMs);
  }

  #show(state) {
    this.#state = state;
    this.#listener.onState(state);
  }
}

/** What a notice says of the close that will follow; SockJS has one code of its own for every close, so that only this tells. */
function announced({code, closeCode, retryAfterMs, message}) {
  if (code === 'draining') return {closeCode: CLOSE.DRAINING, retryAfterMs, message};
  return closeCode === undefined ? {} : {closeCode, message};
}

function parse(text) {
  try {
    const frame = JSON.parse(text);
    return typeof frame?.event === 'string' ? frame : undefined;
  } catch {
    return undefined;
  }
}
