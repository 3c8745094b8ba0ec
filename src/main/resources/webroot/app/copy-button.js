/** A button that copies, and shows for a moment that it did. */
import {icon, iconButton} from './dom.js';
import {copyText} from './clipboard.js';
import {say} from './strings.js';

const SHEETS = 'M5.500 5.500h7.500v7.500h-7.500zM10.500 5.500V3H3v7.500h2.500';
const TICK = 'M3.500 8.500 6.500 11.500 12.500 4.500';
const SHOWN_MS = 1_600;

/** @param {() => string} text what is copied, asked for when it is pressed */
export function copyButton(label, className, text) {
  const made = iconButton(label, SHEETS, className, async () => {
    const copied = await copyText(text());
    show(made, say(copied ? 'copied' : 'copyFailed'), copied ? TICK : SHEETS);
    setTimeout(() => show(made, label, SHEETS), SHOWN_MS);
  });
  return made;
}

function show(made, label, path) {
  made.ariaLabel = label;
  made.title = label;
  made.replaceChildren(icon(path));
}
