/**
 * A message of one's own in the message field, to be given another text. Sending saves it, leaving it brings the draft back. What the server
 * did not take is there again, and is the same edit when it is saved once more.
 */
import {fits, newId} from './outbox.js';

export class Editing {
  #root;
  #composer;
  #onFailure;
  #message;
  #last = {};

  /** @param {{root: Element, leave: Element}} parts the line that says so, and its button */
  constructor({root, leave}, composer, onFailure) {
    this.#root = root;
    this.#composer = composer;
    this.#onFailure = onFailure;
    leave.addEventListener('click', () => this.leave());
  }

  get active() {
    return this.#message !== undefined;
  }

  begin(message, text = message.text) {
    this.#message = message;
    this.#root.hidden = false;
    this.#composer.hold(text);
  }

  leave() {
    if (!this.active) return;
    this.#message = undefined;
    this.#root.hidden = true;
    this.#composer.release();
  }

  /** Saves the text; answers false where it is too long. */
  save(talk, text, isShown) {
    const message = this.#message;
    if (text !== message.text && !fits(text)) return false;
    this.leave();
    if (text !== message.text) this.#send(talk, message, text, isShown);
    return true;
  }

  async #send(talk, message, text, isShown) {
    const {messageId} = message;
    if (this.#last.messageId !== messageId || this.#last.text !== text) this.#last = {messageId, text, clientId: newId()};
    try {
      await talk.anew('edit', {...this.#last});
    } catch (failure) {
      if (isShown()) this.begin(message, text);
      this.#onFailure(failure);
    }
  }
}
