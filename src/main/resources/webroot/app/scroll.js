/**
 * Follows the newest message while the reader is there, and yields as soon as they scroll up, however little: a wheel moves
 * by a few pixels between two words of an answer. Earlier messages that are put in above do not move what is being read.
 */
const NEAR_PX = 48;
/** Pixels are fractions on some screens. */
const AT_END_PX = 2;

export class Follower {
  #scroller;
  #onChange;
  #following = true;
  #lastTop = 0;

  /** @param onChange called with whether it follows, when that changes */
  constructor(scroller, onChange) {
    this.#scroller = scroller;
    this.#onChange = onChange;
    scroller.addEventListener('scroll', () => this.#scrolled(), {passive: true});
    new ResizeObserver(() => this.#following && this.#toEnd()).observe(scroller);
  }

  get following() {
    return this.#following;
  }

  /** Draws, and afterwards the reader is where they were: at the newest message, or at the one they were reading. */
  keep(draw) {
    this.#scrolled();
    const anchor = this.#following ? undefined : this.#firstRead();
    const before = anchor?.getBoundingClientRect().top;
    draw();
    if (this.#following) this.#toEnd();
    else if (anchor?.isConnected) this.#move(anchor.getBoundingClientRect().top - before);
  }

  /** The reader wants the newest message. */
  follow() {
    this.#set(true);
    this.#toEnd();
  }

  #toEnd() {
    this.#move(this.#scroller.scrollHeight);
  }

  /** Not the reader's doing. */
  #move(by) {
    if (by === 0) return;
    this.#scroller.scrollTop += by;
    this.#lastTop = this.#scroller.scrollTop;
  }

  #scrolled() {
    const {scrollTop, scrollHeight, clientHeight} = this.#scroller;
    const below = scrollHeight - clientHeight - scrollTop;
    const down = scrollTop > this.#lastTop;
    const up = scrollTop < this.#lastTop;
    this.#lastTop = scrollTop;
    // What became shorter is at its end without anybody's hand.
    if (below < AT_END_PX || (down && below < NEAR_PX)) this.#set(true);
    else if (up) this.#set(false);
  }

  #set(following) {
    if (this.#following === following) return;
    this.#following = following;
    this.#onChange(following);
  }

  /** The head of the message at the top, below the name of its day, which goes when earlier ones come. By halves: there may be thousands. */
  #firstRead() {
    const {top} = this.#scroller.getBoundingClientRect();
    const articles = this.#scroller.querySelectorAll('article');
    let [from, to] = [0, articles.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (articles[middle].getBoundingClientRect().bottom > top) to = middle;
      else from = middle + 1;
    }
    return articles[from]?.querySelector('header');
  }
}
