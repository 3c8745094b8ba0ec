/** The button that fetches earlier messages. It is as good as pressed where a reader who scrolls up comes to it. */
import {say} from './strings.js';
import {setText} from './dom.js';

export class OlderButton {
  #button;
  #sight;
  #ready = false;

  constructor(button, scroller, onWanted) {
    this.#button = button;
    this.#sight = new IntersectionObserver(([entry]) => entry.isIntersecting && this.#ready && onWanted(), {root: scroller});
    button.addEventListener('click', onWanted);
  }

  /** @param {boolean} whole whether all that is known is drawn; until then it may be in sight only for that */
  draw({hasOlder, loadingOlder, refused, joined}, whole) {
    this.#button.hidden = !hasOlder || refused !== undefined;
    setText(this.#button, say(loadingOlder ? 'loading' : 'older'));
    const before = this.#ready;
    this.#ready = joined && whole;
    if (this.#ready && !before) this.#look();
  }

  #look() {
    this.#sight.unobserve(this.#button);
    this.#sight.observe(this.#button);
  }
}
