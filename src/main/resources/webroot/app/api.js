/** The gateway's HTTP API as this person: JSON in and out, a refusal as a Failure, a token that ran out renewed once. */
import {Failure} from './failure.js';
import {ask, reason, retryAfter} from './http.js';

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
    const answer = await this.#send(identity.token, method, path, body);
    if (answer.status !== 401) return read(answer);
    this.#guest.drop(identity.token);
    const renewed = await this.#guest.identity();
    return read(await this.#send(renewed.token, method, path, body));
  }

  #send(token, method, path, body) {
    const headers = {authorization: `Bearer ${token}`};
    if (body !== undefined) headers['content-type'] = 'application/json';
    const options = {method, headers, body: body === undefined ? undefined : JSON.stringify(body)};
    return ask(this.#fetch, new URL(path, this.#base), options);
  }
}

function read(answer) {
  if (answer.ok) return answer.data;
  throw new Failure(answer.data?.code ?? 'internal', {message: reason(answer), retryAfterMs: retryAfter(answer)});
}
