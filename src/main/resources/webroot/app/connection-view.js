/**
 * How the line stands: a dot with a word in the head, and, as soon as it matters, a banner that says what is wrong, what
 * becomes of what is written, and when the next try is. A connection that comes at once shows no banner.
 */
import {setText} from './dom.js';
import {say, sayFailure} from './strings.js';

const PATIENCE_MS = 700;

export class ConnectionView {
  #parts;
  #announcer;
  #state = {name: 'connecting'};
  #since = Date.now();
  #saving = false;
  #timer;

  /** @param {{root, text, banner, bannerText, button}} parts elements */
  constructor(parts, announcer, onOpen) {
    this.#parts = parts;
    this.#announcer = announcer;
    parts.button.addEventListener('click', onOpen);
    for (const event of ['online', 'offline']) addEventListener(event, () => this.draw());
    this.draw();
  }

  show(state) {
    const changed = state.name !== this.#state.name;
    if (changed) this.#since = Date.now();
    this.#state = state;
    this.draw();
    if (changed && state.name !== 'connecting') this.#announcer.say(spoken(state));
  }

  /** Whether the database is away while answers go on. */
  set saving(saving) {
    if (saving === this.#saving) return;
    this.#saving = saving;
    this.draw();
    if (saving) this.#announcer.say(say('bannerSaving'));
  }

  draw() {
    clearTimeout(this.#timer);
    const {root, text, banner, bannerText, button} = this.#parts;
    const kind = this.#kind();
    root.dataset.state = this.#state.name;
    setText(text, say(this.#state.name === 'reconnecting' ? 'reconnectingNow' : this.#state.name));
    banner.hidden = kind === undefined;
    banner.dataset.kind = kind ?? '';
    setText(bannerText, kind ? words(kind, this.#state) : '');
    button.hidden = kind !== 'reconnecting' && kind !== 'closed' && kind !== 'offline';
    setText(button, say(kind === 'closed' ? 'reconnect' : 'retryNow'));
    if (this.#state.name !== 'online') this.#timer = setTimeout(() => this.draw(), this.#nextMs());
  }

  #kind() {
    const {name} = this.#state;
    if (name === 'online') return this.#saving ? 'saving' : undefined;
    if (name === 'closed') return 'closed';
    if (globalThis.navigator.onLine === false) return 'offline';
    if (name === 'reconnecting') return 'reconnecting';
    return Date.now() - this.#since >= PATIENCE_MS ? 'connecting' : undefined;
  }

  #nextMs() {
    return this.#state.name === 'connecting' ? PATIENCE_MS : 1000;
  }
}

function words(kind, state) {
  if (kind === 'offline') return say('offline');
  if (kind === 'saving') return say('bannerSaving');
  if (kind === 'connecting') return say('bannerConnecting');
  if (kind === 'closed') return reason(state) || say('closed');
  const seconds = Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1000));
  return [reason(state), say('bannerRetry', {seconds})].filter(Boolean).join(' ');
}

function spoken(state) {
  if (state.name === 'reconnecting') return `${say('reconnectingNow')} ${reason(state)}`;
  return state.name === 'closed' ? reason(state) || say('closed') : say(state.name);
}

function reason({failure}) {
  if (!failure) return '';
  const {closeCode, code, message} = failure;
  const known = say(`closed${closeCode}`) ?? say(`closed${code}`);
  if (known) return known;
  if (closeCode > 1000 && closeCode !== 1006) return say('closedOther', {code: closeCode}) + (message ? ` ${message}` : '');
  return code === 'offline' ? '' : sayFailure(failure);
}
