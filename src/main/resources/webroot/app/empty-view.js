/** What stands where no messages are: how to begin, or why this room cannot be read. */
import {button, element, fill} from './dom.js';
import {copies} from './copy-button.js';
import {language, say} from './strings.js';

const SUGGESTIONS = ['suggestHelp', 'suggestStory', 'suggestCode'];

export class EmptyView {
  #root;
  #onSuggest;
  #onBack;
  #onPeople;
  #drawn;
  /** What says that this room cannot be read; undefined where it can. */
  reason;

  /** @param {{onSuggest: Function, onBack: Function, onPeople: Function}} actions a text to begin with; back to the first room; whom to let in */
  constructor(root, {onSuggest, onBack, onPeople}) {
    this.#root = root;
    this.#onSuggest = onSuggest;
    this.#onBack = onBack;
    this.#onPeople = onPeople;
  }

  /**
   * @param {{refused?: object, empty: boolean, name: string, instructions?: string, userId?: string, first: string, link?: string, isPublic: boolean}} room
   *   `link` where it is this person's to share
   */
  draw(room) {
    const now = JSON.stringify([language, room.refused?.code, room.empty, room.name, room.instructions, room.userId, room.first, room.link, room.isPublic]);
    if (now === this.#drawn) return;
    this.#drawn = now;
    this.#root.hidden = !room.refused && !room.empty;
    this.reason = undefined;
    if (room.refused) fill(this.#root, ...this.#refusal(room));
    else if (room.empty) fill(this.#root, ...this.#beginning(room));
    else fill(this.#root);
  }

  #beginning({name, instructions, link, isPublic}) {
    const asked = instructions && element('p', 'instructions', {dir: 'auto'}, element('span', 'label', {}, say('instructions')), instructions);
    const begin = key => button(say(key), 'suggestion', () => this.#onSuggest(say(key)));
    return [
      element('h2', '', {dir: 'auto'}, name),
      element('p', '', {}, say('emptyHint')),
      asked,
      element('div', 'suggestions', {role: 'group', 'aria-label': say('suggestTitle')}, ...SUGGESTIONS.map(begin)),
      link && this.#sharing(link, isPublic),
    ];
  }

  #sharing(link, isPublic) {
    const copy = copies(button(say('copyLink'), 'quiet', () => undefined), () => link, {words: 'linkCopied'});
    const add = !isPublic && button(say('addPeople'), 'quiet', this.#onPeople);
    const who = element('p', 'who', {}, say(isPublic ? 'sharePublic' : 'sharePrivate'));
    const share = element('div', 'share', {}, who, copy);
    if (add) share.append(add);
    return share;
  }

  #refusal({refused, userId, first}) {
    const why = say(`refused${refused.code}`) ?? refused.message;
    const id = refused.code !== 'deleted' && userId && ownId(userId);
    const back = button(say('backTo', {name: first}), 'primary', this.#onBack);
    this.reason = element('h2', '', {tabindex: '-1'}, say('refusedTitle'));
    return [this.reason, element('p', '', {}, why), id, element('p', '', {}, back)];
  }
}

function ownId(userId) {
  const copy = copies(button(say('copy'), 'quiet', () => undefined), () => userId);
  return element('div', 'own-id-row', {}, element('code', 'id', {dir: 'ltr'}, userId), copy);
}
