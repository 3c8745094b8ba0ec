/**
 * Colours code. The library is loaded with the first code that is seen; its tokens become elements one by one, so that no
 * markup is made of what a model wrote.
 */
import {element} from './dom.js';

const LIBRARY = new URL('../vendor/highlight-11.12.0/highlight.min.js', import.meta.url);
/** Longer code stays plain: colouring it would hold up the page. */
const MAX_LENGTH = 30_000;

let library;
let loading;

/** Whether it can be done at once. */
export function isReady() {
  return library !== undefined;
}

/** Loads what is needed; answers whether it is there. */
export function loadHighlighter() {
  loading ??= import(LIBRARY.href).then(
    loaded => {
      library = loaded.default;
      return true;
    },
    () => false,
  );
  return loading;
}

/** The code as its tokens, texts and `{scope, children}`; `undefined` for a language that is not known, or code that is too long. */
export function tokens(code, language) {
  if (!library?.getLanguage(language) || code.length > MAX_LENGTH) return undefined;
  const {_emitter: emitter, errorRaised} = library.highlight(code, {language, ignoreIllegals: true});
  return errorRaised ? undefined : emitter.rootNode.children;
}

/** Whether two tokens look the same. */
export function sameToken(a, b) {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a?.scope === b?.scope && a?.children.length === b?.children.length && a.children.every((child, index) => sameToken(child, b.children[index]));
}

/** A token as a coloured node. */
export function coloured(token) {
  if (typeof token === 'string') return document.createTextNode(token);
  const {scope, children} = token;
  const made = scope ? element('span', `hl-${scope.split('.')[0].replace(/[^a-z]/g, '-')}`) : document.createDocumentFragment();
  made.append(...children.map(coloured));
  return made;
}
