/**
 * What to do after a connection was lost or refused: get a new token, wait and come back, or stay closed and say why.
 *
 * Pure, but for the chance in the delay: many browsers that lost one node must not come back in one wave.
 */

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/** Close codes of the wire. */
export const CLOSE = {AUTH: 4401, SLOW: 4408, DRAINING: 4409, FLOOD: 4429};

/** Codes after which the same request may succeed unchanged. */
const MAY_RETRY = new Set([
  'rate_limited',
  'at_capacity',
  'storage_unavailable',
  'provider_unavailable',
  'provider_rate_limited',
  'bad_response',
  'timeout',
  'stream_cut',
  'offline',
]);

export function mayRetry(code) {
  return MAY_RETRY.has(code);
}

/**
 * @param {{closeCode?: number, code?: string, retryAfterMs?: number}} failure how it ended
 * @param {{failures: number, renewed: boolean}} past tries in a row without success; whether a new token was just tried
 * @returns {{action: 'renew' | 'close' | 'wait', delayMs?: number}}
 */
export function afterLoss(failure, past, random = Math.random) {
  if (failure.closeCode === CLOSE.AUTH || failure.code === 'unauthenticated') {
    return {action: past.renewed ? 'close' : 'renew'};
  }
  if (failure.closeCode === CLOSE.FLOOD) return {action: 'close'};
  const refused = failure.closeCode === undefined && failure.code !== undefined;
  if (refused && !mayRetry(failure.code)) return {action: 'close'};
  return {action: 'wait', delayMs: delay(failure, past.failures, random)};
}

/**
 * Milliseconds: doubled each time up to a limit, the upper half by chance, and never before the server's own wish. One that
 * drains spreads its viewers with that wish; without it the first wait is longer.
 */
function delay(failure, failures, random) {
  const step = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 16));
  const unspread = failure.closeCode === CLOSE.DRAINING && failure.retryAfterMs === undefined;
  const spread = unspread ? Math.max(step, 3_000) : step;
  return Math.max(failure.retryAfterMs ?? 0, spread / 2) + (random() * spread) / 2;
}
