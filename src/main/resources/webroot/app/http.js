/**
 * One HTTP request of this page, answer and all within a time limit: a gateway that takes a request and never answers must
 * not hold the page for ever. No answer, or half of one, is a Failure like a lost line.
 */
import {Failure, OURS} from './failure.js';

const LIMIT_MS = 20_000;

/** @returns {Promise<{ok: boolean, status: number, headers: Headers, data: any}>} `data` is `undefined` where the body is no JSON */
export async function ask(fetchIt, url, options) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LIMIT_MS);
  try {
    const response = await fetchIt(url, {...options, signal: limit.signal});
    const {ok, status, headers} = response;
    return {ok, status, headers, data: parsed(await response.text())};
  } catch (cause) {
    throw new Failure(OURS.OFFLINE, {message: String(cause?.message ?? '')});
  } finally {
    clearTimeout(timer);
  }
}

/** When a refusal says to come back, in milliseconds; `undefined` where it does not. */
export function retryAfter({headers, data}) {
  const seconds = Number(headers.get('retry-after'));
  return data?.retryAfterMs ?? (seconds > 0 ? seconds * 1000 : undefined);
}

/** The words of a refusal. */
export function reason({status, data}) {
  return data?.detail ?? data?.title ?? `HTTP ${status}`;
}

function parsed(text) {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
