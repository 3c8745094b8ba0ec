/**
 * The rooms of this person as the server lists them, and what can be done to them. Rooms are records by id and replaced,
 * never changed. What somebody else changes comes with `refresh`, which frames and time ask for.
 */
const PATIENCE_MS = 300;
/** As many as the server lists at once, and so many pages of them. */
const PAGE = 200;
const MOST_PAGES = 5;

export class Rooms {
  #api;
  #onChange;
  #rooms = new Map();
  #models = {models: [], default: undefined};
  #waiting;

  constructor(api, onChange) {
    this.#api = api;
    this.#onChange = onChange;
  }

  /** All that are listed, in the server's order. */
  get list() {
    return [...this.#rooms.values()];
  }

  /** `{models, default}`: what can be asked, with prices. */
  get models() {
    return this.#models;
  }

  find(roomId) {
    return this.#rooms.get(roomId);
  }

  /** Asks for the list soon; many wishes at once are one question. */
  refreshSoon() {
    this.#waiting ??= setTimeout(() => this.refresh().catch(() => undefined), PATIENCE_MS);
  }

  /** Asks for the list now. A server that has no list leaves what is known. */
  async refresh() {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    const listed = [];
    let after = '';
    for (let page = 0; page < MOST_PAGES && after !== undefined; page++) {
      const {rooms = [], next} = (await this.#api.request('GET', `rooms?limit=${PAGE}${after && `&after=${after}`}`)) ?? {};
      listed.push(...rooms);
      after = next ?? undefined;
    }
    this.#rooms = new Map(listed.map(room => [room.roomId, room]));
    this.#onChange();
  }

  /** Asks once what models there are. */
  async loadModels() {
    if (this.#models.models.length > 0) return;
    this.#models = (await this.#api.request('GET', 'models')) ?? this.#models;
    this.#onChange();
  }

  async create(fields) {
    return this.#keep(await this.#api.request('POST', 'rooms', fields));
  }

  async change(roomId, fields) {
    return this.#keep(await this.#api.request('PATCH', `rooms/${roomId}`, fields));
  }

  async remove(roomId) {
    await this.#api.request('DELETE', `rooms/${roomId}`);
    this.#drop(roomId);
  }

  /** Who belongs to a room. */
  async members(roomId) {
    return (await this.#api.request('GET', `rooms/${roomId}/members`)).members;
  }

  /** Gives somebody a role in a room. */
  async putMember(roomId, userId, role) {
    await this.#api.request('PUT', `rooms/${roomId}/members/${encodeURIComponent(userId)}`, {role});
  }

  /** Takes somebody out of a room, oneself too. */
  async removeMember(roomId, userId) {
    await this.#api.request('DELETE', `rooms/${roomId}/members/${encodeURIComponent(userId)}`);
  }

  /** A room that is this person's no longer. */
  forget(roomId) {
    this.#drop(roomId);
  }

  #keep(room) {
    this.#rooms.set(room.roomId, room);
    this.#onChange();
    return room;
  }

  #drop(roomId) {
    this.#rooms.delete(roomId);
    this.#onChange();
  }
}
