/** Puts the page's own words into the document: whatever is marked with data-say, data-say-label or data-say-placeholder. */
import {language, say} from './strings.js';

export function localise(root = document) {
  document.documentElement.lang = language;
  for (const each of root.querySelectorAll('[data-say]')) each.textContent = say(each.dataset.say);
  for (const each of root.querySelectorAll('[data-say-label]')) label(each, say(each.dataset.sayLabel));
  for (const each of root.querySelectorAll('[data-say-placeholder]')) each.placeholder = say(each.dataset.sayPlaceholder);
}

/** A button without words shows its name to whoever points at it. */
function label(target, text) {
  target.ariaLabel = text;
  if (target.tagName === 'BUTTON') target.title = text;
}
