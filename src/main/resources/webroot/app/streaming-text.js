/**
 * How a text that is still being written is best shown: markers that have not closed yet are closed or held back, so
 * that nothing flips between two looks while it grows. Pure; the text itself is never touched.
 */

/** Lines that mean something else once they go on: bullets, rules, headings and underlines that have only begun. */
const UNDECIDED_LINE = /(^|\n)[ \t]*(?:[-+*_=#>~|]{1,6}|`{1,2}|\d{1,9}[.)]?)[ \t]*$/;
const HALF_LINK = /!?\[([^\]\n]{0,200})\]\([^)\s]{0,2000}$/;
/** Nothing held back is longer; also what keeps the search short in a text made to make it long. */
const REACH = 2_500;
/** Where an item of a list begins, or a row of a table. */
const PART = /\n(?=[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]|\|))/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** The part of a running text that can be shown, with what is open closed. */
export function settleTail(text) {
  if (insideFence(text)) return text;
  const start = Math.max(0, text.length - REACH, text.lastIndexOf('\n'));
  const tail = text.slice(start).replace(UNDECIDED_LINE, '$1').replace(HALF_LINK, '$1');
  return completeTable(closeMarkers(text.slice(0, start) + tail));
}

function insideFence(text) {
  let inside = false;
  for (const {fenced, closes} of fences(text)) inside = fenced && !closes;
  return inside;
}

/** The lines of a text: where each starts, whether it belongs to a block of code between fences, and whether it closes one. */
export function* fences(text) {
  let fence;
  let start = 0;
  for (const line of text.split('\n')) {
    const marker = FENCE.exec(line)?.[1];
    const closes = Boolean(fence && marker && marker[0] === fence[0] && marker.length >= fence.length);
    fence ??= marker;
    yield {start, line, fenced: fence !== undefined, closes};
    if (closes) fence = undefined;
    start += line.length + 1;
  }
}

/** Only the last paragraph, item or row can have markers that are still open. */
function closeMarkers(text) {
  const start = text.lastIndexOf('\n\n') + 1;
  const paragraph = text.slice(start).split(PART).at(-1);
  if (odd(paragraph, /`/g)) return `${text}\``;
  const prose = paragraph.replace(/`[^`]*`/g, '');
  if (odd(prose, /\*\*/g)) return /\*\*\s*$/.test(text) ? text.replace(/\*\*\s*$/, '') : `${text.trimEnd()}**`;
  return text;
}

/** A table is one from its head on: its rule is completed, and a head that is still written is held back. */
function completeTable(text) {
  const gap = text.lastIndexOf('\n\n');
  const start = gap < 0 ? 0 : gap + 2;
  const [head, rule, ...rows] = text.slice(start).split('\n', 3);
  if (!head.startsWith('|') || rows.length > 0 || (rule && /[^|:\- \t]/.test(rule))) return text;
  if (rule === undefined) return text.slice(0, start);
  const given = cells(rule);
  const whole = cells(head).map((_, index) => (/^:?-+:?$/.test(given[index]) ? given[index] : '---'));
  return `${text.slice(0, start)}${head}\n|${whole.join('|')}|`;
}

function cells(row) {
  return row.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map(cell => cell.trim());
}

function odd(text, marker) {
  return (text.match(marker)?.length ?? 0) % 2 === 1;
}
