/** A block of code as it is shown: coloured, with the name of its language, and a button that copies it. */
import {copyButton} from './copy-button.js';
import {element} from './dom.js';
import {highlighted, isReady, loadHighlighter} from './highlight.js';
import {say} from './strings.js';

const LANGUAGE = /^language-([\w+#.-]{1,30})$/;

/** Dresses every block of code below a node. */
export function dressCode(root) {
  for (const pre of root.querySelectorAll('pre')) dress(pre);
}

function dress(pre) {
  const code = pre.querySelector('code') ?? pre;
  const language = LANGUAGE.exec(code.className)?.[1];
  code.removeAttribute('class');
  const text = code.textContent;
  pre.dir = 'ltr';
  const block = element('div', 'code-block', {'data-language': language ?? ''});
  pre.replaceWith(block);
  block.append(pre, copyButton(say('copyCode'), 'icon small copy', () => text));
  if (!language) return;
  if (isReady()) colour(code, text, language);
  else loadHighlighter().then(loaded => loaded && code.isConnected && colour(code, text, language));
}

function colour(code, text, language) {
  const nodes = highlighted(text, language);
  if (nodes) code.replaceChildren(nodes);
}
