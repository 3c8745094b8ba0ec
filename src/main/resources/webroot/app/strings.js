/** What the page says, in English or Korean. The browser's languages choose (its `Accept-Language`), or the person. */
import en from './words/en.js';
import ko from './words/ko.js';

export const LANGUAGES = {en, ko};

/** The language that is shown, `en` or `ko`. */
export let language = 'en';

/** The language with the viewer's own region, where the browser names one: whether an hour has AM or PM is not a matter of language alone. */
export let locale = 'en';

/** Shows `en`, `ko`, or for `auto` the first of the browser's languages that is one of them. */
export function speak(choice, preferred = globalThis.navigator?.languages ?? []) {
  language = Object.hasOwn(LANGUAGES, choice) ? choice : firstKnown(preferred);
  locale = preferred.find(tag => languageOf(tag) === language) ?? language;
}

/** A text of the page; `{names}` in it are replaced. An unknown key is answered with `undefined`. */
export function say(key, values = {}) {
  const texts = LANGUAGES[language];
  if (!Object.hasOwn(texts, key)) return undefined;
  return texts[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** A failure for people: our words for its code; the server's own message stays beside it. */
export function sayFailure({code}) {
  return say(`error_${code}`) ?? say('error_unknown');
}

function firstKnown(preferred) {
  return preferred.map(languageOf).find(tag => Object.hasOwn(LANGUAGES, tag)) ?? 'en';
}

function languageOf(tag) {
  return tag.toLowerCase().split('-')[0];
}

speak('auto');
