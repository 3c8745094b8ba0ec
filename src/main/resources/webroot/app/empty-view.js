/** What stands where no messages are: how to begin, or why this room cannot be read. */
import {button, element, fill} from './dom.js';
import {language, say} from './strings.js';

const SUGGESTIONS = ['suggestHelp', 'suggestStory', 'suggestCode'];

export class EmptyView {
  #root;
  #onSuggest;
  #onBack;
  #drawn;

  /** @param {{onSuggest: Function, onBack: Function}} actions a text to begin with; back to the first room */
  constructor(root, {onSuggest, onBack}) {
    this.#root = root;
    this.#onSuggest = onSuggest;
    this.#onBack = onBack;
  }

  /** @param {{refused?: object, empty: boolean, name: string, instructions?: string, userId?: string, first: string}} room */
  draw(room) {
    const now = JSON.stringify([language, room.refused?.code, room.empty, room.name, room.instructions, room.userId, room.first]);
    if (now === this.#drawn) return;
    this.#drawn = now;
    this.#root.hidden = !room.refused && !room.empty;
    if (room.refused) fill(this.#root, ...this.#refusal(room));
    else if (room.empty) fill(this.#root, ...this.#beginning(room));
    else fill(this.#root);
  }

  #beginning({name, instructions}) {
    const asked = instructions && element('p', 'instructions', {dir: 'auto'}, element('span', 'label', {}, say('instructions')), instructions);
    const begin = key => button(say(key), 'suggestion', () => this.#onSuggest(say(key)));
    return [
      element('h2', '', {dir: 'auto'}, name),
      element('p', '', {}, say('emptyHint')),
      asked,
      element('div', 'suggestions', {role: 'group', 'aria-label': say('suggestTitle')}, ...SUGGESTIONS.map(begin)),
    ];
  }

  #refusal({refused, userId, first}) {
    const why = say(`refused${refused.code}`) ?? refused.message;
    const id = refused.code !== 'deleted' && element('code', 'id', {dir: 'ltr'}, userId ?? '');
    const back = button(say('backTo', {name: first}), 'primary', this.#onBack);
    return [element('h2', '', {}, say('refusedTitle')), element('p', '', {}, why), id, element('p', '', {}, back)];
  }
}
