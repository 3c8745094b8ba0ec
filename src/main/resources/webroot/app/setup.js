/**
 * What a room is and who belongs to it: `details` (what its owners say of it, with the `role` that this person has in it),
 * `members`, who looks at it now (`present: {count, users?}`), and how far this person has read it (`readSeq`, undefined
 * where nobody knows). Pure; records are replaced, never changed.
 */

/** Of a room of which nothing is known yet. */
export const UNKNOWN = {details: {}, members: [], present: {count: 0}};

/** As a `joined` snapshot tells it. */
export function setupOf(data) {
  return {details: detailsOf(data), members: data.members ?? [], present: data.presence ?? {count: 0}, readSeq: data.readSeq};
}

/** After a `room`, `member`, `presence` or `read` frame; any other changes nothing. */
export function changedSetup(setup, event, data, userId) {
  if (event === 'room') return {...setup, details: {...detailsOf(data), role: setup.details.role}};
  if (event === 'presence') return {...setup, present: {count: data.count, users: data.users}};
  if (event === 'read') return {...setup, readSeq: Math.max(setup.readSeq ?? 0, data.seq)};
  return event === 'member' ? withMember(setup, data, userId) : setup;
}

function withMember(setup, {userId, name, role, removed}, ownId) {
  const {details, members} = setup;
  const others = members.filter(member => member.userId !== userId);
  return {
    ...setup,
    members: removed ? others : [...others, {userId, name, role}],
    details: userId === ownId ? {...details, role: removed ? undefined : role} : details,
  };
}

function detailsOf({name, visibility, role, models, maxOutputTokens, temperature, onEmpty, onCut, prompt}) {
  return {name, visibility, role, models, maxOutputTokens, temperature, onEmpty, onCut, prompt};
}
