/** What may be said anew in a room: another text for a message of one's own, another answer in the place of the last. Pure. */
import {isOpen} from './reply.js';

const nothing = () => false;

/**
 * Which messages this person may edit, and which answer they may have replaced: as the server decides it, so that nothing is offered that it
 * would refuse.
 *
 * @param messages all that is shown, in order
 * @param role this person's in the room; undefined: a guest of a public one
 */
export function allowed(messages, {userId}, role) {
  if (role === 'viewer') return {edits: nothing, regenerates: nothing};
  const awaited = new Set(messages.filter(isOpen).map(reply => reply.replyTo));
  const own = message => message.role === 'user' && message.userId === userId;
  const last = messages.at(-1);
  const question = messages.find(message => message.messageId === last?.replyTo);
  const replaceable = question && !question.removed && (own(question) || role === 'owner');
  return {
    edits: message => own(message) && message.status === 'complete' && !message.removed && !awaited.has(message.messageId),
    regenerates: message => message === last && message.role === 'assistant' && !isOpen(message) && !message.removed && replaceable,
  };
}
