/**
 * One room's conversation over the connection: joins, joins again where a frame is missing, sends what is not
 * acknowledged, stops, and pages back. It draws nothing: `onChange` says that something may look different.
 *
 * `live` from a join to the loss of the line. `refused` holds the failure of a room that may not be joined (any more):
 * nothing of it is heard then, until somebody opens it again.
 */
import {
  GAP,
  applyAwaited,
  applyFrame,
  applyHistory,
  applyJoined,
  applySent,
  createRoom,
  isOpen,
  markStopping,
  openReplies,
  position,
  timeline,
  trim,
} from './room.js';
import {UNKNOWN, changedSetup, setupOf} from './setup.js';
import {afterLoss, mayRetry} from './backoff.js';
import {Delivery} from './delivery.js';
import {fits} from './outbox.js';

const HISTORY_PAGE = 50;
const JOIN_LIMIT_MS = 15_000;
const MAX_MESSAGES = 400;
/** What the server says on its own to whom it takes out of a room. */
const TAKEN_OUT = new Set(['forbidden', 'not_found']);

export class Talk {
  #connection;
  #outbox;
  #delivery;
  #listener;
  #room;
  #user = {};
  #rejoining = false;
  live = false;
  loadingOlder = false;
  refused;
  /** See setup.js. */
  setup = UNKNOWN;

  /** @param {{onChange: Function, onFailure: Function}} listener `onFailure` gets what belongs to no message */
  constructor(roomId, connection, outbox, listener) {
    this.#room = createRoom(roomId);
    this.#connection = connection;
    this.#outbox = outbox;
    this.#delivery = new Delivery(roomId, connection, outbox, () => listener.onChange());
    this.#listener = listener;
  }

  get roomId() {
    return this.#room.roomId;
  }

