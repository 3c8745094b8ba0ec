/**
 * One element that shows one growing markdown text. Blocks that did not change keep their nodes, so that a selection in
 * them stays, nothing flickers, and a long answer costs no more per frame than its last paragraphs.
 */
import {blocks} from './blocks.js';
import {renderBlock} from './markdown.js';
import {CodeBlock, dressCode} from './code-block.js';
import {settleTail} from './streaming-text.js';

/** Blocks at the end that later text may still change: the last one, and a list or table before a gap. */
const UNSETTLED = 2;

export class MarkdownView {
  #root;
  #shown = [];
  #settledLength = 0;
  #settledBlocks = 0;
  #text = '';

  constructor(root) {
    this.#root = root;
  }

  /** Shows a text; `running` while it still grows. */
  update(text, running) {
    if (!running || !text.startsWith(this.#text.slice(0, this.#settledLength))) this.#unsettle();
    this.#text = text;
    const tail = text.slice(this.#settledLength);
    const all = blocks(running ? settleTail(tail) : tail);
    const fresh = all.filter(block => block.type !== 'space');
    const targets = JSON.stringify(all.links);
    fresh.forEach((block, index) => this.#place(this.#settledBlocks + index, block, all.links, targets));
    this.#cut(this.#settledBlocks + fresh.length);
    if (running && all.length > UNSETTLED) this.#settle(tail);
  }

  #unsettle() {
    this.#settledLength = 0;
    this.#settledBlocks = 0;
  }

  /** Draws a block unless it is there already, with the same text and the same targets for its `[name][1]` links. */
  #place(index, block, links, targets) {
    const known = this.#shown[index];
    if (known?.raw === block.raw && known.type === block.type && known.targets === targets) return;
    const {raw, type} = block;
    const code = type === 'code' ? codeOf(block, known) : undefined;
    this.#shown[index] = {raw, type, targets, code, nodes: code ? [code.root] : rendered(block, links)};
    if (code && code === known?.code) return;
    this.#root.insertBefore(fragment(this.#shown[index].nodes), known?.nodes[0] ?? this.#firstNodeFrom(index + 1));
    known?.nodes.forEach(node => node.remove());
  }

  #firstNodeFrom(index) {
    for (const {nodes} of this.#shown.slice(index)) if (nodes.length > 0) return nodes[0];
    return null;
  }

  #cut(length) {
    for (const {nodes} of this.#shown.splice(length)) nodes.forEach(node => node.remove());
  }

  /** Moves the mark before which nothing can change any more. */
  #settle(tail) {
    const all = blocks(tail);
    const solid = all.slice(0, Math.max(0, all.length - UNSETTLED));
    if (solid.some(block => block.type === 'def')) return;
    const raw = solid.map(block => block.raw).join('');
    if (!tail.startsWith(raw)) return;
    this.#settledLength += raw.length;
    this.#settledBlocks += solid.filter(block => block.type !== 'space').length;
  }
}

/** Code that only grows stays in its block. */
function codeOf({lang, text}, known) {
  const code = known?.code?.takes(lang) ? known.code : new CodeBlock(lang);
  code.update(`${text}\n`);
  return code;
}

function rendered(block, links) {
  const made = renderBlock(block, links);
  dressCode(made);
  const nodes = [...made.childNodes];
  for (const node of nodes) if (node.nodeType === Node.ELEMENT_NODE) node.dir = 'auto';
  return nodes;
}

function fragment(nodes) {
  const all = document.createDocumentFragment();
  all.append(...nodes);
  return all;
}
