/** Fields of the page's forms: each a label, its control, and a hint where one helps. */
import {element} from './dom.js';
import {say} from './strings.js';

let numbered = 0;

/** A control below its label. */
export function labelled(text, control, hint) {
  control.id ||= `field-${++numbered}`;
  const whole = element('div', 'labelled', {}, element('label', '', {for: control.id}, text), control);
  if (!hint) return whole;
  const below = element('p', 'hint', {id: `${control.id}-hint`}, hint);
  control.setAttribute('aria-describedby', below.id);
  whole.append(below);
  return whole;
}

export function textField(name, value, attributes = {}) {
  const field = element('input', '', {type: 'text', name, autocomplete: 'off', ...attributes});
  field.value = value ?? '';
  return field;
}

export function textArea(name, value, attributes = {}) {
  const field = element('textarea', '', {name, dir: 'auto', ...attributes});
  field.value = value ?? '';
  return field;
}

export function numberField(name, value, attributes) {
  return textField(name, value, {type: 'number', placeholder: say('asModel'), ...attributes});
}

/** @param {[string, string][]} choices value and words */
export function select(name, value, choices) {
  const field = element('select', '', {name});
  for (const [each, words] of choices) field.append(new Option(words, each, false, each === value));
  return field;
}

/** A group of radio buttons that look like one switch; `onChoose` hears each choice. */
export function choice(legend, name, value, choices, onChoose) {
  const group = element('fieldset', 'choice', {}, element('legend', '', {}, legend));
  const row = element('div', 'options');
  for (const [each, words] of choices) {
    const radio = element('input', '', {type: 'radio', name, value: each});
    radio.checked = each === value;
    radio.addEventListener('change', () => onChoose?.(each));
    row.append(element('label', '', {}, radio, element('span', '', {}, words)));
  }
  group.append(row);
  return group;
}

/** A button that acts at the second press: it says so at the first, and forgets it when the focus leaves. */
export function confirmed(label, className, act) {
  const made = element('button', className, {type: 'button'}, label);
  const arm = armed => {
    made.classList.toggle('armed', armed);
    made.textContent = armed ? say('sure') : label;
  };
  made.addEventListener('blur', () => arm(false));
  made.addEventListener('click', () => {
    if (made.classList.contains('armed')) act();
    else arm(true);
  });
  return made;
}
