/**
 * A text as the blocks of its markdown, in work that is bounded whatever it is made of. What was written to be slow to
 * read (a thousand quotes in each other, a table of a million cells, ten thousand stars in a row) is taken as the plain
 * text that it is, and only that: the blocks around it are still blocks. Pure.
 */
import {Lexer, Marked} from '../vendor/marked-18.2.1/marked.esm.js';
import {fences} from './streaming-text.js';

/** Lines without a gap; a list takes time by the square of them. */
const MOST_LINES = 2_000;
/** Lists and quotes in each other, or a line so far from the edge that it would be: deeper than anybody could follow. */
const NESTED = /^(?:[ \t]{80}|[ \t]*(?:>[ \t]*|(?:[-+*]|\d{1,9}[.)])[ \t]+){24})/;
const MOST_CELLS = 6_000;
const TABLE_RULE = /^[ \t]*[|:-][-|: \t]*$/;
/** Marks of emphasis, code, links and tags in one paragraph; each may be looked for from each. */
const MOST_MARKS = 600;
const MARK = /[*_~`[\]<\\]/g;
/** A word; from each of its letters an address may begin. */
const LONGEST_WORD = 2_000;

export const marked = new Marked({gfm: true, breaks: true, tokenizer: {table: src => (isTooLarge(src) ? undefined : false)}});

class BoundedLexer extends Lexer {
  inlineTokens(text, tokens = []) {
    if (!isEntangled(text)) return super.inlineTokens(text, tokens);
    tokens.push({type: 'text', raw: text, text, escaped: false});
    return tokens;
  }
}

/** The blocks in order, with the targets of its links as `links`; `plain` is the type of one that is not read as markdown. */
export function blocks(text) {
  const all = Object.assign([], {links: Object.create(null)});
  let from = 0;
  for (const [start, end] of unreadable(text)) {
    add(all, read(text.slice(from, start)));
    add(all, [plain(text.slice(start, end))]);
    from = end;
  }
  add(all, read(text.slice(from)));
  return all;
}

function read(text) {
  if (text === '') return [];
  try {
    return new BoundedLexer(marked.defaults).lex(text);
  } catch {
    return [plain(text)];
  }
}

function plain(raw) {
  return {type: 'plain', raw};
}

function add(all, more) {
  for (const block of more) all.push(block);
  Object.assign(all.links, more.links);
}

/** Where runs of lines begin and end that would take too long: `[start, end]` each. */
function unreadable(text) {
  const found = [];
  let run = {start: 0, lines: 0, nested: false};
  const close = end => {
    if (run.nested || run.lines > MOST_LINES) found.push([run.start, end]);
  };
  for (const {start, line, fenced} of fences(text)) {
    const apart = fenced || line.trim() === '';
    if (apart || run.lines === 0) close(start);
    if (apart || run.lines === 0) run = {start, lines: 0, nested: false};
    if (apart) continue;
    run.lines++;
    run.nested ||= NESTED.test(line);
  }
  close(text.length);
  return found;
}

/** A row of one character has as many cells as the head has columns. */
function isTooLarge(src) {
  const [, rule] = src.split('\n', 2);
  if (!rule || !TABLE_RULE.test(rule)) return false;
  const gap = src.search(/\n[ \t]*\n/);
  const rows = src.slice(0, gap < 0 ? src.length : gap).split('\n').length;
  return rule.split('|').length * rows > MOST_CELLS;
}

function isEntangled(text) {
  if (text.length <= MOST_MARKS) return false;
  if ((text.match(MARK)?.length ?? 0) > MOST_MARKS) return true;
  return text.length > LONGEST_WORD && text.split(/\s/).some(word => word.length > LONGEST_WORD);
}
