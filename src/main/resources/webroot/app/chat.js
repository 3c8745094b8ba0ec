/**
 * The conversation between one room, the outbox and the connection: joins, joins again where a frame is missing, sends
 * what is not acknowledged, stops, and pages back. It draws nothing: `onChange` says that something may look different.
 */
import {
  GAP,
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
import {Connection} from './connection.js';
import {Failure} from './failure.js';
import {afterLoss, mayRetry} from './backoff.js';

const DEFAULT_ROOM = 'lobby';
const HISTORY_PAGE = 50;
const MAX_MESSAGES = 400;
/** The gateway refuses frames over 64 KB; the rest of the frame takes less than 512 bytes. */
const MAX_TEXT_BYTES = 64 * 1024 - 512;
/** The connection sees to a token that has run out. */
const SIGN_IN_AGAIN = 'unauthenticated';
/** The close codes of a frame that the server could not take: sending it again would close the next connection too. */
const UNTAKEABLE = new Set([1007, 1009]);

export class Chat {
  #outbox;
  #connection;
  #onChange;
  #onFailure;
  #room = createRoom(DEFAULT_ROOM);
  #user = {};
  #live = false;
  #rejoining = false;
  #loading = false;

  /** @param {{onChange: Function, onFailure: Function, onState: Function}} listener `onFailure` gets what belongs to no message */
  constructor(openTransport, guest, outbox, {onChange, onFailure, onState}) {
    this.#outbox = outbox;
    this.#onChange = onChange;
    this.#onFailure = onFailure;
    this.#connection = new Connection(openTransport, guest, {
      onFrame: (frame, request) => this.#receive(frame, request),
      onReady: identity => this.#enter(identity),
      onState: state => {
        if (state.name !== 'online') this.#live = false;
        onState(state);
      },
    });
  }

  get user() {
    return this.#user;
  }

  get roomId() {
    return this.#room.roomId;
  }

  get connection() {
    return this.#connection;
  }

  /** Everything to show, in order: the room's messages, then what is not acknowledged yet. */
  get messages() {
    return [...timeline(this.#room), ...this.#outbox.entries];
  }

  get openReplies() {
    return openReplies(this.#room);
  }

  /** Whether the first snapshot is here, so that an empty list means an empty room. */
  get joined() {
    return this.#room.joined;
  }

  get hasOlder() {
    return this.#room.more;
  }

  get loadingOlder() {
    return this.#loading;
  }

  /** Takes a text for sending, now or when the line is back; answers false for one that the gateway would refuse by size. */
  send(text) {
    if (new TextEncoder().encode(JSON.stringify(text)).length > MAX_TEXT_BYTES) return false;
    this.#deliver(this.#outbox.add(text, this.#room.roomId, this.#user));
    this.#onChange();
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
      this.#deliver(this.#outbox.retry(clientId));
    }
    this.#onChange();
  }

  /** Takes a refused message back; answers its text. */
  takeBack(clientId) {
    const text = this.#outbox.find(clientId)?.text;
    this.#outbox.settle(clientId);
    this.#onChange();
    return text;
  }

  /** Asks again what a failed answer was an answer to. */
  askAgain(reply) {
    const question = this.messages.find(message => message.messageId === reply.replyTo);
    if (question) this.send(question.text);
  }

  async stop(messageId) {
    this.#mark(messageId, true);
    try {
      await this.#connection.request('stop', {roomId: this.#room.roomId, messageId});
    } catch (failure) {
      this.#mark(messageId, false);
      if (!failure.lost) this.#onFailure(failure);
    }
  }

  /** Fetches one page of older messages; does nothing while one is under way. */
  async loadOlder() {
    if (this.#loading || !this.#room.more) return;
    this.#loading = true;
    this.#onChange();
    const before = this.#room.oldest;
    try {
      await this.#connection.request('history', {roomId: this.#room.roomId, before, limit: HISTORY_PAGE});
    } catch (failure) {
      if (!failure.lost) this.#onFailure(failure);
    } finally {
      this.#loading = false;
      this.#onChange();
    }
  }

  /** Lets go of what is far above a reader who is at the newest message. */
  trim() {
    trim(this.#room, MAX_MESSAGES);
  }

  async #enter(identity) {
    const roomId = identity.roomId ?? DEFAULT_ROOM;
    if (roomId !== this.#room.roomId) this.#room = createRoom(roomId);
    this.#user = {userId: identity.userId, name: identity.name};
    this.#outbox.claim(this.#user);
    await this.#join(position(this.#room));
    this.#live = true;
    for (const entry of this.#outbox.unacknowledged) this.#deliver(entry);
  }

  async #join(from) {
    await this.#connection.request('join', {roomId: this.#room.roomId, ...from}, 15_000);
  }

  /** In one turn, before any later frame is looked at. */
  #receive(frame, request) {
    const data = frame.data ?? {};
    if (request?.event === 'join' && frame.event === 'joined') this.#joined(data, request.data.rev !== undefined);
    else if (request?.event === 'send' && frame.event === 'sent') this.#sent(data, request.data);
    else if (request?.event === 'history' && frame.event === 'history') this.#history(data, request.data);
    else if (request?.event === 'stop' && frame.event === 'already_ended') this.#endMissed(data);
    else if (!request) this.#heard(frame, data);
    this.#onChange();
  }

  #joined(data, resumed) {
    this.#rejoining = false;
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

  #history(data, {before}) {
    applyHistory(this.#room, data, before);
  }

  #heard(frame, data) {
    if (applyFrame(this.#room, frame) === GAP) this.#rejoin(() => position(this.#room));
    if (frame.event === 'message') this.#acknowledged(data);
    const told = frame.event === 'error' && !data.messageId && data.code !== SIGN_IN_AGAIN;
    if (told) this.#onFailure(new Failure(data.code, data));
  }

  #acknowledged({userId, clientId}) {
    if (clientId && userId === this.#user.userId) this.#outbox.settle(clientId);
  }

  /**
   * One at a time: a snapshot asked for now covers whatever else turns out to be missing until it comes. Refused for good,
   * nothing of the room would be heard any more: the connection ends and says why.
   */
  async #rejoin(from) {
    if (this.#rejoining) return;
    this.#rejoining = true;
    try {
      await this.#join(from());
    } catch (failure) {
      this.#rejoining = false;
      if (failure.lost) return;
      if (!mayRetry(failure.code)) return this.#connection.giveUp(failure);
      setTimeout(() => this.#rejoin(from), afterLoss(failure, {failures: 1}).delayMs);
    }
  }

  /** Before the room is joined an entry only waits: every join sends what is not acknowledged. */
  async #deliver(entry) {
    if (!this.#live) return;
    const {roomId, text, clientId} = entry;
    try {
      await this.#connection.request('send', {roomId, text, clientId, reply: true});
    } catch (failure) {
      if (UNTAKEABLE.has(failure.closeCode)) this.#outbox.refuse(clientId, {code: 'too_large'});
      else if (!failure.lost) this.#outbox.refuse(clientId, failure);
    }
    this.#onChange();
  }

  #mark(messageId, stopping) {
    markStopping(this.#room, messageId, stopping);
    this.#onChange();
  }
}
