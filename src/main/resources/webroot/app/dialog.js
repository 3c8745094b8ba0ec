/**
 * A dialog of the page: modal, with its title, closed by its button, by Esc or by a press beside it. It is made when it is
 * opened and gone when it is closed; the browser gives the focus back.
 */
import {element, fill, iconButton} from './dom.js';
import {errorCard} from './error-card.js';
import {say} from './strings.js';

const CROSS = 'M4 4l8 8M12 4l-8 8';

/** Whether one is open: keys mean it, not the page. */
export function dialogIsOpen() {
  return document.querySelector('dialog[open]') !== null;
}

/**
 * Opens a dialog.
 * @param {string} name for tests and styles, as in data-testid=<name>-dialog
 * @returns {{close: Function, fail: (failure: object) => void, root: HTMLDialogElement}} `fail` shows an error in it
 */
export function openDialog(name, title, ...content) {
  const close = () => root.close();
  const heading = element('h2', '', {id: `${name}-title`}, title);
  const head = element('header', 'dialog-head', {}, heading, iconButton(say('close'), CROSS, 'icon', close));
  const failures = element('div', 'failures', {role: 'alert'});
  const attributes = {'data-testid': `${name}-dialog`, 'aria-labelledby': heading.id};
  const root = element('dialog', `dialog ${name}`, attributes, head, failures, ...content);
  root.addEventListener('click', event => event.target === root && isBeside(root, event) && close());
  root.addEventListener('close', () => {
    root.remove();
    giveCaretBack();
  });
  document.body.append(root);
  root.showModal();
  const fail = failure => {
    fill(failures, errorCard(failure));
    failures.scrollIntoView({block: 'nearest'});
  };
  return {root, close, fail};
}

/** The browser gives the focus back, but Chromium not always the caret: what is typed into such a field goes nowhere. */
function giveCaretBack() {
  const held = document.activeElement;
  if (!held?.matches('textarea, input')) return;
  held.blur();
  held.focus();
}

function isBeside(root, {clientX, clientY}) {
  const {left, right, top, bottom} = root.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
