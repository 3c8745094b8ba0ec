import {beforeEach, describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {Follower} from '../../main/resources/webroot/app/scroll.js';

globalThis.ResizeObserver = class {
  observe() {}
};

/** Messages of 100 px each, one above the other; one that begins a day has its name above its head. */
class Scroller {
  clientHeight = 500;
  messages = [];
  #top = 0;

  constructor(count) {
    this.add(count);
  }

  get scrollHeight() {
    return Math.max(this.clientHeight, this.#heightOf(this.messages));
  }

  get scrollTop() {
    this.scrollTop = this.#top;
    return this.#top;
  }

  set scrollTop(top) {
    this.#top = Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight));
  }

  add(count) {
    this.messages.push(...Array.from({length: count}, () => this.#message()));
  }

  addAbove(count) {
    this.messages.unshift(...Array.from({length: count}, () => this.#message()));
  }

  addEventListener(event, listener) {
    this.scrolled = listener;
  }

  getBoundingClientRect() {
    return {top: 0};
  }

  querySelectorAll() {
    return this.messages;
  }

  #message() {
    const message = {day: 0};
    const top = () => this.#heightOf(this.messages.slice(0, this.messages.indexOf(message))) - this.scrollTop;
    message.getBoundingClientRect = () => ({top: top(), bottom: top() + message.day + 100});
    message.head = {isConnected: true, getBoundingClientRect: () => ({top: top() + message.day})};
    message.querySelector = () => message.head;
    return message;
  }

  #heightOf(messages) {
    return messages.reduce((height, {day}) => height + day + 100, 0);
  }
}

describe('a reader of a conversation that grows', () => {
  let scroller;
  let follower;
  let told;

  const end = () => scroller.scrollHeight - scroller.clientHeight;
  const scroll = by => {
    scroller.scrollTop += by;
    scroller.scrolled();
  };

  beforeEach(() => {
    scroller = new Scroller(20);
    told = [];
    follower = new Follower(scroller, following => told.push(following));
    follower.keep(() => undefined);
  });

  test('stays at the newest message', () => {
    follower.keep(() => scroller.add(3));

    assert.equal(scroller.scrollTop, end());
    assert.equal(follower.following, true);
  });

  test('is let go by the first few pixels of a wheel, also where words come in between', () => {
    scroll(-12);
    const reading = scroller.scrollTop;
    follower.keep(() => scroller.add(1));
    follower.keep(() => scroller.add(1));

    assert.equal(scroller.scrollTop, reading);
    assert.deepEqual(told, [false]);
  });

  test('is let go where a frame is drawn before the scrolling is told', () => {
    scroller.scrollTop -= 12;
    const reading = scroller.scrollTop;
    follower.keep(() => scroller.add(1));

    assert.equal(scroller.scrollTop, reading);
  });

  test('goes along again from near the end, and asks for it', () => {
    scroll(-300);
    scroll(270);
    follower.keep(() => scroller.add(1));
    assert.equal(scroller.scrollTop, end());

    scroll(-300);
    follower.follow();
    assert.equal(scroller.scrollTop, end());
    assert.deepEqual(told, [false, true, false, true]);
  });

  test('has not scrolled where the conversation became shorter', () => {
    follower.keep(() => scroller.messages.splice(10));
    follower.keep(() => scroller.add(5));

    assert.equal(scroller.scrollTop, end());
    assert.deepEqual(told, []);
  });

  test('is not moved by what comes above or below, also not to the end', () => {
    scroll(-30);
    const {top} = scroller.messages.at(-1).getBoundingClientRect();
    const last = scroller.messages.at(-1);
    follower.keep(() => scroller.addAbove(10));
    follower.keep(() => scroller.add(10));

    assert.equal(last.getBoundingClientRect().top, top);
    assert.equal(follower.following, false);
  });

  test('is not moved where the day begins further above than was known', () => {
    const [first] = scroller.messages;
    first.day = 40;
    scroll(-scroller.scrollTop);
    const {top} = first.head.getBoundingClientRect();
    follower.keep(() => {
      scroller.addAbove(10);
      first.day = 0;
      scroller.messages[0].day = 40;
    });

    assert.equal(first.head.getBoundingClientRect().top, top);
  });
});
