/**
 * The message field: Enter sends, Shift+Enter starts a line (or, if the person likes that better, only Ctrl+Enter sends).
 * Enter that ends a Hangul syllable, or any other composition, never sends; sending while a syllable is composed takes it
 * along. Each room has its own draft, which stays in this browser until it is sent.
 */
const DRAFT = 'verbatim.draft.';
/** `keyCode` of a key that an input method is handling; Safari reports it after the composition's end. */
const COMPOSING = 229;

export class Composer {
  #field;
  #sendButton;
  #storage;
  #roomId;
  #composing = false;
  #held = false;
  sendKey = 'enter';

  /**
   * @param onSend gets the text; answers false to keep what is in the field
   * @param onRecall somebody in an empty field wants back what they said last
   */
  constructor({form, field, sendButton}, storage, onSend, onRecall = () => undefined) {
    this.#field = field;
    this.#sendButton = sendButton;
    this.#storage = storage;
    field.addEventListener('input', () => this.#changed());
    field.addEventListener('compositionstart', () => (this.#composing = true));
    field.addEventListener('compositionend', () => (this.#composing = false));
    field.addEventListener('keydown', event => {
      const act = sends(event, this.sendKey) ? () => form.requestSubmit() : recalls(event, field.value) ? onRecall : undefined;
      if (!act) return;
      event.preventDefault();
      act();
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

  /** The room that is written to: its draft comes, that of the one before stays with it. */
  set room(roomId) {
    if (roomId === this.#roomId) return;
    this.#commit();
    this.#roomId = roomId;
    this.#held = false;
    this.text = this.#storage.getItem(DRAFT + roomId) ?? '';
  }

  focus() {
    this.#field.focus();
  }

  /** Something else than the draft is written here until `release`. */
  hold(text) {
    this.#commit();
    this.#held = true;
    this.text = text;
    this.focus();
  }

  /** The draft is back. */
  release() {
    this.#held = false;
    this.text = this.#storage.getItem(DRAFT + this.#roomId) ?? '';
    this.focus();
  }

  #submit(onSend) {
    this.#commit();
    const text = this.text.trimEnd();
    if (text.trim() === '' || onSend(text) === false) return;
    this.text = '';
    this.focus();
  }

  /** Ends a composition: its last syllable becomes part of the text now, instead of turning up in the emptied field. */
  #commit() {
    if (this.#composing) this.#field.blur();
  }

  #changed() {
    this.#sendButton.disabled = this.text.trim() === '';
    if (this.#roomId !== undefined && !this.#held) this.#keep();
    if (!CSS.supports('field-sizing', 'content')) this.#grow();
  }

  #keep() {
    if (this.text) this.#storage.setItem(DRAFT + this.#roomId, this.text);
    else this.#storage.removeItem(DRAFT + this.#roomId);
  }

  #grow() {
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }
}

/** Whether a key press means: send. `sendKey` is `enter`, or `modifier` where Enter alone starts a line. */
export function sends(event, sendKey = 'enter') {
  const composing = event.isComposing || event.keyCode === COMPOSING;
  if (event.key !== 'Enter' || event.shiftKey || composing) return false;
  return sendKey === 'enter' || Boolean(event.ctrlKey || event.metaKey);
}

/** Whether a key press in a field with this text means: let me change what I said last. */
export function recalls(event, text) {
  const composing = event.isComposing || event.keyCode === COMPOSING;
  const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
  return event.key === 'ArrowUp' && plain && !composing && text === '';
}
