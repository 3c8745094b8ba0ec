/** The few things done to the document again and again. Text is only ever set as text. */

const SVG = 'http://www.w3.org/2000/svg';

/** An element with a class, its attributes, and children (nodes or strings). */
export function element(name, className, attributes = {}, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter(child => child !== undefined));
  return made;
}

export function button(label, className, onClick) {
  const made = element('button', className, {type: 'button'}, label);
  made.addEventListener('click', onClick);
  return made;
}

/** A button that shows an icon and says its name. */
export function iconButton(label, path, className, onClick) {
  const made = element('button', className, {type: 'button', 'aria-label': label, title: label}, icon(path));
  made.addEventListener('click', onClick);
  return made;
}

/** A drawing of 16 by 16, for the eye only. */
export function icon(path) {
  const drawing = document.createElementNS(SVG, 'svg');
  drawing.setAttribute('viewBox', '0 0 16 16');
  drawing.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  drawing.append(line);
  return drawing;
}

/** Sets a text only where it differs, so that nothing is redrawn or announced for nothing. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** Replaces all children. */
export function fill(target, ...children) {
  target.replaceChildren(...children.filter(Boolean));
}
