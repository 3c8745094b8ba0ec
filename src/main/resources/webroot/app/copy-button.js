/** Buttons that copy, and show for a moment that they did. */
import {icon, iconButton} from './dom.js';
import {copyText} from './clipboard.js';
import {say} from './strings.js';

const SHEETS = 'M5.500 5.500h7.500v7.500h-7.500zM10.500 5.500V3H3v7.500h2.500';
const TICK = 'M3.500 8.500 6.500 11.500 12.500 4.500';
const SHOWN_MS = 1_600;

/** @param {() => string} text what is copied, asked for when it is pressed */
export function copyButton(label, className, text) {
  return copies(iconButton(label, SHEETS, className, () => undefined), text);
}

/**
 * Makes a button copy. One with words says what came of it, one without shows a tick.
 * @param {{words?: string, tell?: (outcome: string) => void}} options what it says when it did; who else hears what came of it
 */
export function copies(made, text, {words = 'copied', tell} = {}) {
  made.addEventListener('click', async () => {
    const copied = await copyText(text());
    const outcome = say(copied ? words : 'copyFailed');
    tell?.(outcome);
    if ('copied' in made.dataset) return;
    const before = {label: made.ariaLabel, drawing: [...made.childNodes]};
    made.dataset.copied = copied;
    if (made.textContent.trim()) made.textContent = outcome;
    else show(made, outcome, copied ? [icon(TICK)] : before.drawing);
    setTimeout(() => {
      delete made.dataset.copied;
      if (made.textContent.trim()) made.replaceChildren(...before.drawing);
      else show(made, before.label, before.drawing);
    }, SHOWN_MS);
  });
  return made;
}

function show(made, label, drawing) {
  made.ariaLabel = label;
  made.title = label;
  made.replaceChildren(...drawing);
}
