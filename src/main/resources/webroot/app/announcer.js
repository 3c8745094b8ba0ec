/**
 * Tells a screen reader what is new in whole sentences, a few seconds' worth at a time: a live region that changed with
 * every token could not be listened to.
 */
import {isOpen} from './reply.js';
import {history, note} from './notes.js';
import {say, sayFailure} from './strings.js';

const BATCH_MS = 3_000;
/** So many more are remembered than are on the page, before those that are not are forgotten. */
const SPARE = 100;
const SENTENCE_END = /[.!?。！？…:]["')\]]*\s|\n/g;

export class Announcer {
  #region;
  #queue = [];
  #timer;
  #told = new Map();
  #newest = 0;

  constructor(region) {
    this.#region = region;
  }

  /** Says one thing with the next batch. */
  say(text) {
    if (text) this.#queue.push(text);
    if (this.#queue.length > 0) this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  /** Begins with a room of which all that is there is known: history is read by moving through it. */
  skip(messages) {
    this.#told.clear();
    this.#newest = 0;
    for (const message of messages) this.#know(message, message.text.length);
  }

  /** Says what others' messages have gained since the last call; what turns up above the newest is history. */
  follow(messages, user) {
    const newest = this.#newest;
    for (const message of messages) {
      const old = !this.#told.has(message.key) && message.seq <= newest;
      const mine = message.role === 'user' && message.userId === user.userId;
      if (!old && !mine) this.#gained(message);
      else {
        if (message.status === 'unsent' && this.#told.get(message.key)?.status !== 'unsent') this.say(ending(message));
        this.#know(message, message.text.length);
      }
    }
    if (this.#told.size > 2 * messages.length + SPARE) this.#forget(messages);
  }

  /** What is not on the page any more: should it come back, it is history. */
  #forget(messages) {
    const kept = new Set(messages.map(({key}) => key));
    for (const key of this.#told.keys()) if (!kept.has(key)) this.#told.delete(key);
  }

  #know({key, seq, status, editedAt, attempt}, length) {
    this.#told.set(key, {length, status, editedAt, attempt});
    this.#newest = Math.max(this.#newest, seq ?? 0);
  }

  #gained(message) {
    const told = this.#told.get(message.key) ?? {length: 0, editedAt: message.editedAt};
    if (told.editedAt !== message.editedAt) return this.#changed(message);
    const length = this.#stands(message, told);
    if (length === message.text.length && told.status === message.status) return;
    const fresh = message.text.slice(length);
    const ready = isOpen(message) ? wholeSentences(fresh) : fresh;
    this.#know(message, length + ready.length);
    if (length === 0 && ready) this.say(`${message.role === 'user' ? (message.name ?? say('someone')) : say(message.role)}:`);
    this.say(spoken(ready));
    if (told.status !== undefined && told.status !== message.status) this.say(ending(message));
  }

  /** How much of what was told still stands: another attempt may have begun before the end of it. */
  #stands(message, told) {
    if (told.length === 0 || !(message.attempt > told.attempt)) return told.length;
    const kept = Math.min(told.length, message.superseded?.kept ?? 0);
    this.#told.set(message.key, {...told, length: kept, attempt: message.attempt});
    this.say(history(message));
    return kept;
  }

  #changed(message) {
    this.#know(message, message.text.length);
    this.say(`${message.name ?? say('someone')}, ${say('edited')}: ${spoken(message.text)}`);
  }

  #flush() {
    this.#timer = undefined;
    this.#region.textContent = this.#queue.join(' ');
    this.#queue = [];
  }
}

function ending(message) {
  if (message.status === 'running') return '';
  if (message.status === 'complete') return note(message) || say('answerDone');
  return [note(message), message.error && sayFailure(message.error)].filter(Boolean).join('. ');
}

function wholeSentences(text) {
  const ends = [...text.matchAll(SENTENCE_END)];
  const last = ends.at(-1);
  return last ? text.slice(0, last.index + last[0].length) : '';
}

/** Without the marks that a voice would spell out. */
function spoken(text) {
  return text.replace(/[*_`#>|~]+/g, '').replace(/\s+/g, ' ').trim();
}
