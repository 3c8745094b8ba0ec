/** A room's address: `#/room/<id>`, which can be given to others. Nothing else is ever written there. */

const ROOM = /^#\/room\/([A-Za-z0-9._-]{1,64})$/;

/** The room that an address's hash names; `undefined` for none. */
export function roomOf(hash) {
  return ROOM.exec(hash)?.[1];
}

/** The hash of a room's address. */
export function hashOf(roomId) {
  return `#/room/${roomId}`;
}

/** A room's address in full, as somebody else can open it. */
export function linkOf(roomId, here = location.href) {
  const url = new URL(here);
  url.hash = hashOf(roomId);
  url.search = '';
  return url.href;
}
