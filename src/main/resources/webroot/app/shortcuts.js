/** The keys of the page. A key that writes is only one where nothing is being written. */
import {dialogIsOpen} from './dialog.js';

/** @param {{stop, help, write, room: (step: number) => void, create}} actions */
export function listenToKeys(actions) {
  document.addEventListener('keydown', event => {
    if (event.isComposing || event.defaultPrevented || dialogIsOpen()) return;
    const act = actionOf(event, actions);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actionOf({key, code, altKey, ctrlKey, metaKey, target}, actions) {
  if (key === 'Escape') return actions.stop;
  if (ctrlKey || metaKey) return undefined;
  if (altKey) return withAlt(key, code, actions);
  if (isWriting(target)) return undefined;
  return {'?': actions.help, '/': actions.write}[key];
}

/** By the key's place: with Alt, some systems make another letter of it, and a Hangul layout has none of these. */
function withAlt(key, code, actions) {
  if (key === 'ArrowUp') return () => actions.room(-1);
  if (key === 'ArrowDown') return () => actions.room(1);
  return code === 'KeyN' ? actions.create : undefined;
}

function isWriting(target) {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
