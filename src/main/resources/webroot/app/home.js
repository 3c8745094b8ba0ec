/**
 * The rooms of this page as one list: what the server lists and what is followed by its address, each with its name, what
 * is new in it, and the place that it has in the list.
 */
import {hashOf} from './address.js';
import {language, say} from './strings.js';

export class Home {
  #chat;
  #rooms;
  #reads;

  constructor(chat, rooms, reads) {
    this.#chat = chat;
    this.#rooms = rooms;
    this.#reads = reads;
  }

  /** What is shown of each room in the list; a room opened by its address only stands last. */
  get list() {
    const refused = new Set(this.#chat.talks.filter(talk => talk.refused).map(talk => talk.roomId));
    const listed = this.#rooms.list.filter(room => !refused.has(room.roomId));
    const others = this.#chat.talks.filter(talk => !talk.refused && !this.#rooms.find(talk.roomId));
    const all = [...listed, ...others.map(({roomId, setup}) => ({...setup.details, roomId}))];
    return all.map(room => this.#entry(room)).sort(byPlace);
  }

  /** The shown room's record, with what only the conversation knows. */
  get current() {
    const {talk, user} = this.#chat;
    const room = {...this.#rooms.find(talk.roomId), ...known(talk.setup.details), roomId: talk.roomId};
    const {members, present} = talk.setup;
    return {...room, name: this.nameOf(talk.roomId), members, present, own: room.role, userId: user.userId, isPublic: room.visibility !== 'private'};
  }

  nameOf(roomId) {
    const heard = this.#chat.talks.find(talk => talk.roomId === roomId);
    const name = heard?.setup.details.name ?? this.#rooms.find(roomId)?.name;
    if (roomId === 'lobby' && (!name || name.toLowerCase() === 'lobby')) return say('lobby');
    return name || (heard?.refused ? say('unknownRoom') : roomId);
  }

  /** The room before (-1) or after (1) the shown one. */
  neighbour(step) {
    const all = this.list;
    const index = all.findIndex(room => room.current);
    return all.at((index + step + all.length) % all.length)?.roomId;
  }

  /** What is on the screen has been read. */
  markRead() {
    const {talk} = this.#chat;
    if (talk.joined) this.#reads.mark(talk.roomId, talk.seq);
  }

  /** How far the shown room has been read, here or elsewhere; undefined where it never was. */
  get readSeq() {
    const {talk} = this.#chat;
    this.#reads.mark(talk.roomId, talk.setup.readSeq);
    return this.#reads.seqOf(talk.roomId);
  }

  /** Takes any frame that the server sends on its own: this person may have read on elsewhere. */
  hear(event, {roomId, seq}) {
    if (event === 'read') this.#reads.mark(roomId, seq);
  }

  #entry({roomId, visibility, seq, role, readSeq}) {
    this.#reads.mark(roomId, readSeq);
    const heard = this.#chat.talks.find(talk => talk.roomId === roomId);
    const newest = Math.max(seq ?? 0, heard?.seq ?? 0);
    const current = roomId === this.#chat.roomId;
    return {
      roomId,
      name: this.nameOf(roomId),
      isPrivate: visibility === 'private',
      unread: current ? 0 : this.#reads.unread(roomId, newest),
      href: hashOf(roomId),
      current,
      place: placeOf(roomId, role),
    };
  }
}

/** The lobby, then the rooms one belongs to, then all others that are open. */
function placeOf(roomId, role) {
  if (roomId === 'lobby') return 0;
  return role ? 1 : 2;
}

function byPlace(a, b) {
  return a.place - b.place || a.name.localeCompare(b.name, language);
}

function known(details) {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
