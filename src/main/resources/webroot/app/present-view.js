/**
 * Who else looks at the shown room: a few initials and how many there are, with the names behind them. Nothing of it is
 * announced: people come and go all the time, and whoever wants to know moves there.
 */
import {element, fill} from './dom.js';
import {language, say} from './strings.js';

const MOST_AVATARS = 3;
const MOST_NAMES = 12;

/** Everybody else who is here: `{count, names}`, no names where only their number is known. */
export function othersHere({count, users}, ownId) {
  if (!users) return {count: Math.max(0, count - 1), names: []};
  const others = users.filter(user => user.userId !== ownId);
  return {count: others.length, names: others.map(user => user.name || user.userId).sort((a, b) => a.localeCompare(b, language))};
}

/** All of them in words; empty where one is alone. */
export function wordsOf({count, names}) {
  if (count === 0) return '';
  if (names.length === 0) return say('hereCount', {count});
  const rest = names.length - MOST_NAMES;
  return say('here', {names: names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` +${rest}` : '')});
}

export class PresentView {
  #button;
  #drawn;

  /** @param {HTMLButtonElement} button what leads to the people of the room */
  constructor(button) {
    this.#button = button;
  }

  /** @param {{count: number, users?: object[]}} present everybody, oneself too */
  draw(present, ownId) {
    const others = othersHere(present, ownId);
    const words = wordsOf(others);
    if (words === this.#drawn) return;
    this.#drawn = words;
    this.#button.hidden = others.count === 0;
    this.#button.dataset.count = others.count;
    this.#button.ariaLabel = words;
    this.#button.title = words;
    const shown = others.names.slice(0, MOST_AVATARS);
    const rest = others.count - shown.length;
    const more = rest > 0 ? element('span', 'more', {}, shown.length > 0 ? `+${rest}` : String(rest)) : undefined;
    fill(this.#button, ...shown.map(name => element('bdi', 'avatar', {}, initialOf(name))), more);
  }
}

function initialOf(name) {
  return [...name.trim()].at(0)?.toLocaleUpperCase(language) ?? '?';
}
