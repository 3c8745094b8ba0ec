/** Which models answer a room, in order: the first answers, the others stand in. Each with its price. */
import {element, fill, iconButton} from './dom.js';
import {priceOf} from './prices.js';
import {say} from './strings.js';

const CROSS = 'M4.500 4.500l7 7M11.500 4.500l-7 7';
const UP = 'M8 12.500v-9M4.500 7 8 3.500 11.500 7';

export class ModelChain {
  #models;
  #byDefault;
  #chosen;
  #list = element('ol', 'chain');
  #picker = element('select', '', {id: 'model-picker', 'data-testid': 'model-picker'});

  /**
   * @param {{models: object[], default: string}} catalogue what can be asked
   * @param {string[]} chosen the room's
   */
  constructor(catalogue, chosen) {
    this.#models = catalogue.models;
    this.#byDefault = catalogue.default;
    this.#chosen = [...chosen];
    this.#picker.addEventListener('change', () => this.#add(this.#picker.value));
    const label = element('label', '', {for: this.#picker.id}, say('models'));
    const hint = element('p', 'hint', {}, say('modelsHint'));
    this.root = element('div', 'labelled models', {}, label, this.#list, this.#picker, hint);
    this.#draw();
  }

  get chosen() {
    return this.#chosen;
  }

  #add(id) {
    if (id) this.#change([...this.#chosen, id]);
  }

  #change(chosen) {
    this.#chosen = chosen;
    this.#draw();
    this.#picker.focus();
  }

  #draw() {
    const one = id => this.#models.find(model => model.id === id);
    fill(this.#list, ...this.#chosen.map((id, index) => this.#item(id, one(id), index)));
    if (this.#chosen.length === 0) fill(this.#list, this.#standard(one(this.#byDefault)));
    const prompt = new Option(say(this.#chosen.length === 0 ? 'addModel' : 'addStandIn'), '', true, true);
    const rest = this.#models.filter(({id}) => !this.#chosen.includes(id));
    fill(this.#picker, prompt, ...groups(rest));
  }

  #standard(model) {
    const name = this.#byDefault ? say('modelDefault', {model: this.#byDefault}) : say('modelNone');
    return element('li', 'standard', {}, element('span', 'model', {}, name), element('span', 'price', {}, model ? priceOf(model) : ''));
  }

  #item(id, model, index) {
    const others = this.#chosen.filter(each => each !== id);
    const up = () => this.#change([...others.slice(0, index - 1), id, ...others.slice(index - 1)]);
    const row = element('li', '', {'data-model': id}, element('span', 'model', {}, id), element('span', 'price', {}, priceOf(model)));
    if (index > 0) row.append(iconButton(say('moveUp', {model: id}), UP, 'icon small', up));
    row.append(iconButton(say('removeModel', {model: id}), CROSS, 'icon small', () => this.#change(others)));
    return row;
  }
}

function groups(models) {
  const providers = [...new Set(models.map(({provider}) => provider))];
  return providers.map(provider => {
    const group = element('optgroup', '', {label: provider});
    for (const model of models) if (model.provider === provider) group.append(new Option(`${model.id} · ${priceOf(model)}`, model.id));
    return group;
  });
}
