/** What is said below a message about how it stands: pure, so that no ending can pass for a whole answer unseen. */
import {dollars} from './prices.js';
import {locale, say} from './strings.js';

const REASONS = new Map([
  ['length', 'length'],
  ['content_filter', 'content_filter'],
  ['refusal', 'refused'],
  ['tool_calls', 'tool_calls'],
]);

/** The line under a message; empty for one that is whole and ended as it should. */
export function note(message) {
  const {status, position, retryAfterMs} = message;
  if (message.removed) return say('removed');
  if (message.stopping) return say('stopping');
  if (status === 'complete') return message.role === 'assistant' ? (say(REASONS.get(message.reason)) ?? '') : '';
  if (status === 'queued' && position > 0) return say('queuedAt', {position});
  if (status === 'waiting' && retryAfterMs > 0) return say('waitingFor', {seconds: Math.ceil(retryAfterMs / 1000)});
  return say(status) ?? status;
}

/** What became of an attempt whose words had been seen; empty where there was none. */
export function history({superseded, model}) {
  if (!superseded) return '';
  const names = {model: superseded.model ?? model ?? say('anotherModel'), provider: superseded.provider ?? say('aProvider')};
  return say(superseded.kept > 0 ? 'continuedBy' : 'begunAgainBy', names);
}

/**
 * Who answered, in small: model, provider, tokens, cost, time.
 * @param {number} [tookMs] from the question to the end of the answer; not shown where it is not known
 */
export function source({model, provider, fallback, usage, cost}, tookMs) {
  const from = model && provider && model !== provider ? say('via', {model, provider}) : (model ?? provider);
  return [from, fallback && say('fallback'), tokens(usage), price(cost), duration(tookMs)].filter(Boolean).join(' · ');
}

function tokens(usage) {
  if (!usage || usage.source === 'unknown' || !(usage.outputTokens >= 0)) return undefined;
  const estimated = usage.source === 'estimated';
  if (estimated && usage.outputTokens === 0 && !(usage.inputTokens > 0)) return undefined;
  const count = new Intl.NumberFormat(locale).format(usage.outputTokens);
  if (!(usage.inputTokens > 0)) return say(estimated ? 'tokensEstimated' : 'tokens', {count});
  const input = new Intl.NumberFormat(locale).format(usage.inputTokens);
  return say(estimated ? 'tokensInOutEstimated' : 'tokensInOut', {input, output: count});
}

/** A cost in USD, for people; nothing for one that is unknown or zero. */
function price(cost) {
  return Number(cost) > 0 ? dollars(cost) : undefined;
}

function duration(tookMs) {
  if (!(tookMs >= 0)) return undefined;
  const exact = tookMs < 10_000 ? {maximumSignificantDigits: 2} : {maximumFractionDigits: 0};
  return say('took', {seconds: new Intl.NumberFormat(locale, exact).format(tookMs / 1000)});
}
