/** The few things done to the document again and again. Text is only ever set as text. */

/** An element with a class, its attributes, and children (nodes or strings). */
export function element(name, className, attributes = {}, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function button(label, className, onClick) {
  const made = element('button', className, {type: 'button'}, label);
  made.addEventListener('click', onClick);
  return made;
}

/** Sets a text only where it differs, so that nothing is redrawn or announced for nothing. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** Replaces all children. */
export function fill(target, ...children) {
  target.replaceChildren(...children.filter(Boolean));
}
