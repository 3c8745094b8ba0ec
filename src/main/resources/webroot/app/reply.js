/**
 * One reply, frame by frame: which attempt is current, how far each kind of its text has come, and what no longer counts.
 *
 * Records are never changed: every function answers `{verdict, message}` with a new record, or the old one when the frame
 * is not for it. Lengths and offsets are UTF-16 code units, which is what a JavaScript string counts in.
 */

/** The frame was taken. */
export const APPLIED = 'applied';
/** The frame is old or known: dropped, and nothing is missing. */
export const IGNORED = 'ignored';
/** Something before this frame is missing: only joining again can tell what. */
export const GAP = 'gap';

const KINDS = new Set(['text', 'reasoning', 'refusal']);
const OPEN = new Set(['queued', 'pending', 'running', 'waiting', 'saving']);

/** Whether a message still grows or waits to. */
export function isOpen(message) {
  return OPEN.has(message.status);
}

/** A reply of which nothing is known but that it was asked for. */
export function awaitedReply(messageId, seq, replyTo) {
  return {
    key: messageId,
    messageId,
    seq,
    rev: 0,
    role: 'assistant',
    replyTo,
    status: 'pending',
    attempt: 0,
    text: '',
    reasoning: '',
    refusal: '',
  };
}

/** A reply as `joined` lists it among the open ones; what only an earlier `start` said is kept for the same attempt. */
export function listedReply(data, known) {
  const reply = {
    ...awaitedReply(data.messageId, data.seq, data.replyTo),
    status: OPEN.has(data.state) ? data.state : 'running',
    attempt: data.attempt ?? 0,
    text: data.text ?? '',
    reasoning: data.reasoning ?? '',
    refusal: data.refusal ?? '',
    model: data.model,
    provider: data.provider,
    position: data.position,
    superseded: data.superseded,
  };
  if (!known || known.attempt !== reply.attempt) return reply;
  return {...reply, provider: reply.provider ?? known.provider, stopping: known.stopping, superseded: reply.superseded ?? known.superseded, fallback: known.fallback};
}

/**
 * `stream` start: `offset` characters of the text stand, the rest is dropped, and all of the other kinds. So it is for a
 * repeated attempt too: the server takes back with it what differs from the final text.
 */
export function startAttempt(message, data) {
  if (!isOpen(message) || data.attempt < message.attempt) return {verdict: IGNORED, message};
  const offset = data.offset ?? 0;
  if (offset > message.text.length) return {verdict: GAP, message};
  const named = {
    ...message,
    seq: data.seq ?? message.seq,
    replyTo: data.replyTo ?? message.replyTo,
    model: data.model ?? message.model,
    provider: data.provider ?? message.provider,
    fallback: data.fallback ?? message.fallback,
    status: 'running',
    attempt: data.attempt,
    superseded: supersededBy(message, data) ?? message.superseded,
  };
  const kept = {text: message.text.slice(0, offset), reasoning: '', refusal: ''};
  return {verdict: APPLIED, message: {...named, ...kept, error: undefined}};
}

/** What a new attempt takes over from, where words of the one before were already to be seen. */
function supersededBy({attempt, text, provider}, data) {
  if (attempt === 0 || data.attempt === attempt || text === '') return undefined;
  return {provider, model: data.model, kept: data.offset ?? 0};
}

/** `stream` delta: text goes exactly where its offset says; what is already there is not written twice. */
export function appendDelta(message, data) {
  if (!isOpen(message) || data.attempt < message.attempt) return {verdict: IGNORED, message};
  if (data.attempt > message.attempt) return {verdict: GAP, message};
  const kind = data.kind ?? 'text';
  if (!KINDS.has(kind)) return {verdict: IGNORED, message};
  const known = message[kind];
  if (data.offset > known.length) return {verdict: GAP, message};
  const fresh = data.token.slice(known.length - data.offset);
  if (fresh === '') return {verdict: IGNORED, message};
  return {verdict: APPLIED, message: {...message, [kind]: known + fresh, status: 'running'}};
}

/** `stream` state: it waits in the queue, for a provider, or for the database. */
export function changeState(message, data) {
  if (!isOpen(message)) return {verdict: IGNORED, message};
  const {state: status, position, retryAfterMs} = data;
  const seq = data.seq ?? message.seq;
  const replyTo = data.replyTo ?? message.replyTo;
  return {verdict: APPLIED, message: {...message, seq, replyTo, status, position, retryAfterMs}};
}

/** `stream` end: final only if the text at hand has the attempt and the length it names. */
export function endReply(message, data) {
  if (!isOpen(message)) return {verdict: IGNORED, message};
  const attempt = data.attempt ?? message.attempt;
  const length = data.offset ?? message.text.length;
  if (attempt < message.attempt) return {verdict: IGNORED, message};
  const nothingMissed = attempt === message.attempt || (length === 0 && message.text === '');
  if (!nothingMissed || length !== message.text.length) return {verdict: GAP, message};
  const {status, reason, stoppedBy, usage, cost} = data;
  const ended = {...message, attempt, status, reason, stoppedBy, usage, cost, stopping: false};
  const {rev = message.rev, ts = message.ts, model = message.model} = data;
  return {verdict: APPLIED, message: {...ended, rev, ts, model}};
}
