/**
 * A room as this browser knows it: messages by id, the revision up to which nothing is missing, and the oldest seq from
 * which on every ended message is here. An open reply may stand above that: it does not move it.
 *
 * Pure: no network, no document, no clock. `rev` only moves on while it is contiguous; a frame that shows a hole is
 * answered with GAP, and the caller joins again with that `rev`. Message records are replaced, never changed, so that
 * a renderer can tell by identity what to draw.
 */
import {
  APPLIED,
  GAP,
  IGNORED,
  appendDelta,
  awaitedReply,
  changeState,
  endReply,
  isOpen,
  listedReply,
  startAttempt,
} from './reply.js';

export {APPLIED, GAP, IGNORED, isOpen};

export function createRoom(roomId) {
  return {roomId, rev: 0, seq: 0, oldest: 1, joined: false, more: false, messages: new Map()};
}

/** Where to go on from: the fields that a `join` carries besides the room. Empty for a first join. */
export function position(room) {
  return room.joined ? {rev: room.rev, since: room.seq} : {};
}

/** All messages in the room's order, without answers in whose place others stand; what has no place yet comes last. */
export function timeline(room) {
  return [...room.messages.values()].filter(message => !message.replacedBy).sort((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity));
}

/** The replies that still grow or wait to, in order. */
export function openReplies(room) {
  return timeline(room).filter(isOpen);
}

/**
 * Takes a `joined` snapshot. `resumed` says whether the join named a position; only then can `recovered` mean that the
 * snapshot goes on from what is here. GAP: a reply that was open is in neither list, so only a join without a position
 * is exact.
 */
export function applyJoined(room, data, resumed) {
  const goesOn = resumed && room.joined && data.recovered === true;
  const before = room.messages;
  const wereOpen = [...before.values()].filter(isOpen);
  room.messages = new Map(goesOn ? [...before].filter(([, message]) => !isOpen(message)) : []);
  if (!goesOn) beginPage(room, data);
  for (const message of data.messages ?? []) {
    const known = before.get(message.messageId);
    if (known || isLoaded(room, message.seq)) put(room, endedMessage(message, known));
  }
  for (const reply of data.replies ?? []) put(room, listedReply(reply, before.get(reply.messageId)));
  room.rev = data.rev ?? room.rev;
  room.seq = Math.max(data.seq ?? 0, ...[...room.messages.values()].map(message => message.seq ?? 0));
  room.joined = true;
  return goesOn && wereOpen.some(reply => !room.messages.has(reply.messageId)) ? GAP : APPLIED;
}

/** Takes a page of older messages, asked for with `before`; one that no longer joins on is dropped. */
export function applyHistory(room, data, before) {
  if (before !== room.oldest) return IGNORED;
  for (const message of data.messages ?? []) {
    if (!room.messages.has(message.messageId)) put(room, endedMessage(message));
    room.oldest = Math.min(room.oldest, message.seq);
  }
  room.more = data.more === true;
  return APPLIED;
}

/**
 * Takes `sent`: our message has its place, and its reply, if one was asked for, the place behind it. A message that was
 * stored long ago and sent again belongs to history, and so does its reply: of these nothing more would be heard.
 */
export function applySent(room, data, {text, userId, name}) {
  const {messageId, seq, ts, clientId, replyId} = data;
  if (room.messages.has(messageId) || !isLoaded(room, seq)) return IGNORED;
  put(room, endedMessage({messageId, seq, ts, clientId, text, userId, name, role: 'user', rev: 0}));
  if (replyId && !room.messages.has(replyId)) put(room, awaitedReply(replyId, seq + 1, messageId));
  room.seq = Math.max(room.seq, seq);
  return APPLIED;
}

/** Takes `sent` of what was said anew: the answer that is awaited, if it has not begun yet. */
export function applyAwaited(room, {replyId, messageId}) {
  if (!replyId || room.messages.has(replyId)) return IGNORED;
  put(room, awaitedReply(replyId, undefined, messageId));
  return APPLIED;
}

/** Takes any frame that the server sends on its own. */
export function applyFrame(room, frame) {
  const data = frame.data ?? {};
  if (data.roomId !== room.roomId || !room.joined) return IGNORED;
  const verdict = applyContent(room, frame.event, data);
  if (verdict === GAP) return GAP;
  return advance(room, data.rev) ? verdict : GAP;
}

