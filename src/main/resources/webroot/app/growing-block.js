/**
 * A list or a table that may still be written: its finished items or rows stay where they are, with what is selected in
 * them, and only what differs is rendered. Read and rendered whole with each token, n items would take time by n².
 */
import {dressCode} from './code-block.js';
import {renderBlock} from './markdown.js';

/** Parts at the end that later text may still change, or that say whether there are gaps between them. */
const UNSETTLED = 3;
const texts = cells => cells.map(({text}) => text);
const lines = ({raw}, count) => raw.split('\n', count).join('\n').length + 1;

/**
 * Of each kind: its parts; it with other parts; what a part is known by; what all of them have in common; the length of the
 * text before a part; what has to stand before a part for it to be read as one; and the element that holds them.
 */
const KINDS = {
  list: {
    parts: ({items}) => items,
    with: (list, items) => ({...list, items}),
    key: ({raw}) => raw.trimEnd(),
    frame: ({ordered, loose}) => `${ordered} ${loose}`,
    lengthBefore: ({items}, index) => items.slice(0, index).reduce((sum, {raw}) => sum + raw.length, 0),
    head: () => '',
    holder: root => root,
  },
  table: {
    parts: ({rows}) => rows,
    with: (table, rows) => ({...table, rows}),
    key: row => JSON.stringify(texts(row)),
    frame: ({header, align, rows}) => JSON.stringify([texts(header), align, rows.length > 0]),
    lengthBefore: (table, index) => lines(table, index + 2),
    head: table => table.raw.slice(0, lines(table, 2)),
    holder: root => root.tBodies?.[0] ?? root,
  },
};

/** Whether a block is of parts. */
export function hasParts({type}) {
  return Object.hasOwn(KINDS, type);
}

/** How many parts of a block can change no more, how long its text is up to there, and what has to stand before the rest. */
export function settledParts(block) {
  const kind = KINDS[block.type];
  const count = (kind?.parts(block).length ?? 0) - UNSETTLED;
  return count > 0 ? {count, length: kind.lengthBefore(block, count), head: kind.head(block)} : {count: 0, length: 0, head: ''};
}

export class GrowingBlock {
  #kind;
  #type;
  #start;
  #frame;
  #targets;
  #keys;
  #root;
  nodes;

  /** @param {string} targets what its `[name][1]` links lead to, in one word: others make it another block */
  constructor(block, links, targets) {
    this.#type = block.type;
    this.#kind = KINDS[block.type];
    this.#start = block.start;
    this.#frame = this.#kind.frame(block);
    this.#targets = targets;
    this.#keys = this.#kind.parts(block).map(this.#kind.key);
    this.nodes = rendered(block, links);
    this.#root = rootOf(this.nodes);
  }

  /** Whether this is the same block, of which `from` parts are settled and not told again. */
  takes(block, targets, from) {
    const same = block.type === this.#type && targets === this.#targets && this.#kind.frame(block) === this.#frame;
    return same && (from > 0 || block.start === this.#start) && this.#holder?.children.length === this.#keys.length;
  }

  update(block, links, from) {
    const parts = this.#kind.parts(block);
    const keys = parts.map(this.#kind.key);
    const different = keys.findIndex((key, index) => key !== this.#keys[from + index]);
    const same = different < 0 ? keys.length : different;
    this.#keys.splice(from + same, Infinity, ...keys.slice(same));
    cutAfter(this.#holder, from + same);
    if (same === keys.length) return;
    const fresh = rootOf(rendered(this.#kind.with(block, parts.slice(same)), links));
    if (fresh) this.#holder.append(...this.#kind.holder(fresh).childNodes);
  }

  /** Whose children the parts are; there is none where the block could not be read. */
  get #holder() {
    return this.#root && this.#kind.holder(this.#root);
  }
}

/** A block as nodes that are safe to show, each in the direction of its own words. */
export function rendered(block, links) {
  const made = renderBlock(block, links);
  dressCode(made);
  const nodes = [...made.childNodes];
  for (const node of nodes) if (node.nodeType === Node.ELEMENT_NODE) node.dir = 'auto';
  return nodes;
}

/** The list or the table among nodes. */
function rootOf(nodes) {
  return nodes.find(node => ['UL', 'OL', 'TABLE'].includes(node.tagName));
}

function cutAfter(holder, count) {
  const last = count > 0 ? holder.children[count - 1] : null;
  while (holder.lastChild !== last) holder.lastChild.remove();
}
