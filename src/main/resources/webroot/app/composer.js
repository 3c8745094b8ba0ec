/**
 * The message field: Enter sends, Shift+Enter starts a line, and Enter that ends a Hangul syllable (or any other
 * composition) never sends. A draft stays in the tab's storage until it is sent.
 */
const DRAFT = 'verbatim.draft';
/** `keyCode` of a key that an input method is handling; Safari reports it after the composition's end. */
const COMPOSING = 229;

export class Composer {
  #field;
  #sendButton;
  #storage;

  /** @param onSend gets the text; answers false to keep it in the field */
  constructor({form, field, sendButton}, storage, onSend) {
    this.#field = field;
    this.#sendButton = sendButton;
    this.#storage = storage;
    this.text = storage.getItem(DRAFT) ?? '';
    field.addEventListener('input', () => this.#changed());
    field.addEventListener('keydown', event => {
      if (!sends(event)) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.#submit(onSend);
    });
  }

  get text() {
    return this.#field.value;
  }

  set text(text) {
    this.#field.value = text;
    this.#changed();
  }

  focus() {
    this.#field.focus();
  }

  #submit(onSend) {
    if (this.text.trim() === '' || onSend(this.text) === false) return;
    this.text = '';
    this.focus();
  }

  #changed() {
    this.#sendButton.disabled = this.text.trim() === '';
    if (this.text) this.#storage.setItem(DRAFT, this.text);
    else this.#storage.removeItem(DRAFT);
    if (!CSS.supports('field-sizing', 'content')) this.#grow();
  }

  #grow() {
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }
}

/** Whether a key press means: send. */
export function sends(event) {
  const composing = event.isComposing || event.keyCode === COMPOSING;
  return event.key === 'Enter' && !event.shiftKey && !composing;
}
