/**
 * The list of messages: articles are kept by key, so that what a message becomes (sent, stored, answered) never makes its
 * article new. What takes longer than a frame may, a page of history, comes with the next ones, upwards from what is read.
 */
import {MessageView} from './message-view.js';
import {element, setText} from './dom.js';
import {locale, say} from './strings.js';
import {dayName} from './time.js';

/** How long a frame may make new articles. */
const SLICE_MS = 6;

export class LogView {
  #root;
  #actions;
  #views = new Map();
  #newWords = element('span', '');
  #newLine = element('div', 'new-line', {role: 'separator', 'data-testid': 'new-line'}, this.#newWords);

  constructor(root, actions) {
    this.#root = root;
    this.#actions = actions;
  }

  /**
   * Draws the messages in their order.
   * @param may what may be done with them, see anew.js
   * @param [firstNew] the message before which a line says that what follows is new
   * @returns {boolean} whether all of them are there; else the newest are, and more with the next call
   */
  draw(messages, user, may, firstNew) {
    const keys = new Set(messages.map(message => message.key));
    for (const key of this.#views.keys()) if (!keys.has(key)) this.#remove(key);
    this.#placeLine(firstNew);
    const from = this.#update(messages, user, may);
    this.#root.ariaBusy = String(from > 0);
    const above = this.#lastDrawn(messages, from);
    let place = above ? above.root.nextElementSibling : this.#root.firstElementChild;
    let day = above?.day;
    for (const message of messages.slice(from)) {
      if (message === firstNew) place = this.#put(this.#newLine, place);
      const view = this.#views.get(message.key);
      view.begins = view.day > (day ?? -Infinity) ? dayName(view.day, locale) : '';
      if (view.begins) day = view.day;
      place = this.#put(view.root, place);
    }
    return from === 0;
  }

  /** Brings the articles up to date, the newest first, and new ones only while there is time; answers from where on they are. */
  #update(messages, user, may) {
    const until = performance.now() + SLICE_MS;
    const known = new Map(messages.map(message => [message.messageId, message]));
    for (let index = messages.length - 1; index >= 0; index--) {
      const message = messages[index];
      if (!this.#views.has(message.key) && performance.now() > until) return index + 1;
      this.#view(message.key).update(message, message.role === 'user' && message.userId === user.userId, known.get(message.replyTo), may);
    }
    return 0;
  }

  /** The last article before a place; there may be some from earlier on. */
  #lastDrawn(messages, before) {
    for (let index = before - 1; index >= 0; index--) if (this.#views.has(messages[index].key)) return this.#views.get(messages[index].key);
    return undefined;
  }

  /** Everything is drawn anew with the next `draw`: another room, or another language. */
  clear() {
    for (const key of [...this.#views.keys()]) this.#remove(key);
  }

  /** The node stands before `place` from now on; what is to stand behind it. */
  #put(node, place) {
    if (node === place) return place.nextElementSibling;
    this.#root.insertBefore(node, place);
    return place;
  }

  /** Out of the way, unless it stands where it belongs. */
  #placeLine(firstNew) {
    setText(this.#newWords, say('newMessages'));
    this.#newLine.ariaLabel = say('newMessages');
    const before = firstNew && this.#views.get(firstNew.key)?.root;
    if (!before || this.#newLine.nextElementSibling !== before) this.#newLine.remove();
  }

  #view(key) {
    if (!this.#views.has(key)) this.#views.set(key, new MessageView(this.#actions));
    return this.#views.get(key);
  }

  #remove(key) {
    this.#views.get(key).root.remove();
    this.#views.delete(key);
  }
}
