/** Everything that can go wrong towards the server, in one shape: a code of the wire, or one of ours in `OURS`. */

/** Codes that this page makes itself. */
export const OURS = {
  /** The connection went away before the answer came; whether the server acted is not known. */
  OFFLINE: 'offline',
  /** The server makes no guests. */
  NO_GUESTS: 'no_guests',
  /** Kept from an earlier visit under another name. */
  OTHER_USER: 'other_user',
};

export class Failure extends Error {
  /** @param {{message?: string, retryAfterMs?: number, closeCode?: number}} [more] */
  constructor(code, {message = '', retryAfterMs, closeCode} = {}) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.closeCode = closeCode;
  }

  /** Whether the connection was lost: the request may be repeated under the same id. */
  get lost() {
    return this.code === OURS.OFFLINE;
  }
}
