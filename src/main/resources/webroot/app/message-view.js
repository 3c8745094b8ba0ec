/** One message as an article. It redraws only what differs from the record it drew last. */
import {MarkdownView} from './markdown-view.js';
import {copyButton} from './copy-button.js';
import {element, fill, iconButton, setText} from './dom.js';
import {errorCard} from './error-card.js';
import {mayRetry} from './backoff.js';
import {isOpen} from './reply.js';
import {history, note, source} from './notes.js';
import {clockTime, dayOf, fullTime, millis} from './time.js';
import {locale, say} from './strings.js';

const ROUND = 'M13 3v3.500H9.500M12.700 6.500A5 5 0 1 0 13 9';
const PENCIL = 'M10.500 3.500l2 2L6 12l-2.700.700L4 10z';

export class MessageView {
  #actions;
  #shown;
  #day = element('p', 'day');
  #begins = '';
  /** The day that it is of, see time.js; today, as long as the server has not said when it was. */
  day = NaN;
  #author = element('bdi', 'author');
  #time = element('time');
  #edited = element('span', 'edited');
  #reasoning = element('details', 'reasoning', {hidden: ''}, element('summary', '', {}, say('reasoning')));
  #reasoningText = element('div', 'plain', {dir: 'auto'});
  #refusal = element('div', 'refusal', {hidden: ''}, element('strong', '', {}, say('refusal')));
  #refusalText = element('div', 'plain', {dir: 'auto'});
  #text = element('div', 'text');
  #markdown = new MarkdownView(this.#text);
  #note = element('span', 'note');
  #history = element('span', 'history');
  #source = element('span', 'source', {title: say('usageTitle')});
  #copy = copyButton(say('copyAnswer'), 'icon small on-message copy-message', () => this.#shown.text);
  #card = element('div', 'card-place');

  #change = iconButton(say('editMessage'), PENCIL, 'icon small on-message edit-message', () => this.#actions.change(this.#shown));
  #again = iconButton(say('regenerate'), ROUND, 'icon small on-message regenerate', () => this.#actions.regenerate(this.#shown));

  /**
   * @param {{retry: Function, edit: Function, askAgain: Function, change: Function, regenerate: Function}} actions what its error card and its
   *   buttons offer
   */
  constructor(actions) {
    this.#actions = actions;
    this.#reasoning.append(this.#reasoningText);
    this.#refusal.append(this.#refusalText);
    const head = element('header', '', {}, this.#author, this.#time, this.#edited, this.#change);
    const foot = element('footer', '', {}, this.#note, this.#history, this.#source, this.#copy, this.#again);
    this.root = element('article', 'message', {}, this.#day, head, this.#reasoning, this.#refusal, this.#text, foot, this.#card);
  }

  /**
   * Draws a record; does nothing for the one it drew last.
   * @param mine whether this person wrote it
   * @param {object} [question] what it answers
   * @param {{edits: Function, regenerates: Function}} [may] see anew.js
   */
  update(message, mine, question, may) {
    const before = this.#shown;
    show(this.#change, may?.edits(message));
    show(this.#again, may?.regenerates(message));
    if (before === message) return;
    this.#shown = message;
    this.#mark(message, mine);
    if (!before || before.name !== message.name || before.ts !== message.ts) this.#head(message, mine);
    this.#words(message, before);
    setText(this.#edited, message.editedAt && !message.removed ? say('edited') : '');
    setText(this.#note, note(message));
    setText(this.#history, history(message));
    setText(this.#source, message.role === 'assistant' ? source(message, durationOf(message, question)) : '');
    this.#copy.hidden = message.role !== 'assistant' || isOpen(message) || message.text === '';
    if (before?.error !== message.error || before?.status !== message.status || before?.removed !== message.removed) this.#error(message);
  }

  /** The name of the day that begins with it; empty for any but the first. */
  get begins() {
    return this.#begins;
  }

  set begins(day) {
    if (day !== this.#begins) this.#day.textContent = day;
    this.#begins = day;
  }

  #mark(message, mine) {
    const {dataset, classList} = this.root;
    dataset.messageId = message.messageId;
    dataset.role = message.role;
    dataset.status = message.status;
    dataset.length = message.text.length;
    classList.toggle('mine', mine);
    this.root.setAttribute('aria-busy', String(message.role === 'assistant' && isOpen(message)));
  }

  #head({role, name, ts}, mine) {
    this.day = dayOf(ts ?? Date.now());
    const others = role === 'user' ? (name ?? say('someone')) : say(role);
    setText(this.#author, mine ? say('you') : others);
    setText(this.#time, ts === undefined ? '' : clockTime(ts, locale));
    this.#time.title = fullTime(ts, locale);
    if (!Number.isNaN(millis(ts))) this.#time.dateTime = new Date(millis(ts)).toISOString();
  }

  #words(message, before) {
    const running = isOpen(message);
    if (message.role !== 'assistant') this.#plain(message);
    else if (before?.text !== message.text || isOpen(before ?? {}) !== running) this.#markdown.update(message.text, running);
    this.#reasoning.hidden = !message.reasoning;
    this.#refusal.hidden = !message.refusal;
    setText(this.#reasoningText, message.reasoning ?? '');
    setText(this.#refusalText, message.refusal ?? '');
  }

  #plain(message) {
    this.#text.classList.add('plain');
    this.#text.dir = 'auto';
    setText(this.#text, message.text);
  }

  #error(message) {
    const failure = message.removed ? undefined : (message.error ?? (message.status === 'failed' ? {} : undefined));
    fill(this.#card, failure && errorCard(failure, this.#choices(message, failure)));
  }

  #choices(message, {code}) {
    if (message.status === 'unsent') {
      const again = {label: say('retry'), act: () => this.#actions.retry(message), wait: true};
      const edit = {label: say('edit'), act: () => this.#actions.edit(message)};
      return mayRetry(code) || code === 'other_user' ? [again, edit] : [edit];
    }
    if (message.status !== 'failed' || (code !== undefined && !mayRetry(code))) return [];
    return [{label: say('askAgain'), act: () => this.#actions.askAgain(message), wait: true}];
  }
}

/** From a question to the end of its answer; when an answer in the place of another one was asked for, the page does not know. */
function durationOf(answer, question) {
  return question && answer.seq === question.seq + 1 ? millis(answer.ts) - millis(question.ts) : undefined;
}

/** Only where it differs: with every frame, every message is asked. */
function show(button, offered) {
  if (button.hidden === Boolean(offered)) button.hidden = !offered;
}
