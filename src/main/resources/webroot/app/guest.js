/**
 * The guest's token: kept in this browser until it expires, so that a reload is the same person, and made anew when
 * there is none. Storage that is switched off only means a new guest at each visit.
 */
import {Failure, OURS} from './failure.js';
import {millis} from './time.js';

const KEY = 'verbatim.guest';
const MARGIN_MS = 60_000;

export class Guest {
  #url;
  #storage;
  #fetch;
  #current;

  constructor(url, storage, fetchIt = (...args) => fetch(...args)) {
    this.#url = url;
    this.#storage = storage;
    this.#fetch = fetchIt;
    this.#current = this.#stored();
  }

  /** Who this browser is, `{token, userId, name, expiresAt, roomId}`; asks the server only when nothing valid is kept. */
  async identity() {
    this.#current = this.#stored() ?? this.#current;
    if (!isValid(this.#current)) await this.#renew();
    return this.#current;
  }

  /** Forgets a token that the server refused, unless another tab already has a newer one. */
  drop(token) {
    if (this.#stored()?.token === token) this.#storage.removeItem(KEY);
    if (this.#current?.token === token) this.#current = undefined;
  }

  async #renew() {
    const response = await this.#fetch(this.#url, {method: 'POST'}).catch(cause => {
      throw new Failure(OURS.OFFLINE, {message: String(cause?.message ?? '')});
    });
    if (!response.ok) throw await refusal(response);
    this.#current = await response.json();
    this.#storage.setItem(KEY, JSON.stringify(this.#current));
  }

  #stored() {
    try {
      const guest = JSON.parse(this.#storage.getItem(KEY));
      return isValid(guest) ? guest : undefined;
    } catch {
      return undefined;
    }
  }
}

function isValid(guest) {
  return Boolean(guest?.token) && millis(guest.expiresAt) - MARGIN_MS > Date.now();
}

async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const seconds = Number(response.headers.get('retry-after'));
  const retryAfterMs = problem.retryAfterMs ?? (seconds > 0 ? seconds * 1000 : undefined);
  const passing = response.status === 429 || response.status >= 500;
  const message = problem.detail ?? problem.title ?? `HTTP ${response.status}`;
  return new Failure(passing ? OURS.OFFLINE : OURS.NO_GUESTS, {message, retryAfterMs});
}
