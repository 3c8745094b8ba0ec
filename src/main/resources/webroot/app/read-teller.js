/**
 * Tells the server how far this person has read the shown room, once in a while and only what it does not know. A mark that is
 * lost on the way is told again with the next message, or with the next join.
 */
const EVERY_MS = 2_000;

export class ReadTeller {
  /** By room, and not by its conversation, which would never be let go. */
  #told = new Map();
  #saidAt = -Infinity;
  #timer;

  /** Everything in the shown room was on the screen; `again` is called when it may be said, if it may not be yet. */
  markRead({connection, talk}, again, now = Date.now()) {
    const {roomId, seq} = talk;
    const known = Math.max(talk.setup.readSeq ?? 0, this.#told.get(roomId) ?? 0);
    if (!talk.live || !(seq > known)) return;
    const waitMs = this.#saidAt + EVERY_MS - now;
    if (waitMs > 0) {
      this.#timer ??= setTimeout(() => this.#resume(again), waitMs);
      return;
    }
    this.#saidAt = now;
    this.#told.set(roomId, seq);
    connection.tell('read', {roomId, seq});
  }

  /** The line is gone, and with it perhaps what was said last. */
  lineLost() {
    this.#told.clear();
  }

  #resume(again) {
    this.#timer = undefined;
    again();
  }
}
