/** What a person can do to rooms from the page: each opens its dialog, asks the server, and shows where that leads. */
import {Failure} from './failure.js';
import {openPeopleDialog} from './people-dialog.js';
import {openRoomDialog} from './room-dialog.js';

export class RoomActions {
  #rooms;
  #home;
  #chat;
  #show;

  /** @param {(roomId?: string) => void} show goes to a room; without one to the first */
  constructor(rooms, home, chat, show) {
    this.#rooms = rooms;
    this.#home = home;
    this.#chat = chat;
    this.#show = show;
  }

  async create() {
    await this.#models();
    const onSave = async fields => this.#show((await this.#rooms.create(fields)).roomId);
    openRoomDialog(undefined, {models: this.#rooms.models, mayChange: true, onSave});
  }

  async options() {
    await this.#models();
    const room = this.#home.current;
    openRoomDialog(room, {
      models: this.#rooms.models,
      mayChange: room.own === 'owner',
      onSave: fields => (Object.keys(fields).length > 0 ? this.#rooms.change(room.roomId, fields) : Promise.resolve()),
      onDelete: () => this.#delete(room.roomId),
    });
  }

  people() {
    const {roomId, name, members, present, isPublic, userId} = this.#home.current;
    openPeopleDialog({name, members, here: present?.users ?? [], isPublic, userId}, {
      onPut: async (other, role) => this.#after(roomId, await this.#rooms.putMember(roomId, other, role)),
      onRemove: async other => this.#after(roomId, await this.#rooms.removeMember(roomId, other)),
      onLeave: () => this.#leave(roomId, userId),
    });
  }

  async #delete(roomId) {
    await this.#rooms.remove(roomId);
    this.#show();
    this.#chat.forget(roomId);
  }

  async #leave(roomId, userId) {
    await this.#rooms.removeMember(roomId, userId);
    this.#rooms.forget(roomId);
    this.#show();
    this.#chat.forget(roomId);
  }

  /** The members as the server has them now. */
  async #after(roomId) {
    const members = await this.#rooms.members(roomId);
    const talk = this.#chat.talks.find(each => each.roomId === roomId);
    if (talk) talk.setup = {...talk.setup, members};
    return members;
  }

  /** A list of models that cannot be had leaves the picker with the default; the room can be made without it. */
  async #models() {
    await this.#rooms.loadModels().catch(failure => {
      if (!(failure instanceof Failure)) throw failure;
    });
  }
}
