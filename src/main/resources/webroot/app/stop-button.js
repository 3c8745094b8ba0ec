/** The button that stops the answer that is being written; one that only waits to be stored cannot be stopped any more. */
export class StopButton {
  #button;
  #chat;
  #composer;

  constructor(button, chat, composer) {
    this.#button = button;
    this.#chat = chat;
    this.#composer = composer;
    button.addEventListener('click', () => this.press());
  }

  draw() {
    const reply = this.#reply;
    const held = document.activeElement === this.#button;
    this.#button.hidden = !reply;
    this.#button.disabled = Boolean(reply?.stopping) || this.#chat.connection.state.name !== 'online';
    if (held && !reply) this.#composer.focus();
  }

  press() {
    const reply = this.#reply;
    if (reply && !reply.stopping) this.#chat.talk.stop(reply.messageId);
  }

  get #reply() {
    return this.#chat.talk.openReplies.find(reply => reply.status !== 'saving');
  }
}
