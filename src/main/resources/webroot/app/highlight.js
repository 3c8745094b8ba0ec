/**
 * Colours code. The library is loaded with the first code that is seen; its tokens become elements one by one, so that no
 * markup is made of what a model wrote.
 */
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

/** The code as coloured nodes; `undefined` for a language that is not known, or code that is too long. */
export function highlighted(code, language) {
  if (!library?.getLanguage(language) || code.length > MAX_LENGTH) return undefined;
  const {_emitter: emitter, errorRaised} = library.highlight(code, {language, ignoreIllegals: true});
  return errorRaised ? undefined : nodes(emitter.rootNode.children);
}

function nodes(children) {
  const all = document.createDocumentFragment();
  for (const child of children) all.append(typeof child === 'string' ? child : coloured(child));
  return all;
}

function coloured({scope, children}) {
  if (!scope) return nodes(children);
  const span = document.createElement('span');
  span.className = `hl-${scope.split('.')[0].replace(/[^a-z]/g, '-')}`;
  span.append(nodes(children));
  return span;
}
