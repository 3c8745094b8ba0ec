/**
 * What this person has sent and the server has not acknowledged. Each entry keeps its `clientId`, so that sending it again
 * after a lost connection, or after a reload, is one message and one answer.
 *
 * Kept in the tab's session storage. Entries are records like a room's messages, and replaced, never changed: `kept` until a line takes
 * them, `sending` while that line may bring an answer, `deferred` while the server has no place for them, `unsent` once it refused.
 */
import {OURS} from './failure.js';

const KEY = 'verbatim.outbox';
/** The gateway refuses frames over 64 KB; the rest of the frame takes less than 512 bytes. */
const MAX_TEXT_BYTES = 64 * 1024 - 512;
/** Longer than a server that is about to stop takes to finish what it does, so that another line brings the message to another one. */
const DEFERRED_AT_MOST_MS = 60_000;

export class Outbox {
  #entries;
  #storage;

  constructor(storage) {
    this.#storage = storage;
    this.#entries = restored(storage);
  }

  /** All entries, oldest first. */
  get entries() {
    return this.#entries;
  }

  /** Those that the server may or may not have: to be sent after each join. */
  get unacknowledged() {
    return this.#entries.filter(entry => entry.status !== 'unsent');
  }

  add(text, roomId, {userId, name}) {
    const clientId = newId();
    const entry = {
      key: `${userId} ${clientId}`,
      messageId: `local:${clientId}`,
      clientId,
      roomId,
      userId,
      name,
      role: 'user',
      status: 'kept',
      text,
      ts: Date.now(),
    };
    this.#store([...this.#entries, entry]);
    return entry;
  }

  /** On its way, over a line that is there. */
  handOver(clientId) {
    this.#replace(clientId, {status: 'sending'});
  }

  /** The line went away before the server took it: it waits for the next one. */
  keep(clientId) {
    this.#replace(clientId, {status: 'kept', deferredAt: undefined});
  }

  /** The server has it. */
  settle(clientId) {
    if (this.find(clientId)) this.#store(this.#entries.filter(entry => entry.clientId !== clientId));
  }

  /** The server has no place for it now: it is sent again later. Answers false, and does nothing, once that has been so for too long. */
  defer(clientId, now = Date.now()) {
    const {deferredAt = now} = this.find(clientId) ?? {};
    if (now - deferredAt > DEFERRED_AT_MOST_MS) return false;
    this.#replace(clientId, {status: 'deferred', deferredAt});
    return true;
  }

  /** The server refused it, with the failure's code: a person decides what becomes of it. */
  refuse(clientId, {code, message, retryAfterMs}) {
    this.#replace(clientId, {status: 'unsent', error: {code, message, retryAfterMs}});
  }

  /** To be sent again under its own id. */
  retry(clientId) {
    this.#replace(clientId, {status: 'kept', error: undefined, deferredAt: undefined});
    return this.find(clientId);
  }

  find(clientId) {
    return this.#entries.find(entry => entry.clientId === clientId);
  }

  /** What was written before this page knew its user becomes theirs; what another user left is not sent unasked. */
  claim({userId, name}) {
    for (const entry of this.unacknowledged) {
      if (entry.userId === undefined) this.#replace(entry.clientId, {userId, name});
      else if (entry.userId !== userId) this.refuse(entry.clientId, {code: OURS.OTHER_USER});
    }
  }

  #replace(clientId, change) {
    this.#store(this.#entries.map(entry => (entry.clientId === clientId ? {...entry, ...change} : entry)));
  }

  #store(entries) {
    this.#entries = entries;
    if (entries.length === 0) this.#storage.removeItem(KEY);
    else this.#storage.setItem(KEY, JSON.stringify(entries));
  }
}

/** Whether the gateway would take a text of this size. */
export function fits(text) {
  return new TextEncoder().encode(JSON.stringify(text)).length <= MAX_TEXT_BYTES;
}

function restored(storage) {
  try {
    const entries = JSON.parse(storage.getItem(KEY));
    if (!Array.isArray(entries)) return [];
    return entries.filter(entry => typeof entry?.clientId === 'string').map(entry => (entry.status === 'unsent' ? entry : {...entry, status: 'kept'}));
  } catch {
    return [];
  }
}

/** `randomUUID` exists only in secure contexts; a page served over plain HTTP in a home network is not one. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
