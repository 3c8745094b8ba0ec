/**
 * All rooms that this page follows, over one connection: which one is shown, and which frame is whose. The shown room is
 * joined first; the others go on being heard, so that what is new in them can be told without a reload.
 */
import {Connection} from './connection.js';
import {Failure} from './failure.js';
import {Talk} from './talk.js';
import {afterLoss, mayRetry} from './backoff.js';

const DEFAULT_ROOM = 'lobby';
/** Rooms heard at once; who was shown longest ago is left first. */
const MOST_TALKS = 16;
/** The connection sees to a token that has run out. */
const SIGN_IN_AGAIN = 'unauthenticated';

export class Chat {
  #outbox;
  #connection;
  #listener;
  #talks = new Map();
  #talk;
  #chosen = false;
  #user = {};
  #entered = false;

  /**
   * @param {{onChange: Function, onFailure: Function, onState: Function, onRoom?: Function, onHeard?: Function}} listener `onFailure` gets what
   *   belongs to no message, `onRoom` the frames that say that a room or its members changed, `onHeard` every
   *   frame that nobody asked for
   */
  constructor(openTransport, guest, outbox, listener) {
    this.#outbox = outbox;
    this.#listener = listener;
    this.#connection = new Connection(openTransport, guest, {
      onFrame: (frame, request) => this.#receive(frame, request),
      onReady: identity => this.#enter(identity),
      onState: state => this.#stateChanged(state),
    });
    this.#talk = this.#talkOf(DEFAULT_ROOM);
  }

  get user() {
    return this.#user;
  }

  get connection() {
    return this.#connection;
  }

  /** The room that is shown. */
  get talk() {
    return this.#talk;
  }

  get roomId() {
    return this.#talk.roomId;
  }

  /** Every room that is followed. */
  get talks() {
    return [...this.#talks.values()];
  }

  /** Shows a room from now on, and joins it if it is not followed yet. */
  show(roomId) {
    this.#chosen = true;
    if (roomId === this.roomId && !this.#talk.refused) return;
    if (this.#talks.get(roomId)?.refused) this.#talks.delete(roomId);
    this.#talk = this.#talkOf(roomId);
    if (this.#entered && !this.#talk.live) this.#join(this.#talk);
    this.#leaveOldest();
    this.#listener.onChange();
  }

  /** Follows a room no longer; its words are forgotten here. */
  forget(roomId) {
    const talk = this.#talks.get(roomId);
    if (!talk || talk === this.#talk) return;
    this.#talks.delete(roomId);
    if (talk.live) this.#connection.request('leave', {roomId}).catch(() => undefined);
    talk.lineLost();
  }

  async #enter(identity) {
    this.#user = {userId: identity.userId, name: identity.name};
    this.#outbox.claim(this.#user);
    if (!this.#chosen && identity.roomId && identity.roomId !== this.roomId) this.#begin(identity.roomId);
    await this.#enterFirst(this.#talk);
    this.#entered = true;
    for (const talk of this.#talks.values()) if (!talk.live && !talk.refused) this.#join(talk);
  }

  #begin(roomId) {
    this.#talks.delete(this.roomId);
    this.#talk = this.#talkOf(roomId);
  }

  /** Only what passes sends the connection back to wait; a room that may not be read is that room's own trouble. */
  async #enterFirst(talk) {
    try {
      await talk.enter(this.#user);
    } catch (failure) {
      if (failure.lost || mayRetry(failure.code) || failure.code === SIGN_IN_AGAIN) throw failure;
      talk.refuse(failure);
    }
  }

  async #join(talk) {
    try {
      await talk.enter(this.#user);
    } catch (failure) {
      if (failure.lost) return;
      if (!mayRetry(failure.code)) return talk.refuse(failure);
      setTimeout(() => this.#tryAgain(talk), afterLoss(failure, {failures: 1}).delayMs);
    } finally {
      this.#listener.onChange();
    }
  }

  #tryAgain(talk) {
    const followed = this.#talks.get(talk.roomId) === talk;
    if (followed && this.#entered && !talk.live) this.#join(talk);
  }

  #talkOf(roomId) {
    const {onChange, onFailure} = this.#listener;
    const talk = this.#talks.get(roomId) ?? new Talk(roomId, this.#connection, this.#outbox, {onChange, onFailure});
    this.#talks.delete(roomId);
    this.#talks.set(roomId, talk);
    return talk;
  }

  #leaveOldest() {
    const surplus = this.#talks.size - MOST_TALKS;
    for (const roomId of [...this.#talks.keys()].slice(0, Math.max(0, surplus))) this.forget(roomId);
  }

  #stateChanged(state) {
    if (state.name !== 'online') {
      this.#entered = false;
      for (const talk of this.#talks.values()) talk.lineLost();
    }
    this.#listener.onState(state);
  }

  #receive(frame, request) {
    const data = frame.data ?? {};
    const roomId = data.roomId ?? request?.data.roomId;
    if (roomId !== undefined) this.#hear(this.#talks.get(roomId), frame, request);
    if (!request) this.#told(frame, data);
    this.#listener.onChange();
  }

  /** A room that was refused is open to whoever has become a member of it. */
  #became({roomId, userId, removed}) {
    if (removed || userId !== this.#user.userId || !this.#talks.get(roomId)?.refused) return;
    if (roomId === this.roomId) this.show(roomId);
    else this.#talks.delete(roomId);
  }

  /** Of a room that nobody looks at, only the newest is kept: a page may be open for days. */
  #hear(talk, frame, request) {
    talk?.receive(frame, request);
    if (talk !== this.#talk) talk?.trim();
  }

  #told({event}, data) {
    this.#listener.onHeard?.(event, data);
    if (event === 'member') this.#became(data);
    const aboutRoom = event === 'room' || event === 'member' || (event === 'error' && data.roomId && !data.messageId);
    if (aboutRoom) this.#listener.onRoom?.(event, data);
    const aboutNothing = event === 'error' && !data.messageId && data.code !== SIGN_IN_AGAIN;
    if (aboutNothing && !this.#talks.get(data.roomId)?.refused) this.#listener.onFailure(new Failure(data.code, data));
  }
}
