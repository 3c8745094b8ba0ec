/**
 * The list of messages: articles are kept by key, so that what a message becomes (sent, stored, answered) never makes its
 * article new. Draws at most once per animation frame, and less often where a frame costs too much.
 */
import {MessageView} from './message-view.js';
import {element, setText} from './dom.js';
import {locale, say} from './strings.js';
import {dayName, millis} from './time.js';

/** The share of time that drawing may take: a frame that took n ms is followed by a pause of 3n. */
const PAUSE = 3;
const CHEAP_MS = 8;

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
   */
  draw(messages, user, may, firstNew) {
    const keys = new Set(messages.map(message => message.key));
    for (const key of this.#views.keys()) if (!keys.has(key)) this.#remove(key);
    const known = new Map(messages.map(message => [message.messageId, message]));
    this.#placeLine(firstNew);
    let place = this.#root.firstElementChild;
    let day;
    for (const message of messages) {
      if (message === firstNew) place = this.#put(this.#newLine, place);
      const view = this.#view(message.key);
      const tookMs = durationOf(message, known.get(message.replyTo));
      view.update(message, message.role === 'user' && message.userId === user.userId, tookMs, may);
      view.begins = view.day > (day ?? -Infinity) ? dayName(view.day, locale) : '';
      if (view.begins) day = view.day;
      place = this.#put(view.root, place);
    }
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

/** From a question to the end of its answer; when an answer in the place of another one was asked for, the page does not know. */
function durationOf(answer, question) {
  return question && answer.seq === question.seq + 1 ? millis(answer.ts) - millis(question.ts) : undefined;
}

/** Makes of many calls in one frame one call of `draw`. */
export function oncePerFrame(draw) {
  let waiting = false;
  const run = () => {
    const start = performance.now();
    draw();
    const cost = performance.now() - start;
    if (cost < CHEAP_MS) waiting = false;
    else setTimeout(resume, cost * PAUSE);
  };
  let missed = false;
  const resume = () => {
    waiting = false;
    if (missed) request();
    missed = false;
  };
  const request = () => {
    missed = waiting;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(run);
  };
  return request;
}