  /** Everything to show, in order: the room's messages, then what is not acknowledged yet. */
  get messages() {
    return [...timeline(this.#room), ...this.#entries];
  }

  get openReplies() {
    return openReplies(this.#room);
  }

  /** Whether the first snapshot is here, so that an empty list means an empty room. */
  get joined() {
    return this.#room.joined;
  }

  get seq() {
    return this.#room.seq;
  }

  get hasOlder() {
    return this.#room.more;
  }

  get #entries() {
    return this.#outbox.entries.filter(entry => entry.roomId === this.roomId);
  }

  /** Begins, or goes on after a lost line; rejected where the server refuses or the line goes away again. */
  async enter(user) {
    this.#user = user;
    this.refused = undefined;
    await this.#join(position(this.#room));
    this.live = true;
    this.#delivery.begin();
  }

  /** The line is gone; what is here stays. */
  lineLost() {
    this.live = false;
    this.#rejoining = false;
    this.#delivery.end();
  }

  /** Not this person's room (any more); the first reason is the one that is shown. */
  refuse(failure) {
    this.live = false;
    this.#delivery.end();
    this.refused ??= failure;
    this.#listener.onChange();
  }

  /** Takes a text for sending, now or when the line is back; answers false for one that the gateway would refuse by size. */
  send(text) {
    if (!fits(text)) return false;
    this.#delivery.take(this.#outbox.add(text, this.roomId, this.#user));
    this.#listener.onChange();
    return true;
  }

  /** Sends a refused message again: under its own id, or as a new one where it was another user's. */
  retry(clientId) {
    const entry = this.#outbox.find(clientId);
    if (!entry) return;
    if (entry.userId !== this.#user.userId) {
      this.#outbox.settle(clientId);
      this.send(entry.text);
    } else {
      this.#delivery.take(this.#outbox.retry(clientId));
    }
    this.#listener.onChange();
  }

  /** Takes a refused message back; answers its text. */
  takeBack(clientId) {
    const entry = this.#outbox.find(clientId);
    this.#outbox.settle(clientId);
    this.#listener.onChange();
    return entry?.text;
  }

  /** Gives a message another text (`edit`), or asks for another answer in the place of one (`regenerate`). */
  async anew(event, data) {
    await this.#connection.request(event, {roomId: this.roomId, ...data});
  }

  async stop(messageId) {
    this.#mark(messageId, true);
    try {
      await this.#connection.request('stop', {roomId: this.roomId, messageId});
    } catch (failure) {
      this.#mark(messageId, false);
      if (!failure.lost) this.#listener.onFailure(failure);
    }
  }

  /** Fetches one page of older messages; does nothing while one is under way. */
  async loadOlder() {
    if (this.loadingOlder || !this.#room.more) return;
    this.loadingOlder = true;
    this.#listener.onChange();
    const before = this.#room.oldest;
    try {
      await this.#connection.request('history', {roomId: this.roomId, before, limit: HISTORY_PAGE});
    } catch (failure) {
      if (!failure.lost) this.#listener.onFailure(failure);
    } finally {
      this.loadingOlder = false;
      this.#listener.onChange();
    }
  }

  /** Lets go of what is far above a reader who is at the newest message. */
  trim() {
    trim(this.#room, MAX_MESSAGES);
  }

  /** Takes a frame of this room, in one turn, before any later frame is looked at. */
  receive(frame, request) {
    const data = frame.data ?? {};
    if (request?.event === 'join' && frame.event === 'joined') this.#joined(data, request.data.rev !== undefined);
    else if (request?.event === 'send' && frame.event === 'sent') this.#sent(data, request.data);
    else if (request && frame.event === 'sent') applyAwaited(this.#room, data);
    else if (request?.event === 'history' && frame.event === 'history') applyHistory(this.#room, data, request.data.before);
    else if (request?.event === 'stop' && frame.event === 'already_ended') this.#endMissed(data);
    else if (!request) this.#heard(frame, data);
  }

  async #join(from) {
    await this.#connection.request('join', {roomId: this.roomId, ...from}, JOIN_LIMIT_MS);
  }

  #joined(data, resumed) {
    this.#rejoining = false;
    this.setup = setupOf(data);
    if (applyJoined(this.#room, data, resumed) === GAP) this.#rejoin(() => ({}));
    for (const message of data.messages ?? []) this.#acknowledged(message);
  }

  #sent(data, {text, clientId}) {
    applySent(this.#room, {clientId, ...data}, {text, ...this.#user});
    this.#outbox.settle(clientId);
  }

  /** The server has its end; where it has not come on its own, a snapshot brings it. */
  #endMissed({messageId}) {
    const reply = this.#room.messages.get(messageId);
    if (reply && isOpen(reply)) this.#rejoin(() => position(this.#room));
  }

  #heard(frame, data) {
    if (applyFrame(this.#room, frame) === GAP) this.#rejoin(() => position(this.#room));
    if (frame.event === 'message') this.#acknowledged(data);
    if (frame.event === 'room' && data.removed) this.refuse({code: 'deleted'});
    else this.setup = changedSetup(this.setup, frame.event, data, this.#user.userId);
    if (frame.event === 'error' && !data.messageId && TAKEN_OUT.has(data.code)) this.refuse(data);
  }

  #acknowledged({userId, clientId}) {
    if (clientId && userId === this.#user.userId) this.#outbox.settle(clientId);
  }

  /** One at a time: a snapshot asked for now covers whatever else turns out to be missing until it comes. */
  async #rejoin(from) {
    if (this.#rejoining) return;
    this.#rejoining = true;
    try {
      await this.#join(from());
    } catch (failure) {
      this.#rejoining = false;
      if (failure.lost) return;
      if (!mayRetry(failure.code)) return this.refuse(failure);
      setTimeout(() => this.#rejoin(from), afterLoss(failure, {failures: 1}).delayMs);
    }
  }

  #mark(messageId, stopping) {
    markStopping(this.#room, messageId, stopping);
    this.#listener.onChange();
  }
}
