/** Who belongs to a room: roles, adding and removing for owners, leaving for everybody. */
import {element, fill, iconButton} from './dom.js';
import {confirmed, labelled, select, textField} from './fields.js';
import {openDialog} from './dialog.js';
import {say} from './strings.js';

const CROSS = 'M4.500 4.500l7 7M11.500 4.500l-7 7';
const ROLES = ['owner', 'member', 'viewer'];

/**
 * Opens it.
 * @param {{name: string, isPublic: boolean, members: object[], here: object[], userId: string}} room as it is now; `here`: who looks at it,
 *   as far as they are named
 * @param {{onPut: Function, onRemove: Function, onLeave: Function}} actions awaited; `onPut` and `onRemove` answer the members
 *   as they are then
 */
export function openPeopleDialog(room, {onPut, onRemove, onLeave}) {
  const list = element('ul', 'people-list', {'data-testid': 'people-list'});
  const own = room.members.find(member => member.userId === room.userId);
  const mayChange = own?.role === 'owner';
  const dialog = openDialog('people', `${room.name} · ${say('people')}`);
  const draw = members => fill(list, ...members.map(row));
  const attempt = act => act().then(members => {
    if (members) draw(members);
    return true;
  }, dialog.fail);
  const row = member => person(member, {
    mine: member.userId === room.userId,
    mayChange,
    isHere: room.here.some(({userId}) => userId === member.userId),
    onRole: role => attempt(() => onPut(member.userId, role)),
    onRemove: () => attempt(() => onRemove(member.userId)),
  });
  draw(room.members);
  if (room.isPublic) dialog.root.append(element('p', 'hint', {}, say('publicPeople')));
  dialog.root.append(list, ...visitors(room));
  if (mayChange) dialog.root.append(addForm((userId, role) => attempt(() => onPut(userId, role))));
  if (!own) dialog.root.append(ownId(room.userId));
  if (own) dialog.root.append(leave(() => onLeave().then(dialog.close, dialog.fail)));
}

/** Who looks at the room and does not belong to it. */
function visitors({here, members, userId}) {
  const others = here.filter(each => each.userId !== userId && !members.some(member => member.userId === each.userId));
  if (others.length === 0) return [];
  const rows = others.map(({name, userId: id}) => element('li', '', {'data-user-id': id}, element('div', 'who', {}, named(name || id, true))));
  return [element('h3', '', {}, say('hereNow')), element('ul', 'people-list', {'data-testid': 'visitors'}, ...rows)];
}

function named(name, isHere) {
  const dot = isHere ? element('span', 'here-dot', {role: 'img', 'aria-label': say('hereNow'), title: say('hereNow')}) : undefined;
  return element('div', 'named', {}, element('bdi', 'name', {}, name), dot);
}

function person({userId, name, role}, {mine, mayChange, isHere, onRole, onRemove}) {
  const shown = name || userId;
  const id = shown === userId ? undefined : element('code', 'id', {dir: 'ltr'}, userId);
  const row = element('li', '', {'data-user-id': userId}, element('div', 'who', {}, named(mine ? say('isYou', {name: shown}) : shown, isHere), id));
  if (!mayChange || mine) {
    row.append(element('span', 'role', {}, say(role) ?? role));
    return row;
  }
  const roles = select('role', role, ROLES.map(each => [each, say(each)]));
  roles.ariaLabel = say('roleOf', {name: shown});
  roles.addEventListener('change', () => onRole(roles.value));
  row.append(roles, iconButton(say('removePerson', {name: shown}), CROSS, 'icon small', onRemove));
  return row;
}

function addForm(onAdd) {
  const id = textField('userId', '', {required: '', maxlength: 128, spellcheck: 'false', autocapitalize: 'off', 'data-testid': 'add-user'});
  const role = select('role', 'member', ROLES.map(each => [each, say(each)]));
  role.ariaLabel = say('role');
  const hint = element('p', 'hint', {id: 'add-person-hint'}, say('addPersonHint'));
  id.setAttribute('aria-describedby', hint.id);
  const form = element('form', 'add-person', {}, labelled(say('addPerson'), id), role, element('button', 'quiet', {type: 'submit'}, say('add')), hint);
  form.addEventListener('submit', event => {
    event.preventDefault();
    const userId = id.value.trim();
    if (userId) onAdd(userId, role.value).then(added => added && (id.value = ''));
  });
  return form;
}

function ownId(userId) {
  return element('p', 'hint own-id', {}, `${say('yourId')}: `, element('code', 'id', {dir: 'ltr'}, userId ?? ''));
}

function leave(act) {
  return element('footer', 'dialog-actions', {}, confirmed(say('leaveRoom'), 'danger', act));
}
