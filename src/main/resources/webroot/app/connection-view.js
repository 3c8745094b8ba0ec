/** The line that says how the connection stands, counts down to the next try, and says why it was closed. */
import {setText} from './dom.js';
import {say, sayFailure} from './strings.js';

export class ConnectionView {
  #root;
  #text;
  #button;
  #announcer;
  #timer;
  #state;

  constructor({root, text, button}, announcer, onOpen) {
    this.#root = root;
    this.#text = text;
    this.#button = button;
    this.#announcer = announcer;
    button.addEventListener('click', onOpen);
  }

  show(state) {
    const changed = state.name !== this.#state?.name;
    this.#state = state;
    this.#root.dataset.state = state.name;
    this.#root.title = reason(state);
    this.#button.hidden = state.name !== 'reconnecting' && state.name !== 'closed';
    setText(this.#button, say(state.name === 'closed' ? 'reconnect' : 'retryNow'));
    this.#tick();
    if (changed && state.name !== 'connecting') this.#announcer.say(spoken(state));
  }

  #tick() {
    clearTimeout(this.#timer);
    setText(this.#text, words(this.#state));
    if (this.#state.name === 'reconnecting') this.#timer = setTimeout(() => this.#tick(), 1000);
  }
}

function words(state) {
  if (state.name === 'closed') return reason(state);
  if (state.name !== 'reconnecting') return say(state.name);
  return say('reconnecting', {seconds: Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1000))});
}

function spoken(state) {
  if (state.name === 'reconnecting') return `${say('reconnectingNow')} ${reason(state)}`;
  return words(state);
}

function reason({failure}) {
  if (!failure) return '';
  const {closeCode, code, message} = failure;
  const known = say(`closed${closeCode}`) ?? say(`closed${code}`);
  if (known) return known;
  if (closeCode > 1000 && closeCode !== 1006) return say('closedOther', {code: closeCode}) + (message ? ` ${message}` : '');
  return code === 'offline' ? '' : sayFailure(failure);
}
