/** What a person may do with the messages that are shown: what is offered now, and each act. */
import {allowed} from './anew.js';
import {newId} from './outbox.js';
import {say} from './strings.js';

export class MessageActions {
  #chat;
  #composer;
  #editing;
  #announcer;
  #onFailure;
  #may = allowed([], {});

  constructor({chat, composer, editing, announcer}, onFailure) {
    this.#chat = chat;
    this.#composer = composer;
    this.#editing = editing;
    this.#announcer = announcer;
    this.#onFailure = onFailure;
  }

  /** What is offered of these messages, see anew.js. */
  offered(messages, user, role) {
    this.#may = allowed(messages, user, role);
    return this.#may;
  }

  /** Sends a refused message again. */
  retry({clientId}) {
    this.#chat.talk.retry(clientId);
  }

  /** Takes a refused message back into the field. */
  edit({clientId}) {
    const text = this.#chat.talk.takeBack(clientId);
    this.#composer.text = [text, this.#composer.text].filter(Boolean).join('\n\n');
    this.#composer.focus();
  }

  /** Another answer in the place of a failed one; where it is not the last any more, its question once more. */
  askAgain(reply) {
    if (this.#may.regenerates(reply)) return this.regenerate(reply);
    const question = this.#chat.talk.messages.find(message => message.messageId === reply.replyTo);
    if (question?.text) this.#chat.talk.send(question.text);
  }

  regenerate({messageId}) {
    this.#chat.talk.anew('regenerate', {messageId, clientId: newId()}).catch(this.#onFailure);
  }

  change(message) {
    this.#editing.begin(message);
    this.#announcer.say(say('editing'));
  }

  /** The last own message comes back into the field, to be changed. */
  recall() {
    const last = this.#chat.talk.messages.findLast(message => this.#may.edits(message));
    if (last) this.change(last);
  }
}
