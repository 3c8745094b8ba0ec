/**
 * Blocks of markdown as nodes that are safe to show.
 *
 * What a model writes is hostile until proven otherwise. Two walls: HTML in the text is shown as the text it is, never
 * taken as markup, and what marked makes of the rest passes DOMPurify with a short list of elements. Nothing is loaded:
 * an image becomes a link. Links go to http, https and mailto addresses only, in a new tab that knows nothing of this one.
 */
import DOMPurify from '../vendor/dompurify-3.4.18/purify.es.js';
import {marked} from './blocks.js';

const ADDRESS = /^(?:https?:\/\/|mailto:)/i;
/** The only class that stays: the language of a block of code inside of a list or a quote. */
const CODE_CLASS = /^language-[\w+#.-]{1,30}$/;
const SAFE = {
  ALLOWED_TAGS: 'p br hr strong em del code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 a table thead tbody tr th td'.split(' '),
  ALLOWED_ATTR: ['href', 'start', 'align', 'class'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: ADDRESS,
  ADD_URI_SAFE_ATTR: ['start', 'align'],
  RETURN_DOM_FRAGMENT: true,
};

marked.use({
  renderer: {
    html: ({text, block}) => (block ? `<p>${escaped(text.trimEnd()).replaceAll('\n', '<br>')}</p>` : escaped(text)),
    image: ({href, text}) => `<a href="${escaped(href)}">${escaped(text || href)}</a>`,
    checkbox: ({checked}) => (checked ? '☑ ' : '☐ '),
  },
});

DOMPurify.addHook('uponSanitizeAttribute', (element, attribute) => {
  if (attribute.attrName !== 'class') return;
  attribute.keepAttr = element.tagName === 'CODE' && CODE_CLASS.test(attribute.attrValue);
});
DOMPurify.addHook('afterSanitizeAttributes', element => {
  if (element.tagName === 'A') secureLink(element);
  if (element.tagName === 'LI' && isTask(element)) element.className = 'task';
  if (element.tagName === 'PRE' || element.tagName === 'TABLE') element.tabIndex = 0;
});

/** One block of blocks.js as nodes. Never throws: what cannot be read as markdown is shown as it is. */
export function renderBlock(block, links) {
  if (block.type === 'plain') return plain(block.raw);
  try {
    const tokens = Object.assign([block], {links});
    return DOMPurify.sanitize(marked.parser(tokens), SAFE);
  } catch {
    return plain(block.raw);
  }
}

function plain(text) {
  const paragraph = document.createElement('p');
  paragraph.className = 'plain';
  paragraph.textContent = text.trimEnd();
  const whole = document.createDocumentFragment();
  whole.append(paragraph);
  return whole;
}

function secureLink(link) {
  if (!link.hasAttribute('href')) return;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
  link.title = link.href;
}

/** Its box stands where others have their bullet. */
function isTask({firstChild}) {
  const text = firstChild?.nodeType === Node.TEXT_NODE ? firstChild : firstChild?.firstChild;
  return /^[☐☑] /.test(text?.data ?? '');
}

function escaped(text) {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
