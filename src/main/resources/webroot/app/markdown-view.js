/**
 * One element that shows one growing markdown text. Blocks that did not change keep their nodes, so that a selection in
 * them stays, nothing flickers, and a long answer costs no more per frame than its last paragraphs, items or rows.
 */
import {blocks} from './blocks.js';
import {settledParts} from './growing-block.js';
import {settleTail} from './streaming-text.js';
import {viewOf} from './block-view.js';

/** Blocks at the end that later text may still change: the last one, and a list or table before a gap. */
const UNSETTLED = 2;
/** Up to where nothing can change any more: a length, the blocks before it, parts of the next, and what that needs before its rest. */
const NOTHING = {length: 0, blocks: 0, parts: 0, head: ''};

export class MarkdownView {
  #root;
  #shown = [];
  #settled = NOTHING;
  #text = '';

  constructor(root) {
    this.#root = root;
  }

  /** Shows a text; `running` while it still grows. */
  update(text, running) {
    if (!running || !text.startsWith(this.#text.slice(0, this.#settled.length))) this.#settled = NOTHING;
    this.#text = text;
    if (this.#draw(running)) return;
    this.#settled = NOTHING;
    this.#draw(running);
  }

  /** False: what was taken for settled is something else after all. */
  #draw(running) {
    const {length, blocks: before, parts, head} = this.#settled;
    const rest = head + this.#text.slice(length);
    const all = blocks(running ? settleTail(rest) : rest);
    const fresh = all.filter(block => block.type !== 'space');
    const targets = JSON.stringify(all.links);
    if (parts > 0 && !(fresh.length > 0 && this.#shown[before].view.takes(fresh[0], targets, parts))) return false;
    fresh.forEach((block, index) => this.#place(before + index, block, all.links, targets, index === 0 ? parts : 0));
    this.#cut(before + fresh.length);
    if (running) this.#settle(all, rest);
    return true;
  }

  /** Draws a block unless it is there already, with the same text and the same targets for its `[name][1]` links. */
  #place(index, block, links, targets, from) {
    const known = this.#shown[index];
    const {raw, type} = block;
    if (known?.raw === raw && known.type === type && known.targets === targets && known.from === from) return;
    const view = known?.view.takes(block, targets, from) ? known.view : viewOf(block, links, targets);
    this.#shown[index] = {raw, type, targets, from, view};
    if (view === known?.view) return view.update(block, links, from);
    this.#root.insertBefore(fragment(view.nodes), known?.view.nodes[0] ?? this.#firstNodeFrom(index + 1));
    known?.view.nodes.forEach(node => node.remove());
  }

  #firstNodeFrom(index) {
    for (const {view} of this.#shown.slice(index)) if (view.nodes.length > 0) return view.nodes[0];
    return null;
  }

  #cut(length) {
    for (const {view} of this.#shown.splice(length)) view.nodes.forEach(node => node.remove());
  }

  /** Moves the mark before which nothing can change any more. */
  #settle(all, rest) {
    const last = all.findLastIndex(block => block.type !== 'space');
    const {count, length, head} = last < 0 ? settledParts({}) : settledParts(all[last]);
    const solid = all.slice(0, count > 0 ? last : Math.max(0, all.length - UNSETTLED));
    const raw = solid.map(block => block.raw).join('') + (count > 0 ? all[last].raw.slice(0, length) : '');
    if (raw === '' || !rest.startsWith(raw) || solid.some(block => block.type === 'def')) return;
    const whole = solid.filter(block => block.type !== 'space').length;
    const known = this.#settled;
    this.#settled = {
      length: known.length - known.head.length + raw.length,
      blocks: known.blocks + whole,
      parts: count > 0 && whole === 0 ? known.parts + count : count,
      head,
    };
  }
}

function fragment(nodes) {
  const all = document.createDocumentFragment();
  all.append(...nodes);
  return all;
}