/** The reply was asked to stop; it is only over when its end says so. */
export function markStopping(room, messageId, stopping) {
  const message = room.messages.get(messageId);
  if (message && isOpen(message)) put(room, {...message, stopping});
}

/** Forgets the oldest messages beyond `limit`, so that an open page does not grow for ever; history has them. */
export function trim(room, limit) {
  if (room.messages.size <= limit) return;
  const all = timeline(room);
  const cut = Math.max(0, all.length - limit);
  const surplus = all.slice(0, cut).filter(message => !isOpen(message));
  for (const message of surplus) room.messages.delete(message.messageId);
  if (surplus.length === 0) return;
  room.more = true;
  room.oldest = Math.max(room.oldest, surplus.at(-1).seq + 1);
}

/** Where history goes on from the newest page: an empty one leaves nothing before what comes next. */
function beginPage(room, data) {
  room.more = data.more === true;
  room.oldest = Math.min((data.seq ?? 0) + 1, ...(data.messages ?? []).map(message => message.seq));
}

/** Whether a message of this place would be here; else it is history's, and comes with its page. */
function isLoaded(room, seq) {
  return !room.more || seq >= room.oldest;
}

function applyContent(room, event, data) {
  if (event === 'message') return applyMessage(room, data);
  if (event === 'stream') return applyStream(room, data);
  if (event === 'error' && data.messageId) return applyError(room, data);
  return IGNORED;
}

function applyMessage(room, data) {
  const known = room.messages.get(data.messageId);
  if (known && (data.rev ?? 0) < known.rev) return IGNORED;
  if (isOpen(data)) {
    if (known) return IGNORED;
    put(room, listedReply({...data, state: data.status}));
  } else if (known || isLoaded(room, data.seq)) {
    put(room, endedMessage(data, known));
  }
  room.seq = Math.max(room.seq, data.seq ?? 0);
  return APPLIED;
}

function applyStream(room, data) {
  const known = room.messages.get(data.messageId);
  if (data.end) return known ? settle(room, endReply(known, data)) : GAP;
  if (data.start) return applyStart(room, known, data);
  const reply = known ?? awaitedReply(data.messageId, data.seq, data.replyTo);
  if (data.state) return settle(room, changeState(reply, data));
  if (typeof data.token === 'string') return known ? settle(room, appendDelta(known, data)) : GAP;
  return IGNORED;
}

function applyStart(room, known, data) {
  const verdict = settle(room, startAttempt(known ?? awaitedReply(data.messageId, data.seq, data.replyTo), data));
  if (verdict === APPLIED) room.seq = Math.max(room.seq, data.seq ?? 0);
  return verdict;
}

function applyError(room, data) {
  const known = room.messages.get(data.messageId);
  if (!known) return IGNORED;
  const {code, message, retryAfterMs} = data;
  put(room, {...known, error: {code, message, retryAfterMs}});
  return APPLIED;
}

function settle(room, {verdict, message}) {
  if (verdict === APPLIED) put(room, message);
  return verdict;
}

/** False: a revision in between is missing. */
function advance(room, rev) {
  if (rev === undefined || rev <= room.rev) return true;
  if (rev > room.rev + 1) return false;
  room.rev = rev;
  return true;
}

function endedMessage(data, known) {
  const own = data.clientId && data.userId ? `${data.userId} ${data.clientId}` : data.messageId;
  return {
    reasoning: '',
    refusal: '',
    attempt: 0,
    provider: known?.provider,
    superseded: known?.superseded,
    fallback: known?.fallback,
    ...data,
    error: sameError(known, data.error) ? known.error : data.error,
    text: data.text ?? '',
    rev: data.rev ?? 0,
    status: data.status ?? 'complete',
    key: known?.key ?? own,
  };
}

/** Whether we know this error already, perhaps with the time at which to try again, which only its live frame has. */
function sameError(known, error) {
  return error !== undefined && known?.error?.code === error.code && known.error.message === error.message;
}

function put(room, message) {
  room.messages.set(message.messageId, message);
}
