/**
 * Where in the shown room the new begins: behind what had been read when somebody came to it. It stays there while they read on,
 * and is looked for again when they come back to the page.
 */
export class NewLine {
  #room;
  #after;

  /** Somebody has come back to the page: what has come since is new. */
  comeBack() {
    this.#room = undefined;
  }

  /**
   * Somebody looks at a room. To be called before it counts as read.
   * @param {number | undefined} readSeq how far it had been read; undefined: it never was, and nothing of it is called new
   */
  look(roomId, readSeq, seq) {
    if (this.#room === roomId) return;
    this.#room = roomId;
    this.#after = readSeq !== undefined && readSeq < seq ? readSeq : undefined;
  }

  /** The first message that is new and somebody else's; undefined: none. */
  first(messages, ownId) {
    if (this.#after === undefined) return undefined;
    return messages.find(message => message.seq > this.#after && message.userId !== ownId);
  }
}
