/** The gateway's HTTP API as this person: JSON in and out, a refusal as a Failure, a token that ran out renewed once. */
import {Failure, OURS} from './failure.js';

export class Api {
  #base;
  #guest;
  #fetch;

  /**
   * @param {URL} base the address below which the API is
   * @param guest see guest.js
   */
  constructor(base, guest, fetchIt = (...args) => fetch(...args)) {
    this.#base = base;
    this.#guest = guest;
    this.#fetch = fetchIt;
  }

  /** Answers what the server says, `undefined` for nothing; rejected with a Failure. `path` has no slash before it. */
  async request(method, path, body) {
    const identity = await this.#guest.identity();
    const response = await this.#send(identity.token, method, path, body);
    if (response.status !== 401) return read(response);
    this.#guest.drop(identity.token);
    const renewed = await this.#guest.identity();
    return read(await this.#send(renewed.token, method, path, body));
  }

  async #send(token, method, path, body) {
    const headers = {authorization: `Bearer ${token}`};
    if (body !== undefined) headers['content-type'] = 'application/json';
    const options = {method, headers, body: body === undefined ? undefined : JSON.stringify(body)};
    return this.#fetch(new URL(path, this.#base), options).catch(cause => {
      throw new Failure(OURS.OFFLINE, {message: String(cause?.message ?? '')});
    });
  }
}

async function read(response) {
  const text = await response.text().catch(() => '');
  const data = parsed(text);
  if (response.ok) return data;
  const seconds = Number(response.headers.get('retry-after'));
  const retryAfterMs = data?.retryAfterMs ?? (seconds > 0 ? seconds * 1000 : undefined);
  const message = data?.detail ?? data?.title ?? `HTTP ${response.status}`;
  throw new Failure(data?.code ?? 'internal', {message, retryAfterMs});
}

function parsed(text) {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
