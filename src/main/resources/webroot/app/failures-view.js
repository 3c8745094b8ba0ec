/** What went wrong and belongs to no message: the last of it stands above the message field until somebody dismisses it. */
import {errorCard} from './error-card.js';
import {keepFocus} from './focus.js';
import {say} from './strings.js';

export class FailuresView {
  #root;
  #refuge;

  /** @param refuge where the focus goes on when the card it was on is gone */
  constructor(root, refuge) {
    this.#root = root;
    this.#refuge = refuge;
  }

  show(failure) {
    const dismiss = {label: say('dismiss'), act: () => keepFocus(() => this.clear(), this.#refuge)};
    this.#root.replaceChildren(errorCard(failure, [dismiss]));
  }

  clear() {
    this.#root.replaceChildren();
  }
}
