/**
 * What a room is and who belongs to it: `details` (what its owners say of it, with the `role` that this person has in it)
 * and `members`. Pure; records are replaced, never changed.
 */

/** Of a room of which nothing is known yet. */
export const UNKNOWN = {details: {}, members: []};

/** As a `joined` snapshot tells it. */
export function setupOf(data) {
  return {details: detailsOf(data), members: data.members ?? []};
}

/** After a `room` or `member` frame; any other changes nothing. */
export function changedSetup(setup, event, data, userId) {
  if (event === 'room') return {...setup, details: {...detailsOf(data), role: setup.details.role}};
  return event === 'member' ? withMember(setup, data, userId) : setup;
}

function withMember({details, members}, {userId, name, role, removed}, ownId) {
  const others = members.filter(member => member.userId !== userId);
  return {
    members: removed ? others : [...others, {userId, name, role}],
    details: userId === ownId ? {...details, role: removed ? undefined : role} : details,
  };
}

function detailsOf({name, visibility, role, models, maxOutputTokens, temperature, onEmpty, onCut, prompt}) {
  return {name, visibility, role, models, maxOutputTokens, temperature, onEmpty, onCut, prompt};
}
