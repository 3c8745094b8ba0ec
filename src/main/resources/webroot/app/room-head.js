/** The head of the page: the shown room's name, who may read it, how many those are, and what answers there. */
import {say} from './strings.js';
import {setText} from './dom.js';

/** @param {{name: HTMLElement, about: HTMLElement, people: HTMLElement, options: HTMLElement}} parts */
export function drawRoomHead(parts, room, {joined, standard}) {
  setText(parts.name, room.name);
  parts.name.dataset.roomId = room.roomId;
  setText(parts.about, joined ? about(room, standard) : '');
  parts.people.disabled = !joined;
  parts.options.disabled = !joined;
  const title = `${room.name} · Verbatim`;
  if (document.title !== title) document.title = title;
}

/** Whoever has the link may read a public room: how many have a role there says nothing. */
function about({visibility, members, models}, standard) {
  const access = visibility && say(visibility === 'private' ? 'privateRoom' : 'publicRoom');
  const count = visibility === 'private' ? members.length : 0;
  const people = count > 0 && (count === 1 ? say('personCount') : say('peopleCount', {count}));
  const [first, ...others] = models?.length > 0 ? models : [standard];
  const model = first && (others.length > 0 ? `${first} +${others.length}` : first);
  return [access, people, model].filter(Boolean).join(' · ');
}
