/**
 * Sends what the outbox holds for one room: at once while there is a line, and again where the server had no place for it, as one that is full
 * or about to stop says. Until then what is written meanwhile waits behind it, so that a person's messages keep their order. After
 * {@link Outbox#defer}'s patience a person decides.
 */
import {afterLoss} from './backoff.js';

/** The close codes of a frame that the server could not take: sending it again would close the next connection too. */
const UNTAKEABLE = new Set([1007, 1009]);
const NO_PLACE = 'at_capacity';

export class Delivery {
  #roomId;
  #connection;
  #outbox;
  #onChange;
  #live = false;
  #refusals = 0;
  #next;

  constructor(roomId, connection, outbox, onChange) {
    this.#roomId = roomId;
    this.#connection = connection;
    this.#outbox = outbox;
    this.#onChange = onChange;
  }

  /** The room is joined: what is not acknowledged goes out. */
  begin() {
    this.#live = true;
    this.#sendAll();
  }

  /** The line is gone, or nobody looks at the room: what comes now waits for the next join. */
  end() {
    this.#live = false;
    this.#refusals = 0;
    clearTimeout(this.#next);
    this.#next = undefined;
    for (const {clientId, status} of this.#own) if (status === 'deferred') this.#outbox.keep(clientId);
  }

  /** Takes an entry, which goes out now or in its turn. */
  take(entry) {
    if (this.#next !== undefined) this.#outbox.defer(entry.clientId);
    else if (this.#live) this.#send(entry);
  }

  get #own() {
    return this.#outbox.unacknowledged.filter(entry => entry.roomId === this.#roomId);
  }

  #sendAll() {
    for (const entry of this.#own) this.#send(entry);
  }

  async #send({clientId, text}) {
    this.#outbox.handOver(clientId);
    try {
      await this.#connection.request('send', {roomId: this.#roomId, text, clientId, reply: true});
      this.#refusals = 0;
    } catch (failure) {
      this.#failed(clientId, failure);
    }
    this.#onChange();
  }

  #failed(clientId, failure) {
    if (UNTAKEABLE.has(failure.closeCode)) this.#outbox.refuse(clientId, {code: 'too_large'});
    else if (failure.lost) this.#outbox.keep(clientId);
    else if (failure.code === NO_PLACE && this.#outbox.defer(clientId)) this.#sendLater(failure);
    else this.#outbox.refuse(clientId, failure);
  }

  #sendLater(failure) {
    if (!this.#live || this.#next !== undefined) return;
    const {delayMs} = afterLoss(failure, {failures: this.#refusals++});
    this.#next = setTimeout(() => {
      this.#next = undefined;
      this.#sendAll();
      this.#onChange();
    }, delayMs);
  }
}
