/**
 * Characters that turn the direction of what follows, shown as signs: in code, what is read must be what would run. The
 * sign stands for the character, which itself is no longer there to turn anything; the button that copies the code has it.
 */
import {element} from './dom.js';

const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

/** Puts signs into every text below a node. */
export function reveal(root) {
  if (!TURNING.test(root.textContent)) return;
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const turning = [];
  while (texts.nextNode()) if (TURNING.test(texts.currentNode.data)) turning.push(texts.currentNode);
  for (const text of turning) text.replaceWith(...signed(text.data));
}

function signed(text) {
  return [...text.matchAll(/[\u202a-\u202e\u2066-\u2069]|[^\u202a-\u202e\u2066-\u2069]+/g)].map(([part]) => (TURNING.test(part) ? sign(part) : part));
}

function sign(character) {
  const name = `U+${character.codePointAt(0).toString(16).toUpperCase()}`;
  return element('span', 'sign', {role: 'img', 'aria-label': name, 'data-name': name});
}
