/**
 * The list of messages: articles are kept by key, so that what a message becomes (sent, stored, answered) never makes its
 * article new. Draws at most once per animation frame, and less often where a frame costs too much.
 */
import {MessageView} from './message-view.js';
import {dayName, millis} from './time.js';
import {locale} from './strings.js';

/** The share of time that drawing may take: a frame that took n ms is followed by a pause of 3n. */
const PAUSE = 3;
const CHEAP_MS = 8;

export class LogView {
  #root;
  #actions;
  #views = new Map();

  constructor(root, actions) {
    this.#root = root;
    this.#actions = actions;
  }

  /**
   * Draws the messages in their order.
   * @param may what may be done with them, see anew.js
   */
  draw(messages, user, may) {
    const keys = new Set(messages.map(message => message.key));
    for (const key of this.#views.keys()) if (!keys.has(key)) this.#remove(key);
    const known = new Map(messages.map(message => [message.messageId, message]));
    let place = this.#root.firstElementChild;
    let day;
    for (const message of messages) {
      const view = this.#view(message.key);
      const tookMs = durationOf(message, known.get(message.replyTo));
      view.update(message, message.role === 'user' && message.userId === user.userId, tookMs, may);
      view.begins = view.day > (day ?? -Infinity) ? dayName(view.day, locale) : '';
      if (view.begins) day = view.day;
      if (view.root === place) place = place.nextElementSibling;
      else this.#root.insertBefore(view.root, place);
    }
  }

  /** Everything is drawn anew with the next `draw`: another room, or another language. */
  clear() {
    for (const key of [...this.#views.keys()]) this.#remove(key);
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
