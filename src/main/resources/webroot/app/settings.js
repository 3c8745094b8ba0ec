/** How this person likes the page; kept in this browser. An unknown value of another version is read as the default. */

const KEY = 'verbatim.settings';

/** What can be chosen, the default first. */
export const CHOICES = {
  language: ['auto', 'en', 'ko'],
  theme: ['system', 'light', 'dark'],
  size: ['medium', 'small', 'large'],
  sendKey: ['enter', 'modifier'],
};

export class Settings {
  #storage;
  #values;
  #onChange = () => undefined;

  constructor(storage) {
    this.#storage = storage;
    this.#values = restored(storage);
  }

  get values() {
    return this.#values;
  }

  set onChange(listener) {
    this.#onChange = listener;
  }

  choose(name, value) {
    if (!Object.hasOwn(CHOICES, name) || !CHOICES[name].includes(value)) return;
    this.#values = {...this.#values, [name]: value};
    this.#storage.setItem(KEY, JSON.stringify(this.#values));
    this.#onChange(this.#values);
  }
}

function restored(storage) {
  const kept = parsed(storage.getItem(KEY));
  const chosen = ([name, values]) => [name, values.includes(kept[name]) ? kept[name] : values[0]];
  return Object.fromEntries(Object.entries(CHOICES).map(chosen));
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
