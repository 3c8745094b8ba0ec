/** What is said below a message about how it stands: pure, so that no ending can pass for a whole answer unseen. */
import {language, say} from './strings.js';

const REASONS = new Map([
  ['length', 'length'],
  ['content_filter', 'content_filter'],
  ['refusal', 'refused'],
  ['tool_calls', 'tool_calls'],
]);

/** The line under a message; empty for one that is whole and ended as it should. */
export function note(message) {
  const {status, position, retryAfterMs} = message;
  if (message.stopping) return say('stopping');
  if (status === 'complete') return message.role === 'assistant' ? (say(REASONS.get(message.reason)) ?? '') : '';
  if (status === 'queued' && position > 0) return say('queuedAt', {position});
  if (status === 'waiting' && retryAfterMs > 0) return say('waitingFor', {seconds: Math.ceil(retryAfterMs / 1000)});
  return say(status) ?? status;
}

/** Who answered, in small: model, provider, tokens, cost. */
export function source({model, provider, fallback, usage, cost}) {
  const from = model && provider ? say('via', {model, provider}) : (model ?? provider);
  return [from, fallback && say('fallback'), tokens(usage), price(cost)].filter(Boolean).join(' · ');
}

function tokens(usage) {
  if (!usage || usage.source === 'unknown' || !(usage.outputTokens >= 0)) return undefined;
  return say(usage.source === 'estimated' ? 'tokensEstimated' : 'tokens', {count: usage.outputTokens});
}

/** A cost in USD, for people: three digits are enough; nothing for one that is unknown or zero. */
function price(cost) {
  if (!(Number(cost) > 0)) return undefined;
  const format = {style: 'currency', currency: 'USD', minimumFractionDigits: 0, maximumSignificantDigits: 3};
  return new Intl.NumberFormat(language, format).format(Number(cost));
}
