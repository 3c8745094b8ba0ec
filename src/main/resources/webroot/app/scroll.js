/**
 * Follows the newest message while the reader is there, and yields as soon as they scroll up. Earlier messages that are
 * put in above do not move what is being read.
 */
const NEAR_PX = 48;

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
    const anchor = this.#following ? undefined : this.#firstVisible();
    const before = anchor?.getBoundingClientRect().top;
    draw();
    if (this.#following) this.#toEnd();
    else if (anchor?.isConnected) this.#scroller.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  /** The reader wants the newest message. */
  follow() {
    this.#set(true);
    this.#toEnd();
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#lastTop = this.#scroller.scrollTop;
  }

  #scrolled() {
    const {scrollTop, scrollHeight, clientHeight} = this.#scroller;
    const up = scrollTop < this.#lastTop;
    this.#lastTop = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) this.#set(true);
    else if (up) this.#set(false);
  }

  #set(following) {
    if (this.#following === following) return;
    this.#following = following;
    this.#onChange(following);
  }

  #firstVisible() {
    const top = this.#scroller.getBoundingClientRect().top;
    const articles = this.#scroller.querySelectorAll('article');
    return [...articles].find(article => article.getBoundingClientRect().bottom > top);
  }
}
