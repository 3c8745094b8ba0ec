/**
 * Tells a screen reader what is new in whole sentences, a few seconds' worth at a time: a live region that changed with
 * every token could not be listened to.
 */
import {isOpen} from './reply.js';
import {note} from './notes.js';
import {say} from './strings.js';

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
      const history = !this.#told.has(message.key) && message.seq <= newest;
      const mine = message.role === 'user' && message.userId === user.userId;
      if (history || mine) this.#know(message, message.text.length);
      else this.#gained(message);
    }
    if (this.#told.size > 2 * messages.length + SPARE) this.#forget(messages);
  }

  /** What is not on the page any more: should it come back, it is history. */
  #forget(messages) {
    const kept = new Set(messages.map(({key}) => key));
    for (const key of this.#told.keys()) if (!kept.has(key)) this.#told.delete(key);
  }

  #know({key, seq, status, editedAt}, length) {
    this.#told.set(key, {length, status, editedAt});
    this.#newest = Math.max(this.#newest, seq ?? 0);
  }

  #gained(message) {
    const {length, status, editedAt} = this.#told.get(message.key) ?? {length: 0, editedAt: message.editedAt};
    if (editedAt !== message.editedAt) return this.#changed(message);
    if (length === message.text.length && status === message.status) return;
    const fresh = message.text.slice(length);
    const ready = isOpen(message) ? wholeSentences(fresh) : fresh;
    this.#know(message, length + ready.length);
    if (length === 0 && ready) this.say(`${message.role === 'user' ? (message.name ?? say('someone')) : say(message.role)}:`);
    this.say(spoken(ready));
    if (status !== undefined && status !== message.status) this.say(ending(message));
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
  return message.status === 'complete' ? note(message) || say('answerDone') : note(message);
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
