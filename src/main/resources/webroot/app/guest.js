/**
 * The guest's token: kept in this browser until it expires, so that a reload is the same person, and made anew when
 * there is none. Storage that is switched off only means a new guest at each visit.
 *
 * How long a token is good for is counted from when it came, by this machine's clock: that clock may be wrong by years, and
 * nobody may become somebody else with every request for it.
 */
import {Failure, OURS} from './failure.js';
import {ask, reason, retryAfter} from './http.js';
import {millis} from './time.js';

const KEY = 'verbatim.guest';
/** Not used in its last minute, or the last tenth of a short life. */
const MARGIN_MS = 60_000;
const MARGIN_SHARE = 0.1;

export class Guest {
  #url;
  #storage;
  #fetch;
  #current;
  #renewing;

  constructor(url, storage, fetchIt = (...args) => fetch(...args)) {
    this.#url = url;
    this.#storage = storage;
    this.#fetch = fetchIt;
    this.#current = this.#stored();
  }

  /** Who this browser is, `{token, userId, name, expiresAt, roomId}`; asks the server only when nothing valid is kept. */
  async identity() {
    this.#current = this.#stored() ?? this.#current;
    if (!isValid(this.#current)) await this.#renewed();
    return this.#current;
  }

  /** Forgets a token that the server refused, unless another tab already has a newer one. */
  drop(token) {
    if (this.#stored()?.token === token) this.#storage.removeItem(KEY);
    if (this.#current?.token === token) this.#current = undefined;
  }

  /** Whoever asks meanwhile, in another tab too, gets the same person. */
  #renewed() {
    this.#renewing ??= oneTab(async () => {
      this.#current = this.#stored() ?? (await this.#made());
    }).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #made() {
    const answer = await ask(this.#fetch, this.#url, {method: 'POST'});
    if (!answer.ok) throw refusal(answer);
    // Somebody in between who answers everything, as networks with a sign-in page do.
    if (typeof answer.data?.token !== 'string') throw new Failure(OURS.OFFLINE);
    const guest = {...answer.data, goodUntil: Date.now() + usableMs(answer.data)};
    this.#storage.setItem(KEY, JSON.stringify(guest));
    return guest;
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

/** Does it while no other tab does, where the browser can tell; over plain HTTP it cannot. */
async function oneTab(act) {
  const locks = globalThis.navigator?.locks;
  return locks ? locks.request(KEY, act) : act();
}

function isValid(guest) {
  return Boolean(guest?.token) && (guest.goodUntil ?? millis(guest.expiresAt) - MARGIN_MS) > Date.now();
}

/** How long a token that has just come can be used; by its own dates, which one clock wrote. */
function usableMs({token, expiresAt}) {
  const lifeMs = lifeOf(token) ?? millis(expiresAt) - Date.now();
  return lifeMs - Math.min(MARGIN_MS, lifeMs * MARGIN_SHARE);
}

function lifeOf(token) {
  try {
    const {iat, exp} = JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    return exp > iat ? (exp - iat) * 1000 : undefined;
  } catch {
    return undefined;
  }
}

function refusal(answer) {
  const passing = answer.status === 429 || answer.status >= 500;
  return new Failure(passing ? OURS.OFFLINE : OURS.NO_GUESTS, {message: reason(answer), retryAfterMs: retryAfter(answer)});
}
