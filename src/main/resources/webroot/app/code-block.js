/**
 * A block of code as it is shown: coloured, with the name of its language, and a button that copies it. While it grows it
 * stays the same block, so that who has scrolled it to the side or points at its button is not thrown back, and what is
 * the same in it keeps its nodes, so that a long one is not laid out anew with each of its words.
 */
import {copyButton} from './copy-button.js';
import {element} from './dom.js';
import {coloured, isReady, loadHighlighter, sameToken, tokens} from './highlight.js';
import {reveal} from './reveal.js';
import {say} from './strings.js';

const LANGUAGE = /^[\w+#.-]{1,30}$/;
const LANGUAGE_CLASS = /^language-(\S+)$/;
const LINES = /(?<=\n)/;

export class CodeBlock {
  #code = element('code');
  #text = '';
  #tokens = [];
  #nodes = [];
  #waits = false;

  /** @param {string} [language] as it was written behind the fence; shown if it can be the name of one */
  constructor(language = '') {
    this.language = languageOf(language);
    const pre = element('pre', '', {tabindex: 0, dir: 'ltr'}, this.#code);
    this.root = element('div', 'code-block', {'data-language': this.language}, pre, copyButton(say('copyCode'), 'icon small copy', () => this.#text));
  }

  /** Whether code of this language may be shown here. */
  takes(language = '') {
    return languageOf(language) === this.language;
  }

  update(text) {
    this.#text = text;
    this.#draw();
    if (this.language && !isReady()) this.#colourLater();
  }

  /** In a task of its own: a page full of code waits for the same library. */
  async #colourLater() {
    if (this.#waits) return;
    this.#waits = true;
    if (await loadHighlighter()) setTimeout(() => this.root.isConnected && this.#draw());
  }

  #draw() {
    const known = this.#tokens;
    this.#tokens = (this.language && isReady() && tokens(this.#text, this.language)) || this.#text.split(LINES);
    const different = this.#tokens.findIndex((token, index) => !sameToken(token, known[index]));
    const same = different < 0 ? this.#tokens.length : different;
    for (const nodes of this.#nodes.splice(same)) nodes.forEach(node => node.remove());
    const fresh = document.createDocumentFragment();
    for (const token of this.#tokens.slice(same)) {
      const nodes = nodesOf(token);
      this.#nodes.push(nodes);
      fresh.append(...nodes);
    }
    this.#code.append(fresh);
  }
}

function nodesOf(token) {
  const made = document.createDocumentFragment();
  made.append(coloured(token));
  reveal(made);
  return [...made.childNodes];
}

/** Dresses the blocks of code inside of lists and quotes, and shows what hides in any code. */
export function dressCode(root) {
  for (const pre of root.querySelectorAll('pre')) dress(pre);
  for (const code of root.querySelectorAll('code')) reveal(code);
}

function dress(pre) {
  const code = pre.querySelector('code') ?? pre;
  const block = new CodeBlock(LANGUAGE_CLASS.exec(code.className)?.[1]);
  block.update(code.textContent);
  pre.replaceWith(block.root);
}

function languageOf(info) {
  const [name] = info.trim().split(/\s/, 1);
  return LANGUAGE.test(name) ? name : '';
}
