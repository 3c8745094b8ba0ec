import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {blocks, marked} from '../../main/resources/webroot/app/blocks.js';

const types = text => blocks(text).filter(({type}) => type !== 'space').map(({type}) => type);
const together = text => blocks(text).map(({raw}) => raw).join('');

/** How many nodes a text becomes, and in how many others the deepest stands. */
function size(tokens, depth = 0) {
  let [count, deepest] = [0, depth];
  for (const token of tokens) {
    const cells = [...(token.header ?? []), ...(token.rows ?? []).flat()];
    const below = [...(token.tokens ?? []), ...(token.items ?? []), ...cells];
    const [more, deeper] = size(below, depth + 1);
    count += 1 + more;
    deepest = Math.max(deepest, deeper);
  }
  return [count, deepest];
}

describe('the blocks of a text', () => {
  test('are what markdown makes of it', () => {
    assert.deepEqual(types('# a\n\nb **c**\n\n- d\n  - e\n\n> f\n\n| g | h |\n| - | - |\n| i | j |\n\n```js\nk\n```'), [
      'heading', 'paragraph', 'list', 'blockquote', 'table', 'code',
    ]);
  });

  test('know the targets that are named anywhere', () => {
    assert.equal(blocks('see [a][1]\n\n[1]: https://example.org').links['1'].href, 'https://example.org');
  });

  test('take no name of a target for something else', () => {
    const {links} = blocks('[a][__proto__] [href]\n\n[__proto__]: https://example.org');

    assert.equal(Object.getPrototypeOf(links), null);
    assert.deepEqual(Object.keys(links), ['__proto__']);
  });
});

describe('a text that was made to be slow to read', () => {
  const SIZE = 100_000;
  const filled = piece => piece.repeat(SIZE / piece.length);
  const made = {
    'quotes in quotes': filled('>'),
    'lists in lists': filled('- '),
    'numbers in numbers': filled('1. '),
    'a staircase': Array.from({length: 400}, (_, step) => `${'  '.repeat(step)}- a`).join('\n'),
    stars: filled('*a '),
    'stars without a gap': filled('a**'),
    strikes: filled('~~a'),
    brackets: filled('!['),
    ticks: filled('`a'),
    'an endless word': filled('a'),
    'an endless address': `${filled('a')}@`,
    'a list of lazy lines': `- a\n${filled('b\n')}`,
    'a heading of a thousand lines': `${filled('a\n')}-`,
  };
  for (const [name, text] of Object.entries(made)) {
    test(`is plain text: ${name}`, () => {
      const read = blocks(text);
      const [count, deepest] = size(read);

      assert.ok(count < 3_000, `${count} nodes`);
      assert.ok(deepest < 60, `${deepest} deep`);
      assert.equal(together(text), text);
    });
  }

  test('is no table of a million cells', () => {
    const text = `${'|a'.repeat(1_000)}|\n${'|-'.repeat(1_000)}|\n${'|\n'.repeat(1_000)}`;

    assert.deepEqual(types(text), ['paragraph']);
    assert.deepEqual(types(`|a|b|\n|-|-|\n${'|c|d|\n'.repeat(1_000)}`), ['table']);
  });

  test('leaves what stands around it as it is', () => {
    const text = `# a\n\n${'>'.repeat(500)} b\n\n- c\n`;

    assert.deepEqual(types(text), ['heading', 'plain', 'list']);
    assert.equal(together(text), text);
  });

  test('is not code, however long or far from the edge that is', () => {
    const line = `${' '.repeat(90)}> > > > x\n`;
    const [code] = blocks(`\`\`\`\n${line.repeat(3_000)}\`\`\``);

    assert.equal(code.type, 'code');
    assert.ok(marked.parser(Object.assign([code], {links: {}})).startsWith('<pre>'));
  });
});
