/** A failure as a card: what happened in our words, the server's own, its code, and what can be done about it. */
import {button, element} from './dom.js';
import {say, sayFailure} from './strings.js';

/**
 * @param {{code: string, message?: string, retryAfterMs?: number}} failure
 * @param {{label: string, act: Function, wait?: boolean}[]} actions `wait`: not before `retryAfterMs` has passed
 */
export function errorCard(failure, actions = []) {
  const code = failure.code ?? 'unknown';
  const card = element('div', 'error-card', {'data-testid': 'error-card', 'data-code': code});
  card.append(element('p', 'what', {}, sayFailure({code})));
  if (failure.message) card.append(element('p', 'detail', {dir: 'auto'}, failure.message));
  const row = element('div', 'actions', {}, element('code', 'code', {}, failure.code ?? ''));
  for (const action of actions) row.append(actionButton(action, failure.retryAfterMs));
  card.append(row);
  return card;
}

function actionButton({label, act, wait}, retryAfterMs) {
  const made = button(label, 'quiet', act);
  if (wait && retryAfterMs > 0) holdBack(made, label, Date.now() + retryAfterMs);
  return made;
}

/** Counts down on the button; ends by itself when the card is gone. */
function holdBack(made, label, until) {
  const seconds = Math.ceil((until - Date.now()) / 1000);
  made.disabled = seconds > 0;
  made.textContent = seconds > 0 ? say('retryIn', {seconds}) : label;
  if (seconds > 0) setTimeout(() => (made.isConnected ? holdBack(made, label, until) : undefined), 1000);
}
