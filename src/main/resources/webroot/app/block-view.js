/** What shows one block of a text. Each kind has `nodes`, says whether it `takes` a block in its place, and is `update`d to that. */
import {CodeBlock} from './code-block.js';
import {GrowingBlock, hasParts, rendered} from './growing-block.js';

/** @param {string} targets what the `[name][1]` links of the text lead to, in one word */
export function viewOf(block, links, targets) {
  if (block.type === 'code') return new GrowingCode(block);
  return hasParts(block) ? new GrowingBlock(block, links, targets) : new FixedBlock(block, links);
}

/** Code that only grows stays in its block. */
class GrowingCode {
  #code;
  nodes;

  constructor(block) {
    this.#code = new CodeBlock(block.lang);
    this.nodes = [this.#code.root];
    this.update(block);
  }

  takes({type, lang}) {
    return type === 'code' && this.#code.takes(lang);
  }

  update({text}) {
    this.#code.update(`${text}\n`);
  }
}

class FixedBlock {
  nodes;

  constructor(block, links) {
    this.nodes = rendered(block, links);
  }

  takes() {
    return false;
  }
}
