/** A room's form: to make one, or to change one. What it does not change it does not send. */
import {ModelChain} from './model-chain.js';
import {choice, confirmed, labelled, numberField, select, textArea, textField} from './fields.js';
import {element} from './dom.js';
import {openDialog} from './dialog.js';
import {say} from './strings.js';

const MAX_NAME = 200;

/**
 * Opens it.
 * @param room its fields; `undefined` for a new one
 * @param {{models: object, mayChange: boolean, onSave: Function, onDelete?: Function}} options `onSave` and `onDelete` are
 *   awaited; what they are rejected with is shown
 */
export function openRoomDialog(room, {models, mayChange, onSave, onDelete}) {
  const chain = new ModelChain(models, room?.models ?? []);
  const name = textField('name', room?.name, {required: '', maxlength: MAX_NAME, placeholder: say('namePlaceholder'), dir: 'auto'});
  const save = element('button', 'primary', {type: 'submit', 'data-testid': 'save-room'}, say(room ? 'save' : 'create'));
  const body = element('fieldset', 'plain', mayChange ? {} : {disabled: ''}, ...content(room ?? {}, name, chain));
  const actions = element('footer', 'dialog-actions', {});
  if (onDelete && mayChange) actions.append(confirmed(say('deleteRoom'), 'danger', () => attempt(onDelete)));
  if (mayChange) actions.append(save);
  else body.prepend(element('p', 'hint', {}, say('onlyOwners')));
  const form = element('form', 'room-form', {novalidate: ''}, body, actions);
  const dialog = openDialog(room ? 'room-options' : 'new-room', room?.name ?? say('newRoom'), form);
  const attempt = async act => {
    save.disabled = true;
    await act().then(dialog.close, dialog.fail);
    save.disabled = false;
  };
  form.addEventListener('submit', event => {
    event.preventDefault();
    if (name.value.trim() === '') return name.focus();
    if (form.reportValidity()) attempt(() => onSave(changed(room, {...entered(form), models: chain.chosen})));
  });
  if (mayChange) name.focus();
}

function content(room, name, chain) {
  const instructions = textArea('systemPrompt', room.systemPrompt, {rows: 3, placeholder: say('systemPromptPlaceholder')});
  const visibility = [['public', say('publicRoom')], ['private', say('privateRoom')]];
  const access = choice(say('whoMayRead'), 'visibility', room.visibility ?? 'public', visibility);
  access.append(element('p', 'hint if-public', {}, say('publicHint')), element('p', 'hint if-private', {}, say('privateHint')));
  return [
    labelled(say('name'), name),
    access,
    labelled(say('systemPrompt'), instructions, say('systemPromptHint')),
    chain.root,
    element('details', 'more', {}, element('summary', '', {}, say('more')), ...rare(room)),
  ];
}

function rare(room) {
  const onEmpty = [['continue', say('onEmptyContinue')], ['cancel', say('onEmptyCancel')]];
  const onCut = [['supersede', say('onCutSupersede')], ['interrupt', say('onCutInterrupt')]];
  const prompt = [['recent', say('promptRecent')], ['summary', say('promptSummary')]];
  const tokens = numberField('maxOutputTokens', room.maxOutputTokens, {min: 1, max: 1_000_000, step: 1});
  return [
    labelled(say('maxOutputTokens'), tokens),
    labelled(say('temperature'), numberField('temperature', room.temperature, {min: 0, max: 2, step: 0.1})),
    labelled(say('onCut'), select('onCut', room.onCut ?? 'supersede', onCut)),
    labelled(say('onEmpty'), select('onEmpty', room.onEmpty ?? 'continue', onEmpty)),
    labelled(say('promptStrategy'), select('prompt', room.prompt ?? 'recent', prompt)),
  ];
}

function entered(form) {
  const {name, visibility, systemPrompt, maxOutputTokens, temperature, onEmpty, onCut, prompt} = Object.fromEntries(new FormData(form));
  const number = text => (text === '' ? null : Number(text));
  return {
    name: name.trim(),
    visibility,
    systemPrompt: systemPrompt.trim() === '' ? null : systemPrompt,
    maxOutputTokens: number(maxOutputTokens),
    temperature: number(temperature),
    onEmpty,
    onCut,
    prompt,
  };
}

/** Only what differs from the room; for a new one only what says something. */
export function changed(room, fields) {
  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  const before = room ?? {models: []};
  return Object.fromEntries(Object.entries(fields).filter(([key, value]) => !same(before[key], value)));
}
