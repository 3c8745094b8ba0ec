/**
 * How far this person has read each room: the seq of the newest message that was on a screen of theirs, as this browser or the
 * server knows it. Kept in this browser, so that it is known before the server says it.
 */

const KEY = 'verbatim.read';

export class Reads {
  #storage;
  #seqs;

  constructor(storage) {
    this.#storage = storage;
    this.#seqs = restored(storage);
  }

  /** Whether this room was ever on the screen. */
  knows(roomId) {
    return this.#seqs.has(roomId);
  }

  /** How far; undefined where it never was on a screen. */
  seqOf(roomId) {
    return this.#seqs.get(roomId);
  }

  /** All up to here has been seen. */
  mark(roomId, seq) {
    if (!Number.isFinite(seq) || this.#seqs.get(roomId) >= seq) return;
    this.#seqs.set(roomId, seq);
    this.#storage.setItem(KEY, JSON.stringify(Object.fromEntries(this.#seqs)));
  }

  /** How many messages of a room, which is at `seq`, are new; none of one that was never looked at. */
  unread(roomId, seq) {
    return this.knows(roomId) ? Math.max(0, (seq ?? 0) - this.#seqs.get(roomId)) : 0;
  }
}

function restored(storage) {
  try {
    return new Map(Object.entries(JSON.parse(storage.getItem(KEY)) ?? {}).filter(([, seq]) => Number.isFinite(seq)));
  } catch {
    return new Map();
  }
}
