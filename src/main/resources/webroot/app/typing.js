/** Who is writing in the rooms of this page. What was heard is true for a few seconds, or until their message; nothing of it is kept. */
import {say} from './strings.js';
import {setText} from './dom.js';

const HEARD_MS = 5_000;
const SAY_EVERY_MS = 3_000;
const MOST_NAMES = 3;

export class Typing {
  #root;
  #rooms = new Map();
  #shown = {};
  #saidAt = -Infinity;
  #timer;

  /** @param root the line that names them */
  constructor(root) {
    this.#root = root;
  }

  /** Takes any frame that the server sends on its own. */
  hear(event, {roomId, userId, name}, now = Date.now()) {
    if (event === 'typing') this.#people(roomId, now).set(userId, {name, until: now + HEARD_MS});
    if (event === 'message') this.#rooms.get(roomId)?.delete(userId);
  }

  /** The names of the others who write in a room now. */
  names(roomId, ownId, now = Date.now()) {
    return [...(this.#rooms.get(roomId) ?? [])].filter(([userId, {until}]) => userId !== ownId && until > now).map(([, {name}]) => name);
  }

  /** Says of oneself that one writes, once in a while. */
  say({connection, talk}, now = Date.now()) {
    if (!talk.live || now - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = now;
    connection.tell('typing', {roomId: talk.roomId});
  }

  /** What one wrote was sent: the next word is of a new message. */
  sent() {
    this.#saidAt = -Infinity;
  }

  /** Shows the line for this room, and takes it away by itself. */
  draw(roomId, ownId) {
    this.#shown = {roomId, ownId};
    const names = this.names(roomId, ownId);
    setText(this.#root, words(names));
    clearTimeout(this.#timer);
    if (names.length > 0) this.#timer = setTimeout(() => this.draw(this.#shown.roomId, this.#shown.ownId), HEARD_MS);
  }

  /** Who was heard in a room; what is not true any more is let go. */
  #people(roomId, now) {
    const people = this.#rooms.get(roomId) ?? new Map();
    for (const [userId, {until}] of people) if (until <= now) people.delete(userId);
    this.#rooms.set(roomId, people);
    return people;
  }
}

function words(names) {
  if (names.length === 0) return '';
  if (names.length === 1) return say('typing', {name: names[0]});
  return say('typingMany', {names: names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ' …' : '')});
}
