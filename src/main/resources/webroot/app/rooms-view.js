/** The list of rooms: links, so that each can be opened in a tab of its own; drawn anew only where something differs. */
import {element, fill, icon, setText} from './dom.js';
import {language, say} from './strings.js';

const HASH = 'M6.300 2.500 5 13.500M11 2.500l-1.300 11M2.800 5.800h10.700M2.500 10.200h10.700';
const LOCK = 'M4.500 7.200h7v5.800h-7zM5.800 7V5.200a2.200 2.200 0 0 1 4.400 0V7';

export class RoomsView {
  #root;
  #badge;
  #drawn = '';

  constructor(root, badge) {
    this.#root = root;
    this.#badge = badge;
  }

  /** @param {{roomId: string, name: string, isPrivate: boolean, unread: number, href: string, current: boolean}[]} rooms */
  draw(rooms) {
    const now = JSON.stringify([language, rooms]);
    if (now === this.#drawn) return;
    this.#drawn = now;
    const held = this.#root.contains(document.activeElement) ? document.activeElement.dataset.roomId : undefined;
    fill(this.#root, ...rooms.map(item));
    if (held) this.#root.querySelector(`[data-room-id="${CSS.escape(held)}"]`)?.focus();
    const elsewhere = rooms.reduce((sum, room) => sum + (room.current ? 0 : room.unread), 0);
    this.#badge.hidden = elsewhere === 0;
    setText(this.#badge, count(elsewhere));
  }
}

function item({roomId, name, isPrivate, unread, href, current}) {
  const link = element('a', '', {href, 'data-room-id': roomId, 'data-unread': unread});
  link.append(icon(isPrivate ? LOCK : HASH), element('bdi', 'name', {}, name));
  if (current) link.setAttribute('aria-current', 'page');
  if (unread > 0 && !current) {
    link.append(element('span', 'count', {'aria-hidden': 'true'}, count(unread)));
    link.setAttribute('aria-label', say('unreadRoom', {name, count: unread}));
  }
  return element('li', '', {}, link);
}

function count(unread) {
  return unread > 99 ? '99+' : String(unread);
}
