/** The list of rooms beside the conversation; on a narrow screen a drawer over it, which takes the focus and gives it back. */
const NARROW = matchMedia('(max-width: 52rem)');

export class Sidebar {
  #side;
  #stage;
  #menu;
  #veil;

  constructor({side, stage, menu, close, veil}) {
    this.#side = side;
    this.#stage = stage;
    this.#menu = menu;
    this.#veil = veil;
    menu.addEventListener('click', () => this.open());
    close.addEventListener('click', () => this.close());
    veil.addEventListener('click', () => this.close());
    NARROW.addEventListener('change', () => this.#show(false));
    this.#show(false);
  }

  get isOpen() {
    return this.#side.classList.contains('open');
  }

  open() {
    this.#show(true);
    (this.#side.querySelector('[aria-current]') ?? this.#side.querySelector('a, button'))?.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#show(false);
    this.#menu.focus();
  }

  #show(open) {
    this.#side.classList.toggle('open', open);
    this.#side.inert = NARROW.matches && !open;
    this.#stage.inert = open;
    this.#veil.hidden = !open;
    this.#menu.setAttribute('aria-expanded', String(open));
  }
}
